import type { Task } from '../flow/types.ts';
import { Waiting } from './evaluate.ts';
import { finishAfter, finishTasks } from './finish.ts';
import { flowables } from './flowables/index.ts';
import { abandonFlowables } from './kill.ts';
import { isEnabled, sequence } from './lanes/sequence.ts';
import type { Child, Lane } from './lanes/types.ts';
import type { Branch, ExecutionModel, Group, RunNode, Turn } from './model.ts';
import { createRun, endRun, messageOf } from './runs.ts';
import { checkAssertions } from './sla/assertion.ts';
import { isTerminated } from './states.ts';
import { log } from './transition.ts';
import type { StateName } from './types.ts';

/** The children of a run (or of the flow) before any of them exists. */
export function newGroup(
  main: Lane,
  errors: readonly Task[] | undefined,
  last: readonly Task[] | undefined,
  owner?: RunNode,
  finallyBranch: Branch = 'finally',
): Group {
  return {
    ...(owner && { owner }),
    main,
    errors: errors?.some(isEnabled) ? sequence(errors) : undefined,
    finally: last?.some(isEnabled) ? sequence(last) : undefined,
    finallyBranch,
    phase: 'main',
    after: finallyBranch === 'afterExecution' || owner?.group.after === true,
    counts: {},
    live: new Set(),
  };
}

/** Lets every group go on whose children changed, as far as the execution's state allows (flow-language §7.1 step 4). */
export function advance(turn: Turn): void {
  const { stale } = turn.model;
  // A set visits what is added while it is walked, so this ends when nothing is left to do.
  for (const group of stale) {
    if (!maySchedule(turn.model, group)) continue;
    checkAssertions(turn);
    // An assertion may have ended the execution, or has to be waited for.
    if (!maySchedule(turn.model, group)) continue;
    stale.delete(group);
    step(turn, group);
  }
}

function maySchedule(model: ExecutionModel, group: Group): boolean {
  if (group === model.after) return !model.listening;
  if (group.after || group.phase === 'ended') return true;
  return model.execution.state.current === 'RUNNING' && model.finalState === undefined && !model.asserting;
}

/** One look at a group: which list is current (flow-language §5.4 rule 1), and what starts or ends in it. */
function step(turn: Turn, group: Group): void {
  if (group.phase === 'main') {
    if ((hasFailed(group) || group.main.done) && waitsAfterTasks(turn, group)) return;
    if (hasFailed(group)) group.phase = group.errors ? 'errors' : 'finally';
    else if (!group.main.done) return start(turn, group, 'tasks', group.main);
    else if (waitsAfterMain(turn, group)) return;
    else group.phase = hasFailed(group) && group.errors ? 'errors' : 'finally';
  }
  if (group.phase === 'errors') {
    if (!group.errors!.done) return start(turn, group, 'errors', group.errors!);
    group.phase = 'finally';
  }
  if (group.phase === 'finally') {
    if (group.finally && !group.finally.done) return start(turn, group, group.finallyBranch, group.finally);
    endGroup(turn, group);
  }
}

function hasFailed(group: Group): boolean {
  return (group.counts.FAILED ?? 0) > 0 || group.forced === 'FAILED';
}

function start(turn: Turn, group: Group, branch: Branch, lane: Lane): void {
  const offered = group.offered?.get(lane);
  group.offered?.delete(lane);
  for (const child of [...(offered ?? []), ...lane.next()]) {
    const existing = group.existing?.get(childKey(child));
    if (existing?.ahead) {
      meet(lane, existing);
      turn.model.stale.add(group);
    } else createRun(turn, group, branch, child);
    // It may have been an Exit.
    if (group.phase === 'ended') return;
  }
}

/** A list has come to a task run that was made before a stop. */
function meet(lane: Lane, existing: RunNode): void {
  delete existing.ahead;
  if (isTerminated(existing.run.state.current)) lane.ended(existing);
}

/** Brings the lists of a group that was restored up to its task runs: those that exist are not made again. */
export function takeUp(group: Group): void {
  if (!group.existing) return;
  // A restart may leave runs behind one that goes on; their list comes to them later.
  for (const existing of group.existing.values()) existing.ahead = true;
  for (const lane of [group.main, group.errors, group.finally]) {
    if (!lane) continue;
    for (let children = lane.next(); children.length > 0; children = lane.next())
      for (const child of children) {
        const existing = group.existing.get(childKey(child));
        if (existing) meet(lane, existing);
        else offer(group, lane, child);
      }
  }
}

/** A child that its list has given, but whose turn to be made has not come. */
function offer(group: Group, lane: Lane, child: Child): void {
  group.offered ??= new Map();
  group.offered.set(lane, [...(group.offered.get(lane) ?? []), child]);
}

/** A parent makes a child once for its task and loop value (flow-language §7.2); a LoopUntil counts its `iteration` up. */
export function childKey({ task, value }: Pick<Child, 'task' | 'value'>): string {
  return JSON.stringify([task.id, value ?? null]);
}

/** Whether the owner (a working directory) has something to do before errors and finally. */
function waitsAfterTasks(turn: Turn, { owner }: Group): boolean {
  if (!owner) return false;
  const flowable = flowables[turn.model.catalogue.resolve(owner.task.type)];
  return flowable?.tasksOver?.(turn, owner) === 'wait';
}

/** Whether the owner (a loop) has more to do before it ends. */
function waitsAfterMain(turn: Turn, group: Group): boolean {
  const { owner } = group;
  if (!owner) return false;
  const flowable = flowables[turn.model.catalogue.resolve(owner.task.type)];
  if (!flowable?.mainEnded) return false;
  try {
    return flowable.mainEnded(turn, owner, (later) => later.model.stale.add(group)) === 'wait';
  } catch (error) {
    if (error instanceof Waiting) return true;
    log(turn, 'ERROR', messageOf(error), owner);
    group.forced = 'FAILED';
    return false;
  }
}

function endGroup(turn: Turn, group: Group): void {
  group.phase = 'ended';
  if (group === turn.model.after) return finishAfter(turn);
  const state = finalState(group);
  abandonFlowables(turn, group, state);
  if (group.owner) endRun(turn, group.owner, state);
  else finishTasks(turn, state);
}

/** The state of a list from its children, errors and finally not counted (flow-language §5.4 rule 4). */
export function finalState(group: Group): StateName {
  if (group.forced && (group.counts.KILLED ?? 0) === 0) return group.forced;
  for (const state of ['KILLED', 'FAILED', 'WARNING', 'PAUSED'] as const)
    if ((group.counts[state] ?? 0) > 0) return state;
  return 'SUCCESS';
}
