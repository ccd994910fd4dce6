import { hasBatches } from './batches.ts';
import { takeUp } from './groups.ts';
import { startAfter } from './listeners.ts';
import type { RunNode, Turn } from './model.ts';
import { dispatch, endRun, startFlowable } from './runs.ts';
import { startDurations } from './sla/duration.ts';
import { isTerminated, moveTo } from './states.ts';
import { log, setExecutionState, setRunState } from './transition.ts';

/**
 * Takes an execution up after a stop of its engine (flow-language §7.1, §7.10 for RESTARTED ones): lists are opened again,
 * what had not begun is dispatched, what was interrupted is run again. `sleeping` names the runs whose timer is still set.
 */
export function recover(turn: Turn, sleeping: ReadonlySet<string>): void {
  const { model } = turn;
  const { execution } = model;
  const { current } = execution.state;
  if (current === 'CREATED' || current === 'RESTARTED') startDurations(turn);
  // A QUEUED one is taken up when it has its slot.
  if (current === 'CREATED' || current === 'QUEUED') log(turn, 'INFO', 'Flow started');
  if (current === 'RESTARTED') log(turn, 'INFO', 'Flow restarted');
  if (current === 'CREATED' || current === 'QUEUED' || current === 'RESTARTED')
    setExecutionState(turn, 'RUNNING');
  takeUp(model.root);
  if (model.after) takeUp(model.after);
  for (const node of [...model.nodes.values()]) {
    if (isTerminated(node.run.state.current)) continue;
    if (sleeping.has(node.run.id)) node.sleeping = true;
    else recoverRun(turn, node);
  }
  if (model.after) startAfter(turn);
  else model.stale.add(model.root);
}

function recoverRun(turn: Turn, node: RunNode): void {
  const { current } = node.run.state;
  if (current === 'CREATED' || current === 'RESTARTED') return dispatch(turn, node);
  if (current !== 'RUNNING') return;
  if (node.kind === 'flowable') return startFlowable(turn, node);
  if (hasBatches(turn, node)) {
    turn.commands.push({ type: 'checkSubflows', taskRunId: node.run.id });
    return;
  }
  if (node.kind === 'executable') {
    const executionId = node.run.outputs?.['executionId'];
    turn.commands.push({ type: 'checkSubflow', taskRunId: node.run.id, executionId: String(executionId) });
    return;
  }
  interrupted(turn, node);
}

/** So many attempts in a row may go with their worker; a task that ends its process every time must not do so for ever. */
const mostInterruptions = 5;

/** The worker is gone with the attempt: the run begins another one. */
function interrupted(turn: Turn, node: RunNode): void {
  const attempts = node.run.attempts ?? [];
  const attempt = attempts.at(-1);
  if (attempt && !isTerminated(attempt.state.current)) moveTo(attempt.state, 'KILLED', turn.date);
  const others = attempts.findLastIndex(({ state }) => state.current !== 'KILLED') + 1;
  if (attempts.length - others >= mostInterruptions) {
    log(
      turn,
      'ERROR',
      `The task was interrupted ${mostInterruptions} times in a row, because its worker stopped`,
      node,
    );
    return endRun(turn, node, 'FAILED');
  }
  log(turn, 'WARN', 'The task was interrupted, because its worker stopped; it runs again', node);
  setRunState(turn, node, 'RESTARTED');
  dispatch(turn, node);
}
