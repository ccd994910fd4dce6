import { listOf } from '../flow/values.ts';
import { chainOf, isChoice, isLoop, mayFail, type TaskPlace } from './places.ts';

/** Who reads. */
export type Reader =
  /** A property of a task; `after`: it is read when the tasks inside have run. */
  | { kind: 'task'; place: TaskPlace; after: boolean }
  /** The flow's outputs, read when all tasks are over. */
  | { kind: 'outputs' }
  /** An assertion about the running execution. */
  | { kind: 'sla' };

/** Whether a task has run when its outputs are read. */
export interface Presence {
  presence?: 'maybe' | 'never';
  /** Why not; the end of a sentence. */
  why?: string;
}

const always: Presence = {};

/** Whether the outputs of `target` are there when `reader` reads them (flow-language §3.1, §5.4, §6.1). */
export function presenceOf(target: TaskPlace, reader: Reader): Presence {
  const { id } = target.task;
  if (target.disabled) return not('never', `the task '${id}' is disabled`);
  if (reader.kind === 'sla') return not('maybe', `the task '${id}' may not have run yet`);
  const toTarget = chainOf(target);
  if (reader.kind === 'outputs') return atTheEnd(toTarget);

  const toReader = chainOf(reader.place);
  let shared = 0;
  while (toTarget[shared] !== undefined && toTarget[shared] === toReader[shared]) shared++;
  const group = toTarget[shared - 1];
  const rest = toTarget.slice(shared);
  const before = toReader[shared];
  const found = between(target, group, rest, before, reader);
  // In a loop, what runs later has run already for the value before.
  const isRepeated = toReader.slice(0, before ? shared : shared - 1).some(isLoop);
  return found.presence === 'never' && isRepeated ? { ...found, presence: 'maybe' } : found;
}

/** `rest`: the target and what is around it, below what it shares with the reader, which stands in `before`. */
function between(
  target: TaskPlace,
  group: TaskPlace | undefined,
  rest: TaskPlace[],
  before: TaskPlace | undefined,
  { after, place }: Reader & { kind: 'task' },
): Presence {
  const { id } = target.task;
  const [first] = rest;
  if (!first) return before ? fromInside(target, before) : fromItself(target);
  if (!before) {
    if (after && first.branch === 'tasks') return whenOver(rest, mayFail(place));
    return not('never', `the task '${id}' runs after '${place.task.id}' has read it`);
  }
  if (first.branch === before.branch) return inOneList(target, group, rest, before);
  if (isChoice(first) && isChoice(before))
    return not('never', `the task '${id}' is in another branch of '${group!.task.id}'`);
  const [reads, runs] = [rankOf(before.branch), rankOf(first.branch)];
  if (before.branch === 'onPause' || first.branch === 'onPause')
    return first.branch === 'onPause' ? atOnce(id) : not('never', `the task '${id}' runs after the pause`);
  if (runs > reads)
    return not('never', `the task '${id}' of ${first.branch} runs after those of ${before.branch}`);
  if (first.branch === 'finally') return whenOver(rest, true);
  return not('maybe', `the task '${id}' may not have run when ${before.branch} runs`);
}

/** `LoopUntil` counts while it runs; for all others their outputs come later. */
function fromItself({ flowable, task }: TaskPlace): Presence {
  return flowable === 'LoopUntil' ? always : not('never', `'${task.id}' is the task that reads it`);
}

/** What a task around the reader has given already. */
function fromInside({ flowable, task }: TaskPlace, { branch }: TaskPlace): Presence {
  if (flowable === 'WorkingDirectory')
    return not(
      branch === 'tasks' ? 'never' : 'maybe',
      `the task '${task.id}' gives it when its tasks have run`,
    );
  if (flowable === 'Pause' && branch === 'onPause')
    return not('never', `the task '${task.id}' gives it when it is resumed`);
  return always;
}

