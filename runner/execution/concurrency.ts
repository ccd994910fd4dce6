import { abandonLive } from './kill.ts';
import type { Turn } from './model.ts';
import { cancelDurations, startDurations } from './sla/duration.ts';
import { log, setExecutionState } from './transition.ts';
import type { StateName } from './types.ts';

/**
 * All slots of the flow are taken: the execution waits for one, or ends without a task run (flow-language §7.6). Where it
 * waits, `started` lets it go on.
 */
export function limitReached(turn: Turn, running: number): void {
  const { model } = turn;
  const { current } = model.execution.state;
  if (current !== 'CREATED' && current !== 'RESTARTED') return;
  if (model.flow.concurrency?.behavior === 'QUEUE') {
    startDurations(turn);
    setExecutionState(turn, 'QUEUED');
    log(turn, 'INFO', `Execution is queued due to concurrency limit exceeded, ${running} running(s)`);
    return;
  }
  const fails = model.flow.concurrency?.behavior === 'FAIL';
  if (fails) log(turn, 'ERROR', 'Execution is FAILED due to concurrency limit exceeded');
  endBefore(turn, fails ? 'FAILED' : 'CANCELLED');
}

/** Someone ended an execution that waits for a slot (flow-language §7.12 unqueue). */
export function endQueued(turn: Turn, state: EndBefore): void {
  if (turn.model.execution.state.current !== 'QUEUED') return;
  cancelDurations(turn);
  endBefore(turn, state);
}

type EndBefore = Extract<StateName, 'CANCELLED' | 'FAILED'>;

/** The execution ends without having had a slot: nothing of it runs, afterExecution included. */
function endBefore(turn: Turn, state: EndBefore): void {
  const { model } = turn;
  abandonLive(turn, model.root, state);
  setExecutionState(turn, state);
  model.over = true;
}
