import { EvaluationFailed, evaluate } from './evaluate.ts';
import type { SubflowRequest } from './events.ts';
import { labelsOf } from './labels.ts';
import type { RunNode, Turn } from './model.ts';

type Properties = Record<string, unknown>;

/**
 * The execution that a task run asks for next, by the properties of its task (flow-language §6.1 Subflow). `key` names the
 * rendering, `about` is what the execution's trigger tells of the task run beside its ids.
 *
 * @throws Waiting while the properties are rendered outside the machine.
 * @throws EvaluationFailed where they cannot be, or are not what they must be.
 */
export function evaluateRequest(
  turn: Turn,
  node: RunNode,
  key: string,
  about: { outputs?: Record<string, unknown> | undefined; iteration?: number | undefined },
  resume: (turn: Turn) => void,
): SubflowRequest {
  const { execution } = turn.model;
  const { task, run } = node;
  const properties = evaluate(turn, node, key, 'deep', written(task), resume) as Properties;
  const revision = properties['revision'];
  return {
    executionId: turn.chance.id(),
    namespace: requiredText(properties, 'namespace'),
    flowId: requiredText(properties, 'flowId'),
    ...(revision !== undefined && { revision: Number(revision) }),
    inputs: (properties['inputs'] ?? {}) as Properties,
    labels: labelsOf(properties['labels']),
    inheritLabels: String(properties['inheritLabels'] ?? 'false') === 'true',
    ...(properties['scheduleDate'] !== undefined && { scheduleDate: String(properties['scheduleDate']) }),
    wait: task['wait'] !== false,
    trigger: {
      id: task.id,
      type: task.type,
      variables: {
        executionId: execution.id,
        namespace: execution.namespace,
        flowId: execution.flowId,
        flowRevision: execution.flowRevision,
        taskRunId: run.id,
        taskId: task.id,
        ...(about.outputs && { taskRunOutputs: about.outputs }),
        ...(run.value !== undefined && { taskRunValue: run.value }),
        ...(about.iteration !== undefined && { taskRunIteration: about.iteration }),
      },
    },
  };
}

function written(task: Properties): Properties {
  const names = ['namespace', 'flowId', 'revision', 'inputs', 'labels', 'inheritLabels', 'scheduleDate'];
  return Object.fromEntries(
    names.filter((name) => task[name] !== undefined).map((name) => [name, task[name]]),
  );
}

function requiredText(properties: Properties, name: string): string {
  const value = properties[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new EvaluationFailed(`\`${name}\` of a subflow must be a text, but it is \`${String(value)}\``);
}
