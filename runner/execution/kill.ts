import { killBatches } from './batches.ts';
import type { TimerPurpose } from './events.ts';
import { endExecution, finishAfter } from './finish.ts';
import type { Group, RunNode, Turn } from './model.ts';
import { endRun } from './runs.ts';
import { isTerminated, moveTo } from './states.ts';
import { setExecutionState, setRunState } from './transition.ts';
import type { StateName } from './types.ts';

/**
 * Someone asked for an end: what has not started is KILLED, what runs is interrupted (flow-language §7.8). Without `cascade`
 * nobody waits for the executions that this one made: they go on.
 */
export function kill(
  turn: Turn,
  { cascade = true, after = false }: { cascade?: boolean; after?: boolean },
): void {
  const { model } = turn;
  const { current } = model.execution.state;
  if (isTerminated(current)) return after ? killAfter(turn) : undefined;
  if (current === 'KILLING') return;
  delete model.finalState;
  setExecutionState(turn, 'KILLING');
  for (const node of model.nodes.values())
    if (!isTerminated(node.run.state.current)) killRun(turn, node, cascade);
  finishKill(turn);
}

/** What still runs although the execution has its final state, which stays: afterExecution, listeners, slow workers. */
function killAfter(turn: Turn): void {
  const { model } = turn;
  if (model.over || !model.after) return;
  delete model.listening;
  for (const node of model.nodes.values())
    if (!isTerminated(node.run.state.current)) forceState(turn, node, 'KILLED');
  model.after.phase = 'ended';
  finishAfter(turn);
}

function killRun(turn: Turn, node: RunNode, cascade: boolean): void {
  const { run, kind } = node;
  delete node.awaiting;
  if (!cascade) delete node.batches;
  if (kind === 'flowable') {
    cancelTimers(turn, node, ['pause', 'loop']);
    return setRunState(turn, node, 'KILLING');
  }
  if (node.batches) return killBatches(turn, node, node.batches);
  if (cascade && kind === 'executable' && run.state.current === 'RUNNING') {
    const child = run.outputs?.['executionId'];
    if (typeof child === 'string')
      return void turn.commands.push({ type: 'killSubflow', executionId: child });
  }
  const attempt = run.attempts?.at(-1);
  const running = attempt !== undefined && !isTerminated(attempt.state.current);
  interrupt(turn, node);
  // A worker that is busy reports the end itself, so that what it did last is known.
  if (running && !node.sleeping) return;
  if (attempt && running) moveTo(attempt.state, 'KILLED', turn.date);
  setRunState(turn, node, 'KILLED');
}

/** When nothing runs any more, flowables and the execution become KILLED. */
export function finishKill(turn: Turn): void {
  const { model } = turn;
  if (model.execution.state.current !== 'KILLING' || model.liveLeaves > 0) return;
  for (const node of model.nodes.values())
    if (!isTerminated(node.run.state.current)) {
      if (node.children) node.children.phase = 'ended';
      setRunState(turn, node, 'KILLED');
    }
  model.root.phase = 'ended';
  endExecution(turn, 'KILLED');
}

/**
 * Ends a run, its ancestors and the execution in one state; nothing else starts (flow-language §6.2 Exit, §6.1 Pause). What
 * runs after the execution ends only itself (§7.18).
 */
export function endExecutionAs(turn: Turn, node: RunNode, state: StateName): void {
  if (node.group.after) return endRun(turn, node, state);
  for (let current: RunNode | undefined = node; current; current = current.group.owner) {
    setRunState(turn, current, state);
    abandonLive(turn, current.group, state);
  }
  endExecution(turn, state);
}

/** Unfinished flowables of an ended list, and their children, take its state (flow-language §7.1 step 7). */
export function abandonFlowables(turn: Turn, group: Group, state: StateName): void {
  for (const child of [...group.live]) if (child.kind === 'flowable') forceState(turn, child, state);
}

/**
 * Ends an execution from outside while it runs: the last task run that has not ended, and what it is nested in, take `state`;
 * the others and the subflows are killed (flow-language §7.7).
 */
export function stopExecution(turn: Turn, state: StateName): void {
  const { model } = turn;
  delete model.finalState;
  turn.commands.push({ type: 'killSubflows' });
  const last = [...model.nodes.values()].findLast(({ run }) => !isTerminated(run.state.current));
  for (let node = last; node; node = node.group.owner) {
    if (node.children) abandonLive(turn, node.children, 'KILLED');
    forceState(turn, node, state);
  }
  for (const node of model.nodes.values())
    if (!isTerminated(node.run.state.current)) forceState(turn, node, 'KILLED');
  model.root.phase = 'ended';
  endExecution(turn, state);
}

/** Ends everything that still runs below a group: workers are interrupted, their runs take `state`. */
export function abandonLive(turn: Turn, group: Group, state: StateName): void {
  group.phase = 'ended';
  for (const node of [...group.live]) forceState(turn, node, state);
}

/** Ends a run that is not over, with everything below it. */
export function forceState(turn: Turn, node: RunNode, state: StateName): void {
  if (node.children) abandonLive(turn, node.children, state);
  if (isTerminated(node.run.state.current)) return;
  delete node.awaiting;
  if (node.kind === 'runnable') interrupt(turn, node);
  else cancelTimers(turn, node, ['pause', 'loop', 'retry']);
  const attempt = node.run.attempts?.at(-1);
  if (attempt && !isTerminated(attempt.state.current)) moveTo(attempt.state, state, turn.date);
  setRunState(turn, node, state);
}

/**
 * What of an ending execution has no worker that would report its end: runs that wait for their next attempt stay FAILED,
 * those that have not begun are KILLED. Workers finish what they began (flow-language §5.4 rule 7).
 */
export function endWaiting(turn: Turn, group: Group): void {
  for (const node of [...group.live]) {
    if (node.children) endWaiting(turn, node.children);
    const { current } = node.run.state;
    if (current === 'RETRYING') forceState(turn, node, 'FAILED');
    else if (current === 'CREATED' && node.awaiting) forceState(turn, node, 'KILLED');
  }
}

/** A worker that is busy with the run stops; its timers never come. */
function interrupt(turn: Turn, node: RunNode): void {
  turn.commands.push({ type: 'cancel', taskRunId: node.run.id });
  cancelTimers(turn, node, ['sleep', 'retry']);
}

function cancelTimers(turn: Turn, { run }: RunNode, kinds: readonly TimerPurpose['kind'][]): void {
  for (const kind of kinds) turn.commands.push({ type: 'cancelTimer', timer: { kind, taskRunId: run.id } });
}
