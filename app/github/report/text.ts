import { epochOf, isTerminated } from '../../../runner/execution/states.ts';
import type { State } from '../../../runner/execution/types.ts';

/** An instant as `2026-11-23 09:00 UTC`, for nobody knows where the reader is; what is no instant, as `–`. */
export function utc(instant: string | number): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return '–';
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** The first seven characters, as people know commits. */
export function shortSha(sha: string): string {
  return sha.slice(0, 7);
}

/** When a run began and ended, in epoch milliseconds; what has not ended lasts until `now`. */
export function spanOf(state: State, now: number): { start: number; end: number } {
  const { histories, current } = state;
  const start = histories[0] === undefined ? now : epochOf(histories[0].date);
  const last = histories.at(-1);
  const end = last !== undefined && isTerminated(current) ? epochOf(last.date) : now;
  return { start, end: Math.max(start, end) };
}
