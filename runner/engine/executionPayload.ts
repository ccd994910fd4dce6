import { epochOf, isTerminated } from '../execution/states.ts';
import type { Execution, State, TaskRun } from '../execution/types.ts';
import { formatDuration } from '../flow/duration.ts';

/**
 * An execution as Kestra's clients read it (surfaces §10.9): states carry `startDate`, `endDate` and `duration` beside their
 * history; what only the engine needs is left out. Without `taskRuns` it is that of a list.
 */
export function executionPayload(
  execution: Execution,
  taskRuns?: readonly TaskRun[],
): Record<string, unknown> {
  const { flowHash: _, state, ...shown } = execution;
  return {
    ...shown,
    state: statePayload(state),
    deleted: false,
    ...(taskRuns && { taskRunList: taskRuns.map(taskRunPayload) }),
  };
}

/** A state with its dates; `duration` counts up to now while it has not ended. */
export function statePayload({ current, histories }: State): Record<string, unknown> {
  const first = histories[0];
  const last = histories.at(-1);
  const hasEnded = isTerminated(current);
  const end = hasEnded && last ? epochOf(last.date) : performance.timeOrigin + performance.now();
  return {
    current,
    histories,
    ...(first && {
      startDate: first.date,
      duration: formatDuration(rounded(Math.max(0, end - epochOf(first.date)))),
    }),
    ...(hasEnded && last && { endDate: last.date }),
  };
}

function taskRunPayload({ evaluated: _, attempts, state, ...run }: TaskRun): Record<string, unknown> {
  return {
    ...run,
    ...(attempts && {
      attempts: attempts.map((attempt) => ({ ...attempt, state: statePayload(attempt.state) })),
    }),
    state: statePayload(state),
  };
}

/** To microseconds, as dates are. */
function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
