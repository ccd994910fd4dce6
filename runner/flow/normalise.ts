import { labelsOf } from './checks/labels.ts';
import { flowableName, taskLists } from './nested.ts';
import type { Flow, FlowOutput, Input, Retry, Task, Typed } from './types.ts';
import { isAbsent, isMapping, listOf, type Mapping } from './values.ts';

/** The flow that a valid document describes: defaults of the language filled in, old spellings replaced (flow-language §1.2). */
export function toFlow(root: Mapping): Flow {
  const flow: Flow = {
    id: String(root['id']),
    namespace: String(root['namespace']),
    revision: 1,
    labels: [...new Map(labelsOf(root['labels'], []).map(({ key, value }) => [key, String(value)]))].map(
      ([key, value]) => ({
        key,
        value,
      }),
    ),
    inputs: listOf(root['inputs']).map((input) => toInput(input as Mapping)),
    outputs: listOf(root['outputs']).map((output) => toOutput(output as Mapping)),
    tasks: [],
    triggers: listOf(root['triggers']).map((trigger) => toTyped(trigger as Mapping)),
    disabled: isTrue(root['disabled']),
  };
  for (const name of ['tasks', 'errors', 'finally', 'afterExecution'] as const) {
    if (Array.isArray(root[name])) flow[name] = root[name].map((task) => toTask(task as Mapping));
  }
  if (!isAbsent(root['description'])) flow.description = String(root['description']);
  if (isMapping(root['variables'])) flow.variables = root['variables'];
  if (Array.isArray(root['listeners'])) flow.listeners = root['listeners'].map(toListener);
  if (isMapping(root['concurrency'])) flow.concurrency = toConcurrency(root['concurrency']);
  if (isMapping(root['retry'])) flow.retry = toRetry(root['retry']);
  if (Array.isArray(root['sla'])) flow.sla = root['sla'].map((sla) => ({ ...sla, id: String(sla.id) }));
  return flow;
}

function toTask(written: Mapping): Task {
  const task: Mapping = withoutNulls(written);
  task['id'] = String(task['id']);
  for (const name of ['description', 'timeout', 'runIf', 'logLevel']) {
    if (task[name] !== undefined) task[name] = String(task[name]);
  }
  for (const name of ['disabled', 'allowFailure', 'allowWarning', 'logToFile']) {
    if (task[name] !== undefined) task[name] = isTrue(task[name]);
  }
  if (isMapping(task['retry'])) task['retry'] = toRetry(task['retry']);
  if (flowableName(task['type']) === 'Pause' && Array.isArray(task['onResume']))
    task['onResume'] = task['onResume'].map(toInput);
  for (const { path, tasks } of taskLists(task))
    replaceTasks(task, path.length === 2 ? path : [String(path[0])], tasks);
  return task as Task;
}

/** Puts the normalised tasks of a branch into its owner, which is a copy already. */
function replaceTasks(
  owner: Mapping,
  path: readonly (string | number)[],
  tasks: readonly { value: unknown; path: readonly (string | number)[] }[],
): void {
  if (tasks.length === 0) return;
  const [branch, value] = path as [string, string | undefined];
  const written = owner[branch];
  const normalised = tasks.map((task) => toTask(task.value as Mapping));
  if (value !== undefined) owner[branch] = { ...(written as Mapping), [value]: normalised };
  else if (!Array.isArray(written)) owner[branch] = normalised[0];
  else if (tasks[0]!.path.length === 3) {
    // Of a Dag: the task beside what it depends on.
    owner[branch] = written.map((entry: Mapping, index) => ({ ...entry, task: normalised[index] }));
  } else owner[branch] = normalised;
}

function toTyped(written: Mapping): Typed {
  const typed = withoutNulls(written);
  if (typed['minLogLevel'] !== undefined) {
    typed['logLevel'] ??= typed['minLogLevel'];
    delete typed['minLogLevel'];
  }
  if (typed['disabled'] !== undefined) typed['disabled'] = isTrue(typed['disabled']);
  return { ...typed, id: String(typed['id']), type: String(typed['type']) };
}

function toInput(written: Mapping): Input {
  const { name, options, ...input } = withoutNulls(written);
  const type = String(input['type']).toUpperCase();
  const values = input['values'] ?? options;
  return {
    ...input,
    id: String(input['id'] ?? name),
    type: type === 'BOOLEAN' ? 'BOOL' : type,
    ...(input['required'] !== undefined && { required: isTrue(input['required']) }),
    ...(input['itemType'] !== undefined && { itemType: String(input['itemType']).toUpperCase() }),
    ...(Array.isArray(values) && { values: values.map(String) }),
  };
}

function toOutput(written: Mapping): FlowOutput {
  const output = withoutNulls(written);
  const type = String(output['type']).toUpperCase();
  return {
    ...output,
    id: String(output['id']),
    type: type === 'BOOLEAN' ? 'BOOL' : type,
    value: output['value'],
    ...(output['required'] !== undefined && { required: isTrue(output['required']) }),
    ...(output['itemType'] !== undefined && { itemType: String(output['itemType']).toUpperCase() }),
  };
}

function toListener(written: Mapping): NonNullable<Flow['listeners']>[number] {
  const { description, conditions, tasks } = withoutNulls(written);
  return {
    ...(description !== undefined && { description: String(description) }),
    ...(Array.isArray(conditions) && { conditions: conditions as Typed[] }),
    tasks: listOf(tasks).map((task) => toTask(task as Mapping)),
  };
}

function toConcurrency(written: Mapping): NonNullable<Flow['concurrency']> {
  const behavior = (written['behavior'] ?? 'QUEUE') as NonNullable<Flow['concurrency']>['behavior'];
  return { limit: Number(written['limit']), behavior };
}

function toRetry(written: Mapping): Retry {
  const { maxAttempt, ...retry } = withoutNulls(written);
  const maxAttempts = retry['maxAttempts'] ?? maxAttempt;
  for (const name of ['interval', 'minInterval', 'maxInterval', 'maxDuration']) {
    if (retry[name] !== undefined) retry[name] = String(retry[name]);
  }
  if (maxAttempts !== undefined) retry['maxAttempts'] = Number(maxAttempts);
  if (retry['delayFactor'] !== undefined) retry['delayFactor'] = Number(retry['delayFactor']);
  if (retry['warningOnRetry'] !== undefined) retry['warningOnRetry'] = isTrue(retry['warningOnRetry']);
  return retry as unknown as Retry;
}

/** A copy without properties that are explicitly `null`, which Kestra reads as absent. */
function withoutNulls(written: Mapping): Mapping {
  return Object.fromEntries(Object.entries(written).filter(([, value]) => value !== null));
}

function isTrue(value: unknown): boolean {
  return String(value) === 'true';
}
