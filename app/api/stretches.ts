import type { MetricAggregation } from '../../runner/backend/types.ts';
import { Refused } from './errors.ts';

/** What metrics over time are grouped by. */
type Stretch = MetricAggregation['groupBy'];

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Most stretches that are answered. */
const most = 10_000;

/** The stretch of time that suits a range, in milliseconds: as Kestra's charts choose it (surfaces §14.3). */
export function stretchFor(range: number): Stretch {
  if (range > 365 * day) return 'month';
  if (range > 180 * day) return 'week';
  if (range > day) return 'day';
  return range > 6 * hour ? 'hour' : 'minute';
}

/**
 * The beginnings, in UTC and epoch milliseconds, of the stretches that a range touches, oldest first.
 *
 * @throws Refused where there are more than ten thousand
 */
export function beginnings(stretch: Stretch, from: number, to: number): number[] {
  const found: number[] = [];
  for (let at = beginningOf(stretch, from); at <= to; at = nextOf(stretch, at)) {
    if (found.length === most) throw new Refused(422, 'The range of time is too long');
    found.push(at);
  }
  return found;
}

const lengths = { minute, hour, day, week: 7 * day } as const;

/** The first Monday of the epoch. */
const firstMonday = 4 * day;

function beginningOf(stretch: Stretch, at: number): number {
  const date = new Date(at);
  if (stretch === 'month') return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
  const offset = stretch === 'week' ? firstMonday : 0;
  return Math.floor((at - offset) / lengths[stretch]) * lengths[stretch] + offset;
}

function nextOf(stretch: Stretch, at: number): number {
  if (stretch !== 'month') return at + lengths[stretch];
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
}
