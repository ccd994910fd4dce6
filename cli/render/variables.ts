import { encryptedType, encryptionFrom } from '../../runner/engine/encryption.ts';
import type { Masker } from '../../runner/engine/masker.ts';
import { resolveInputs } from '../../runner/execution/inputs/index.ts';
import type { ExecutionDocument, TaskRun } from '../../runner/execution/types.ts';
import { nestLabels } from '../../runner/execution/variables.ts';
import { render, renderTyped, type Services, settle, type Variables } from '../../runner/expression/index.ts';
import type { Flow } from '../../runner/flow/types.ts';
import type { FlowSettings } from '../serve/config.ts';

/** What an expression at the end of an execution reads (flow-language §4.11), from its records and the flow that it ran. */
export function executionVariables(
  document: ExecutionDocument,
  flow: Flow | undefined,
  settings: FlowSettings,
  masker: Masker,
): Variables {
  const encryption = encryptionFrom(process.env);
  const reveal = <T>(value: T): T => encryption?.reveal(value, (secret) => masker.add(secret)) ?? value;
  const { state, id, originalId, namespace, flowId, flowRevision } = document;
  const outputs = reveal(document.outputs);
  return {
    ...environmentVariables(),
    ...sharedVariables(flow, settings),
    flow: { id: flowId, namespace, revision: flowRevision },
    execution: {
      id,
      originalId,
      startDate: state.histories[0]?.date,
      state: state.current,
      ...(outputs && { outputs }),
    },
    labels: nestLabels(document.labels),
    inputs: reveal(document.inputs) ?? {},
    outputs: reveal(outputsOf(document.taskRunList)),
    tasks: statesOf(document.taskRunList),
    ...(document.variables && { vars: document.variables }),
    ...(document.trigger?.variables && { trigger: document.trigger.variables }),
  };
}

/** What an expression reads before the first task of a flow runs. Rejects with `InputsError` where the inputs are refused. */
export async function flowVariables(
  flow: Flow,
  settings: FlowSettings,
  submitted: Readonly<Record<string, unknown>>,
  services: Services,
  masker: Masker,
): Promise<Variables> {
  const variables = {
    ...environmentVariables(),
    ...sharedVariables(flow, settings),
    flow: { id: flow.id, namespace: flow.namespace, revision: flow.revision },
    labels: nestLabels(flow.labels),
    ...(flow.variables && { vars: flow.variables }),
  };
  const { inputs } = await resolveInputs(flow.inputs, submitted, {
    variables,
    // Nothing is stored, for nothing runs: expressions see where the file lies.
    storeFile: async (_, localPath) => `file://${localPath}`,
    // Left clear, for it is not stored; what is printed is masked.
    encrypt(text) {
      masker.add(text);
      return text;
    },
    render: (template, scope) => settle((settling) => render(template, scope, settling), { services }),
    renderTyped: (template, scope) =>
      settle((settling) => renderTyped(template, scope, settling), { services }),
  });
  return { ...variables, inputs: unsealed(inputs), outputs: {}, tasks: {} };
}

/** SECRET inputs as expressions see them: the text without its wrapper. */
function unsealed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  if ('type' in value && value.type === encryptedType && 'value' in value) return value.value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unsealed(item)]));
}

/** Variables of the environment named `ENV_…`, without the prefix and in lower case (flow-language §4.11). */
function environmentVariables(): Record<string, unknown> {
  const entries = Object.entries(process.env).filter(([name]) => name.startsWith('ENV_'));
  return {
    envs: Object.fromEntries(entries.map(([name, value]) => [name.slice(4).toLowerCase(), value])),
  };
}

/** `globals` and, where there are any, the variables of the namespace (surfaces §10.5). */
function sharedVariables(flow: Flow | undefined, { globals }: FlowSettings): Variables {
  return { globals, ...(flow?.namespaceVariables && { namespace: flow.namespaceVariables }) };
}

/** Outputs by task id, then by the loop values around the run, outermost first (flow-language §3.1). */
function outputsOf(taskRuns: readonly TaskRun[]): Record<string, unknown> {
  const byId = new Map(taskRuns.map((run) => [run.id, run]));
  const valuesOf = (run: TaskRun | undefined): string[] =>
    run === undefined
      ? []
      : [...valuesOf(byId.get(run.parentTaskRunId ?? '')), ...(run.value === undefined ? [] : [run.value])];
  const outputs: Record<string, unknown> = Object.create(null);
  for (const run of taskRuns) if (run.outputs) merge(outputs, [run.taskId, ...valuesOf(run)], run.outputs);
  return outputs;
}

/** `tasks.<id>[.<value>].state` (flow-language §3.2). */
function statesOf(taskRuns: readonly TaskRun[]): Record<string, unknown> {
  const states: Record<string, unknown> = Object.create(null);
  for (const { taskId, value, state } of taskRuns) {
    merge(states, value === undefined ? [taskId] : [taskId, value], { state: state.current });
  }
  return states;
}

/** Puts a leaf at a path, beside what is there already. */
function merge(tree: Record<string, unknown>, path: readonly string[], leaf: Record<string, unknown>): void {
  let level = tree;
  for (const segment of path) {
    level[segment] ??= Object.create(null);
    level = level[segment] as Record<string, unknown>;
  }
  Object.assign(level, leaf);
}
