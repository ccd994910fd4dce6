import type { ExecutionSearch } from '../../../plugin/instance.ts';
import { instantOf } from '../../core/instant.ts';

/** Dates and a span as written, which choose executions by when they were made. */
export interface Span {
  startDate?: string;
  endDate?: string;
  /** Milliseconds. */
  timeRange?: number;
}

/**
 * The dates that a search is bounded by. A span without dates ends now; with one of them it is counted from there.
 *
 * @throws Error where all three are given, or a date is none
 */
export function datesOf({
  startDate,
  endDate,
  timeRange,
}: Span): Pick<ExecutionSearch, 'startedAfter' | 'startedBefore'> {
  const start = startDate === undefined ? undefined : instantOf('startDate', startDate);
  const end = endDate === undefined ? undefined : instantOf('endDate', endDate);
  if (timeRange === undefined) return { startedAfter: start, startedBefore: end };
  if (start !== undefined && end !== undefined)
    throw new Error('`timeRange` cannot be used together with both `startDate` and `endDate`');
  if (start !== undefined) return { startedAfter: start, startedBefore: moved(start, timeRange) };
  return { startedAfter: moved(end ?? new Date().toISOString(), -timeRange), startedBefore: end };
}

function moved(instant: string, milliseconds: number): string {
  return new Date(Date.parse(instant) + milliseconds).toISOString();
}
