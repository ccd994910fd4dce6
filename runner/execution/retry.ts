import { parseDuration } from '../flow/duration.ts';
import type { Retry } from '../flow/types.ts';
import type { RunNode, Turn } from './model.ts';
import { epochOf } from './states.ts';

/** The retry rule of a run: its task's, else the nearest ancestor's, else the flow's (flow-language §7.4). */
export function retryOf(turn: Turn, node: RunNode): Retry | undefined {
  for (let current: RunNode | undefined = node; current; current = current.group.owner)
    if (current.task.retry) return current.task.retry;
  return turn.model.flow.retry;
}

/**
 * When a run that failed is tried again, epoch milliseconds; `undefined` when it is not (flow-language §7.4). With the
 * behaviour CREATE_NEW_EXECUTION the attempts are counted over executions.
 */
export function nextAttempt(turn: Turn, node: RunNode, retry: Retry): number | undefined {
  const { metadata } = turn.model.execution;
  const overExecutions = retry.behavior === 'CREATE_NEW_EXECUTION';
  const attempts = overExecutions ? metadata.attemptNumber : (node.run.attempts?.length ?? 0);
  const firstStart = overExecutions
    ? metadata.originalCreatedDate
    : (node.run.attempts?.[0]?.state.histories[0]?.date ?? turn.date);
  const due = turn.at + delayAfter(turn, retry, attempts);
  if (retry.maxAttempts !== undefined && attempts >= retry.maxAttempts) return undefined;
  if (retry.maxDuration !== undefined && due > epochOf(firstStart) + milliseconds(retry.maxDuration))
    return undefined;
  return due;
}

/** The first retry of an exponential rule comes at once, then interval·factor, ·2, ·3 … (flow-language §7.4). */
function delayAfter(turn: Turn, retry: Retry, attempts: number): number {
  switch (retry.type) {
    case 'constant':
      return milliseconds(retry.interval);
    case 'exponential': {
      const factor = Math.trunc(retry.delayFactor ?? 2);
      return Math.min(
        milliseconds(retry.interval) * factor * (attempts - 1),
        milliseconds(retry.maxInterval),
      );
    }
    case 'random': {
      const least = milliseconds(retry.minInterval);
      return least + turn.chance.random() * (milliseconds(retry.maxInterval) - least);
    }
  }
}

/** Durations of a valid flow parse; anything else counts as none. */
function milliseconds(duration: string | undefined): number {
  return parseDuration(String(duration ?? '')) ?? 0;
}
