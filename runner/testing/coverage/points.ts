import { flowableName, taskLists, walkTasks } from '../../flow/nested.ts';
import type { Flow, Task } from '../../flow/types.ts';
import type { Mapping, Path } from '../../flow/values.ts';
import { countRuns, type Evidence, hasRun, type Reached, valuesOf } from './runs.ts';
import type { PointKind } from './types.ts';

/** A point of a flow, and how often evidence reached it. */
export interface Point {
  kind: PointKind;
  name: string;
  /** From the flow. */
  path: Path;
  reached(evidence: readonly Evidence[]): Reached;
}

const loops = ['EachParallel', 'EachSequential', 'ForEach', 'ForEachItem', 'LoopUntil', 'WaitFor'];
const blocks = ['errors', 'finally', 'afterExecution'] as const;

/** What tests can reach in a flow. Disabled tasks, and what is inside them, are no points. */
export function pointsOf(flow: Flow): Point[] {
  return [
    ...flow.inputs.flatMap((input, index) => inputPoints(input, ['inputs', index])),
    ...blocks.flatMap((kind) => block(kind, 'flow', [kind], flow[kind] ?? [])),
    ...enabledTasks(flow).flatMap(({ task, path }) => taskPoints(task, path)),
    ...flow.triggers.flatMap(({ id, ...trigger }, index) =>
      trigger['disabled'] === true
        ? []
        : [
            point(
              'trigger',
              id,
              ['triggers', index],
              count((one) => one.trigger === id),
            ),
          ],
    ),
  ];
}

function inputPoints({ id, required, defaults }: Flow['inputs'][number], path: Path): Point[] {
  const given = point(
    'input',
    `${id}: given`,
    path,
    count((one) => one.given.has(id)),
  );
  const left = point(
    'input',
    `${id}: left out`,
    path,
    count((one) => !one.given.has(id)),
  );
  return defaults !== undefined || required === false ? [given, left] : [given];
}

function enabledTasks(flow: Flow): { task: Task; path: Path }[] {
  const off: Path[] = [];
  return [...walkTasks(flow)].filter(({ task, path }) => {
    const isOff =
      task.disabled === true || off.some((above) => above.every((key, index) => key === path[index]));
    if (isOff) off.push(path);
    return !isOff;
  });
}

function taskPoints(task: Task, path: Path): Point[] {
  const { id } = task;
  const runs = (kind: PointKind, name: string, at: Path, holds: Parameters<typeof countRuns>[2]): Point =>
    point(kind, name, [...path, ...at], (evidence) => countRuns(evidence, id, holds));
  const points = [runs('task', id, [], hasRun)];
  if (task.runIf !== undefined) {
    points.push(runs('runIf', `${id}: true`, ['runIf'], hasRun));
    points.push(runs('runIf', `${id}: false`, ['runIf'], ({ state }) => state.current === 'SKIPPED'));
  }
  if (task.retry) points.push(runs('retry', id, ['retry'], ({ attempts = [] }) => attempts.length > 1));
  if (task.allowFailure === true)
    points.push(
      runs(
        'allowFailure',
        id,
        ['allowFailure'],
        ({ state, attempts }) => state.current === 'WARNING' && attempts?.at(-1)?.state.current === 'FAILED',
      ),
    );
  const name = flowableName(task.type);
  if (name === 'If')
    for (const [branch, result] of [
      ['then', true],
      ['else', false],
    ] as const) {
      const at = task[branch] === undefined ? [] : [branch];
      points.push(
        runs('branch', `${id}: ${branch}`, at, (run) => run.outputs?.['evaluationResult'] === result),
      );
    }
  if (name === 'Switch') points.push(...switchPoints(task, runs));
  if (name !== undefined && loops.includes(name)) {
    // A loop until something holds has gone round at least once.
    if (name !== 'LoopUntil' && name !== 'WaitFor')
      points.push(
        runs('loop', `${id}: no values`, [], (run, all) => hasRun(run) && valuesOf(run, all) === 0),
      );
    points.push(runs('loop', `${id}: one value`, [], (run, all) => hasRun(run) && valuesOf(run, all) === 1));
    points.push(runs('loop', `${id}: many values`, [], (run, all) => hasRun(run) && valuesOf(run, all) > 1));
  }
  for (const kind of ['errors', 'finally'] as const)
    points.push(...block(kind, id, [...path, kind], name === undefined ? [] : (task[kind] ?? [])));
  return points;
}

function switchPoints(
  task: Task,
  runs: (kind: PointKind, name: string, at: Path, holds: Parameters<typeof countRuns>[2]) => Point,
): Point[] {
  return taskLists(task as Mapping)
    .filter(({ branch }) => branch === 'defaults' || branch.startsWith('cases.'))
    .map(({ branch, path }) =>
      runs('branch', `${task.id}: ${branch}`, path, ({ outputs }) =>
        branch === 'defaults'
          ? outputs?.['defaults'] === true
          : outputs?.['defaults'] === false && outputs['value'] === branch.slice('cases.'.length),
      ),
    );
}

/** A list of tasks that runs at the end, or when something failed: reached in cases in which one of them ran. */
function block(kind: (typeof blocks)[number], owner: string, path: Path, tasks: readonly Task[]): Point[] {
  const ids = new Set(tasks.filter(({ disabled }) => disabled !== true).map(({ id }) => id));
  if (ids.size === 0) return [];
  return [
    point(
      kind,
      owner,
      path,
      count(({ runs }) => runs.some((run) => ids.has(run.taskId) && hasRun(run))),
    ),
  ];
}

function point(kind: PointKind, name: string, path: Path, reached: Point['reached']): Point {
  return { kind, name, path, reached };
}

function count(holds: (one: Evidence) => boolean): Point['reached'] {
  return (evidence) => ({ hits: evidence.filter(holds).length, mocked: 0 });
}
