import type { TaskRun } from '../../execution/types.ts';
import { type WalkedTask, walkTasks } from '../../flow/nested.ts';
import { isMapping, type Mapping } from '../../flow/values.ts';
import { callsOf } from './calls.ts';
import type { Recording } from './index.ts';
import { escaped } from './portable.ts';

/** Assertions on outputs of one case; more would hide what matters. */
const mostOutputs = 40;

/** Longest value that is asserted, in characters of JSON. */
const longestValue = 500;

/**
 * What held of the execution and holds again: its state, its outputs, the branches it took, what tasks computed. Values that
 * are others each time are left out.
 */
export function observations(
  recording: Recording,
  mocked: ReadonlySet<string>,
): { assertions: Mapping[]; notes: string[] } {
  const { execution, flow } = recording;
  const stable = stableValues(recording);
  const state = { value: '{{ execution.state }}', equalTo: execution.state.current };
  const ofFlow = leaves(execution.outputs).flatMap(([path, value]) =>
    stable(value) ? [assertion(`execution.outputs${pathText(path)}`, value)] : [],
  );
  const ofTasks = [...walkTasks(flow)]
    .filter(({ task }) => !mocked.has(task.id) && !callsOf(task).change)
    .flatMap(({ task }) => execution.taskRunList.filter(({ taskId }) => taskId === task.id))
    .flatMap((run) =>
      computedOutputs(recording, run).flatMap(([path, value]) => {
        const place = `outputs${pathText([run.taskId, ...loopValues(execution.taskRunList, run), ...path])}`;
        return stable(value) ? [{ taskId: run.taskId, ...assertion(place, value) }] : [];
      }),
    );
  const outputs = [...ofFlow, ...ofTasks];
  const left = outputs.length - mostOutputs;
  return {
    assertions: [state, ...branchAssertions(recording), ...outputs.slice(0, mostOutputs)],
    notes: left > 0 ? [`${left} further outputs are not asserted.`] : [],
  };
}

/** Tasks of branches that the flow chooses between: those that ran with their state, and those that did not. */
function branchAssertions({ execution, flow }: Recording): Mapping[] {
  const runs = Map.groupBy(execution.taskRunList, ({ taskId }) => taskId);
  return [...walkTasks(flow)].filter(isChosen).flatMap(({ task }): Mapping[] => {
    const own = runs.get(task.id) ?? [];
    const place = `tasks${pathText([task.id])}`;
    if (own.length === 0) return [{ taskId: task.id, value: `{{ ${place} is defined }}`, equalTo: false }];
    // In a loop there are several; their outputs say enough.
    if (own.length > 1 || loopValues(execution.taskRunList, own[0]!).length > 0) return [];
    return [{ taskId: task.id, value: `{{ ${place}.state }}`, equalTo: own[0]!.state.current }];
  });
}

function isChosen({ branch }: WalkedTask): boolean {
  return ['then', 'else', 'defaults', 'errors'].includes(branch) || branch.startsWith('cases.');
}

/** Outputs of what ran for real; flowables hold what they rendered, which their children show. */
function computedOutputs({ registry, flow }: Recording, run: TaskRun): [string[], unknown][] {
  const type = [...walkTasks(flow)].find(({ task }) => task.id === run.taskId)?.task.type;
  return type !== undefined && registry.get(type)?.kind === 'runnable' ? leaves(run.outputs) : [];
}

/** Where a run's outputs stand below those of its task: values of the loops around it, then its own (flow-language §3.1). */
function loopValues(runs: readonly TaskRun[], run: TaskRun): string[] {
  const parent = runs.find(({ id }) => id === run.parentTaskRunId);
  const around = parent ? loopValues(runs, parent) : [];
  return run.value === undefined ? around : [...around, run.value];
}

function assertion(place: string, value: unknown): Mapping {
  return { value: `{{ ${place} }}`, equalTo: typeof value === 'string' ? escaped(value) : value };
}

/** Texts, numbers and lists by their paths in nested mappings. */
function leaves(value: unknown, path: string[] = []): [string[], unknown][] {
  if (value === null || value === undefined) return [];
  if (!isMapping(value)) return [[path, value]];
  return Object.entries(value).flatMap(([key, item]) => leaves(item, [...path, key]));
}

/** `.name` where that is a name, else `['name']`. */
function pathText(path: readonly string[]): string {
  return path
    .map((name) =>
      /^[A-Za-z_]\w*$/.test(name)
        ? `.${name}`
        : `['${name.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}']`,
    )
    .join('');
}

/** Ids, dates, files and secrets are others each time. */
function stableValues({ execution, mask }: Recording): (value: unknown) => boolean {
  const ids = [execution.id, ...execution.taskRunList.map(({ id }) => id)];
  return (value) => {
    const text = JSON.stringify(value) ?? '';
    if (text.length > longestValue || mask(text) !== text || changes.test(text)) return false;
    return !ids.some((id) => text.includes(id));
  };
}

/** What cannot be written, dates with times, file URIs, UUIDs, milliseconds since 1970, folders of a run, encrypted values. */
const changes =
  /endverbatim|\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\w+:\/\/\/|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-|\b1[5-9]\d{11}\b|\/tmp\/|aes_encrypted/;
