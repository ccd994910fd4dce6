import { retryLater } from './attempts.ts';
import { EvaluationFailed, evaluate } from './evaluate.ts';
import { labelsOf } from './labels.ts';
import type { RunNode, Turn } from './model.ts';
import { endRun } from './runs.ts';
import { isTerminated, moveTo, newState } from './states.ts';
import { log, setRunState } from './transition.ts';
import type { StateName } from './types.ts';

type Properties = Record<string, unknown>;

/** Starts a Subflow task: asks the engine for the execution and waits for it (flow-language §6.1 Subflow, §7.13). */
export function startExecutable(turn: Turn, node: RunNode, resume: (turn: Turn) => void): void {
  const { execution } = turn.model;
  const { task, run } = node;
  const properties = evaluate(turn, node, 'subflow', 'deep', subflowProperties(task), resume) as Properties;
  const executionId = turn.chance.id();
  setRunState(turn, node, 'RUNNING');
  const revision = properties['revision'];
  turn.commands.push({
    type: 'startSubflow',
    taskRunId: run.id,
    subflow: {
      executionId,
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
          ...(run.outputs && { taskRunOutputs: run.outputs }),
          ...(run.value !== undefined && { taskRunValue: run.value }),
          ...(run.iteration !== undefined && { taskRunIteration: run.iteration }),
        },
      },
    },
  });
  run.outputs = { executionId };
}

function subflowProperties(task: Properties): Properties {
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

/** The subflow's execution exists; without `wait` the task is done. */
export function subflowCreated(turn: Turn, node: RunNode, executionId: string, link: string): void {
  if (isTerminated(node.run.state.current)) return;
  log(turn, 'INFO', `Created new execution ${link}`, node);
  if (node.task['wait'] === false) endSubflow(turn, node, 'SUCCESS', { executionId, state: 'CREATED' });
}

/** No execution could be made: unknown or disabled flow, refused inputs. */
export function subflowRefused(turn: Turn, node: RunNode, message: string): void {
  if (isTerminated(node.run.state.current)) return;
  log(turn, 'ERROR', message, node);
  // They name an execution that does not exist.
  delete node.run.outputs;
  endSubflow(turn, node, 'FAILED');
}

/** How a subflow's execution ended. */
export interface SubflowEnd {
  executionId: string;
  /** Names the execution in logs. */
  link: string;
  state: StateName;
  outputs?: Record<string, unknown>;
}

/** The subflow's execution really ended (flow-language §6.1 Subflow `transmitFailed`). */
export function subflowEnded(
  turn: Turn,
  node: RunNode,
  { executionId, link, state, outputs }: SubflowEnd,
): void {
  if (isTerminated(node.run.state.current) || node.run.outputs?.['executionId'] !== executionId) return;
  const killed = turn.model.execution.state.current === 'KILLING' && state === 'KILLED';
  const transmitted = killed || (node.task['transmitFailed'] !== false && transmittedStates.has(state));
  if (transmitted) log(turn, 'ERROR', `Subflow execution ${link} ends in ${state} state`, node);
  endSubflow(turn, node, transmitted ? state : 'SUCCESS', {
    executionId,
    state,
    ...(outputs && { outputs }),
  });
}

const transmittedStates: ReadonlySet<StateName> = new Set(['FAILED', 'PAUSED', 'KILLED', 'WARNING']);

/** Subflow runs get their attempt when they end (flow-language §7.13). */
function endSubflow(turn: Turn, node: RunNode, state: StateName, outputs?: Record<string, unknown>): void {
  const { run } = node;
  const record = { state: newState(run.state.histories.at(-1)!.date) };
  moveTo(record.state, 'RUNNING', run.state.histories.at(-1)!.date);
  moveTo(record.state, state, turn.date);
  run.attempts = [...(run.attempts ?? []), record];
  if (state === 'FAILED' && retryLater(turn, node, outputs)) return;
  endRun(turn, node, state, outputs);
}
