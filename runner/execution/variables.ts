import type { TaskState, Variables } from '../expression/index.ts';
import type { ExecutionModel, RunNode } from './model.ts';
import type { Label } from './types.ts';

/**
 * The variables that an expression can read (flow-language §4.11): of the execution, or of one of its task runs. Costs the
 * depth of the task run, not the size of the execution: `outputs` and `tasks` are shared, not copied.
 */
export function variablesOf(model: ExecutionModel, node?: RunNode): Record<string, unknown> {
  const { execution } = model;
  model.labels ??= nestLabels(execution.labels);
  const variables: Record<string, unknown> = {
    ...model.constants,
    execution: executionVariable(model),
    outputs: model.outputs,
    tasks: model.taskStates,
    labels: model.labels,
  };
  if (execution.variables) variables['vars'] = execution.variables;
  if (execution.trigger?.variables) {
    const { type, variables: dates } = execution.trigger;
    variables['trigger'] = dates;
    if (model.catalogue.resolve(type) === 'io.kestra.plugin.core.trigger.Schedule')
      variables['schedule'] = dates;
  }
  if (node) Object.assign(variables, taskVariables(node));
  return variables;
}

function executionVariable({ execution }: ExecutionModel): Record<string, unknown> {
  return {
    id: execution.id,
    startDate: execution.state.histories[0]!.date,
    originalId: execution.originalId,
    state: execution.state.current,
    ...(execution.outputs && { outputs: execution.outputs }),
  };
}

function taskVariables(node: RunNode): Variables {
  const variables: Record<string, unknown> = {
    task: { id: node.task.id, type: node.task.type },
    taskrun: taskRunVariable(node),
  };
  if (isInDirectory(node)) variables['workerTaskrun'] = taskRunVariable(node.group.owner!);
  const parents = parentsOf(node);
  if (parents.length > 0) {
    variables['parent'] = parents[0];
    variables['parents'] = parents;
  }
  return variables;
}

function taskRunVariable(node: RunNode): Variables {
  const { run, batches } = node;
  const value = loopValueOf(node);
  return {
    id: run.id,
    startDate: run.state.histories[0]!.date,
    attemptsCount: run.attempts?.filter(({ state }) => state.current !== 'RUNNING').length ?? 0,
    ...(run.parentTaskRunId !== undefined && { parentId: run.parentTaskRunId }),
    ...(value !== undefined && { value }),
    ...(run.iteration !== undefined && { iteration: run.iteration }),
    ...(run.items !== undefined && { items: run.items }),
    // The batch that the next execution is asked for.
    ...batches?.waiting[batches.next],
  };
}

/** The loop's value as the task sees it: inside a working directory that of the directory's run (flow-language §6.1). */
export function loopValueOf(node: RunNode): string | undefined {
  return node.run.value ?? (isInDirectory(node) ? node.group.owner!.run.value : undefined);
}

/** Whether it is one of the tasks that share the directory of a WorkingDirectory task; errors and finally do not. */
export function isInDirectory({ group, branch }: RunNode): boolean {
  return branch === 'tasks' && group.owner?.directory !== undefined;
}

/** Nearest first; ancestors with neither a value nor outputs are left out. */
function parentsOf(node: RunNode): Record<string, unknown>[] {
  const parents: Record<string, unknown>[] = [];
  for (let ancestor = node.group.owner; ancestor; ancestor = ancestor.group.owner) {
    const { value, outputs } = ancestor.run;
    const hasOutputs = outputs !== undefined && Object.keys(outputs).length > 0;
    if (value === undefined && !hasOutputs) continue;
    parents.push({ ...(value !== undefined && { taskrun: { value } }), ...(hasOutputs && { outputs }) });
  }
  return parents;
}

/** `system.correlationId` becomes `labels.system.correlationId` (flow-language §4.11). */
export function nestLabels(labels: readonly Label[]): Record<string, unknown> {
  const nested: Record<string, unknown> = {};
  for (const { key, value } of labels) {
    const segments = key.split('.');
    let level = nested;
    for (const segment of segments.slice(0, -1)) {
      const below = Object.hasOwn(level, segment) ? level[segment] : undefined;
      const inner = (typeof below === 'object' && below !== null ? below : {}) as Record<string, unknown>;
      level[segment] = inner;
      level = inner;
    }
    level[segments.at(-1)!] = value;
  }
  return nested;
}

/** Where a task run's outputs stand in `outputs`: its task id, then the loop values around it (flow-language §3.1). */
function pathOf(node: RunNode): string[] {
  return node.run.value === undefined
    ? [node.task.id, ...node.path]
    : [node.task.id, ...node.path, node.run.value];
}

/** Makes a task run's outputs visible to later expressions. */
export function publishOutputs(model: ExecutionModel, node: RunNode): void {
  if (!node.run.outputs) return;
  setPath(model.outputs, pathOf(node), model.reveal(node.run.outputs));
}

/** The outputs of the child of a run that has the given task; empty where it gave none. */
export function outputsBelow(model: ExecutionModel, { run, path }: RunNode, taskId: string): Variables {
  let found: unknown = model.outputs[taskId];
  for (const value of run.value === undefined ? path : [...path, run.value])
    found = (found as Variables | undefined)?.[value];
  return (found ?? {}) as Variables;
}

/** Makes a task run's state visible as `tasks.<id>[.<value>].state`. */
export function publishState(model: ExecutionModel, node: RunNode): void {
  const { value, state } = node.run;
  const path = value === undefined ? [node.task.id] : [node.task.id, value];
  setPath(model.taskStates, path, { state: state.current });
}

/** Forgets the outputs of a deleted task run. */
export function withdrawOutputs(model: ExecutionModel, node: RunNode): void {
  const path = pathOf(node);
  let level: Record<string, unknown> | undefined = model.outputs;
  for (const segment of path.slice(0, -1)) level = level?.[segment] as Record<string, unknown> | undefined;
  if (level) delete level[path.at(-1)!];
}

/** Forgets the state of a deleted task run. */
export function withdrawState(model: ExecutionModel, { run, task }: RunNode): void {
  const states = model.taskStates[task.id] as Record<string, unknown> | undefined;
  if (run.value === undefined) delete model.taskStates[task.id];
  else delete states?.[run.value];
}

function setPath(tree: Record<string, unknown>, path: readonly string[], leaf: unknown): void {
  let level = tree;
  for (let i = 0; i < path.length - 1; i++) {
    const segment = path[i]!;
    level[segment] ??= Object.create(null);
    level = level[segment] as Record<string, unknown>;
  }
  level[path[path.length - 1]!] = leaf;
}

/** Every task run with its state, for `tasksWithState()` (flow-language §4.9). */
export function taskStatesOf(model: ExecutionModel): TaskState[] {
  return [...model.nodes.values()].map(({ run }) => ({
    taskId: run.taskId,
    state: run.state.current,
    ...(run.value !== undefined && { value: run.value }),
  }));
}