function inOneList(
  target: TaskPlace,
  group: TaskPlace | undefined,
  rest: TaskPlace[],
  before: TaskPlace,
): Presence {
  const { id } = target.task;
  const first = rest[0]!;
  if (first.branch === 'tasks' && group?.flowable === 'Dag') {
    if (dependsOn(group, before, first)) return whenOver(rest, false);
    if (!dependsOn(group, first, before))
      return not('maybe', `'${before.task.id}' does not depend on '${first.task.id}'`);
    return not('never', `the task '${id}' runs after '${before.task.id}', on which it depends`);
  }
  if (first.branch === 'tasks' && (group?.flowable === 'Parallel' || group?.flowable === 'EachParallel'))
    return atOnce(id);
  if (isAfter(first, before)) return not('never', `the task '${id}' runs after '${before.task.id}'`);
  return first.branch === 'listeners'
    ? not('maybe', `the task '${id}' is one of a listener`)
    : whenOver(rest, false);
}

/** Listeners run one after another too. */
function isAfter(place: TaskPlace, other: TaskPlace): boolean {
  if (place.branch !== 'listeners') return place.index > other.index;
  const [a, b] = [Number(place.path[1]), Number(other.path[1])];
  return a === b ? place.index > other.index : a > b;
}

/** Whether `place` of a Dag waits for `other`, over others as well. */
function dependsOn(dag: TaskPlace, place: TaskPlace, other: TaskPlace): boolean {
  const waitsFor = new Map(
    listOf(dag.task.tasks).map((entry) => {
      const { task, dependsOn: ids } = entry as { task: { id: string }; dependsOn?: unknown };
      return [task.id, listOf(ids).map(String)] as const;
    }),
  );
  const seen = new Set<string>();
  const reach = (id: string): boolean =>
    (waitsFor.get(id) ?? []).some((next) => {
      if (next === other.task.id) return true;
      if (seen.has(next)) return false;
      seen.add(next);
      return reach(next);
    });
  return reach(place.task.id);
}

/** All tasks, errors and finally are over; the execution may have failed. */
function atTheEnd(toTarget: TaskPlace[]): Presence {
  const first = toTarget[0]!;
  const { id } = toTarget.at(-1)!.task;
  if (rankOf(first.branch) > rankOf('finally'))
    return not('never', `the task '${id}' of ${first.branch} runs after the outputs are read`);
  if (first.branch === 'errors') return not('maybe', `the task '${id}' of errors runs only after a failure`);
  return whenOver(toTarget, true);
}

/**
 * The outermost of `places` is over: has the innermost run? `anyState`: the reader runs although it failed.
 */
function whenOver(places: TaskPlace[], anyState: boolean): Presence {
  const { id } = places.at(-1)!.task;
  let survives = anyState;
  for (const [depth, place] of places.entries()) {
    const { task, parent, branch } = place;
    if (task.runIf !== undefined) return not('maybe', `the task '${task.id}' may be skipped by its runIf`);
    if (depth > 0) {
      if (isChoice(place)) return not('maybe', `the task '${id}' is in a branch of '${parent!.task.id}'`);
      if (branch === 'errors')
        return not(survives ? 'maybe' : 'never', `the task '${id}' of errors runs only after a failure`);
      if (mayFail(parent!) && branch !== 'finally')
        return not('maybe', `the task '${id}' may not have run, for '${parent!.task.id}' may fail`);
    }
    survives ||= mayFail(place) || task.retry !== undefined;
  }
  return always;
}

function atOnce(id: string): Presence {
  return not('maybe', `the task '${id}' runs at the same time`);
}

/** The order in which the lists of a flow, or of a flowable, run (flow-language §7.18). */
function rankOf(branch: string): number {
  const rank = ['errors', 'finally', 'listeners', 'afterExecution'].indexOf(branch);
  return rank + 1;
}

function not(presence: 'maybe' | 'never', why: string): Presence {
  return { presence, why };
}
