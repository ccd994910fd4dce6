import { formatDuration } from '../../flow/duration.ts';
import type { Turn } from '../model.ts';
import { epochOf, isTerminated } from '../states.ts';
import type { State } from '../types.ts';
import { act, warn } from './violate.ts';

/** Sets a durable timer for each MAX_DURATION, when the execution is made or restarted (flow-language §7.7). */
export function startDurations(turn: Turn): void {
  const { sla, execution } = turn.model;
  const since = countedFrom(execution.state);
  for (const { id, duration } of sla)
    if (duration !== undefined)
      turn.commands.push({ type: 'setTimer', timer: timerOf(turn, id), due: since + duration });
}

/** The execution ended in time, or in another way. */
export function cancelDurations(turn: Turn): void {
  for (const { id, duration } of turn.model.sla)
    if (duration !== undefined) turn.commands.push({ type: 'cancelTimer', timer: timerOf(turn, id) });
}

/** The time of a MAX_DURATION is over. An execution that ends already is left alone. */
export function exceedDuration(turn: Turn, id: string | undefined): void {
  const { sla, execution } = turn.model;
  const violated = sla.find((one) => one.id === id);
  const { current } = execution.state;
  if (violated?.duration === undefined || isTerminated(current) || current === 'KILLING') return;
  const elapsed = Math.max(Math.floor(turn.at - countedFrom(execution.state)), violated.duration);
  const reason = `execution duration of ${formatDuration(elapsed)} exceed the maximum duration of ${formatDuration(violated.duration)}.`;
  warn(turn, violated, reason);
  act(turn, violated, reason);
}

function timerOf(turn: Turn, sla: string) {
  return { kind: 'sla' as const, taskRunId: turn.model.execution.id, sla };
}

/** Epoch milliseconds of the creation, or of the restart after an end. */
function countedFrom({ histories }: State): number {
  const restart = histories.findLast(
    ({ state }, index) => state === 'RESTARTED' && index > 0 && isTerminated(histories[index - 1]!.state),
  );
  return epochOf((restart ?? histories[0]!).date);
}
