import { abandonLive } from './kill.ts';
import type { Turn } from './model.ts';
import { startDurations } from './sla/duration.ts';
import { log, setExecutionState } from './transition.ts';

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
  abandonLive(turn, model.root, fails ? 'FAILED' : 'CANCELLED');
  setExecutionState(turn, fails ? 'FAILED' : 'CANCELLED');
  model.over = true;
}
