import { endExecution } from './finish.ts';
import { forceState } from './kill.ts';
import type { Turn } from './model.ts';
import { endRun, messageOf } from './runs.ts';
import { isTerminated } from './states.ts';
import { log } from './transition.ts';

/**
 * Something went wrong in the machine itself: the last run that has not ended fails and the usual rules for failures follow;
 * where there is none, the execution fails (flow-language §7.1).
 *
 * @throws the error itself where the execution has ended already.
 */
export function failLastRun(turn: Turn, error: unknown): void {
  const { model } = turn;
  const last = [...model.nodes.values()].findLast(({ run }) => !isTerminated(run.state.current));
  if (!last && isTerminated(model.execution.state.current)) throw error;
  log(turn, 'ERROR', messageOf(error), last);
  if (last) {
    forceState(turn, last, 'FAILED');
    endRun(turn, last, 'FAILED');
  } else {
    model.root.phase = 'ended';
    endExecution(turn, 'FAILED');
  }
}
