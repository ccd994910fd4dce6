import { isTerminated } from '../../runner/execution/states.ts';
import type { ExecutionDocument, State } from '../../runner/execution/types.ts';
import { durationOf } from './states.ts';
import { isoDuration } from './text.ts';

/**
 * An execution in the shape that clients of Kestra read (surfaces §10.9): states carry `startDate`, `endDate` and
 * `duration` beside their history. `now`: epoch milliseconds, for what has not ended.
 */
export function executionJson(document: ExecutionDocument, now: number): Record<string, unknown> {
  const { taskRunList, state, flowHash: _, ...execution } = document;
  return {
    ...execution,
    state: stateJson(state, now),
    deleted: false,
    taskRunList: taskRunList.map(({ evaluated: __, ...run }) => ({
      ...run,
      ...(run.attempts && {
        attempts: run.attempts.map((attempt) => ({ ...attempt, state: stateJson(attempt.state, now) })),
      }),
      state: stateJson(run.state, now),
    })),
  };
}

function stateJson(state: State, now: number): Record<string, unknown> {
  const { current, histories } = state;
  return {
    current,
    histories,
    startDate: histories[0]?.date,
    ...(isTerminated(current) && { endDate: histories.at(-1)?.date }),
    duration: isoDuration(durationOf(state, now)),
  };
}
