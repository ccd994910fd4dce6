import { parseDuration } from '../../../flow/duration.ts';
import { atZone, Temporal } from '../zones.ts';

/** `timeWindow` of a precondition or MultipleCondition as it is written; checked by validation (flow-language §1.4). */
export interface TimeWindow {
  type?: 'DURATION_WINDOW' | 'SLIDING_WINDOW' | 'DAILY_TIME_WINDOW' | 'DAILY_TIME_DEADLINE';
  window?: string | number;
  windowAdvance?: string | number;
  startTime?: string;
  endTime?: string;
  deadline?: string;
}

/** Epoch milliseconds, both included. */
export interface Span {
  start: number;
  end: number;
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * The window that something at `at` belongs to, when none is open yet (flow-language §6.13, Flow); none where it comes
 * outside of the times of the day.
 */
export function windowAt(timeWindow: TimeWindow, at: number, zone: string): Span | undefined {
  const length = parseDuration(String(timeWindow.window ?? 'P1D')) ?? day;
  switch (timeWindow.type ?? 'DURATION_WINDOW') {
    case 'DURATION_WINDOW': {
      const advance = parseDuration(String(timeWindow.windowAdvance ?? 'PT0S')) ?? 0;
      return durationWindow(at, length, advance, zone);
    }
    case 'SLIDING_WINDOW':
      return { start: at, end: at + length };
    case 'DAILY_TIME_WINDOW':
      return dailyWindow(at, zone, timeWindow.startTime, timeWindow.endTime);
    case 'DAILY_TIME_DEADLINE':
      return dailyWindow(at, zone, undefined, timeWindow.deadline);
  }
}

/** Windows of one length, side by side; moved by `advance`, the one that holds the moment. */
function durationWindow(at: number, length: number, advance: number, zone: string): Span {
  let start = floored(at, length, zone) + advance;
  if (length > 0) start += Math.floor((at - start) / length) * length;
  return { start, end: start + length - 1 };
}

/** The beginning of the day, the hour or the part of the hour, by the length of the window. */
function floored(at: number, length: number, zone: string): number {
  const local = atZone(at, zone);
  if (length >= day) return local.startOfDay().epochMilliseconds;
  const full = local.round({ smallestUnit: 'hour', roundingMode: 'floor' });
  if (length >= hour) return full.epochMilliseconds;
  if (length < minute) return at;
  const minutes = Math.floor(length / minute);
  return full.epochMilliseconds + Math.floor(local.minute / minutes) * minutes * minute;
}

/** The times of the day that the moment is in; ISO times, which may have an offset. */
function dailyWindow(
  at: number,
  zone: string,
  from: string | undefined,
  to: string | undefined,
): Span | undefined {
  const start =
    from === undefined ? atZone(at, zone).startOfDay().epochMilliseconds : timeOfDay(at, zone, from);
  const end = to === undefined ? start + day - 1 : timeOfDay(at, zone, to);
  return start <= at && at <= end ? { start, end } : undefined;
}

function timeOfDay(at: number, zone: string, time: string): number {
  const offset = /(?:Z|[+-]\d{2}:?\d{2})$/i.exec(time)?.[0];
  const where = offset === undefined ? zone : offset.toUpperCase() === 'Z' ? 'UTC' : offset;
  const clock = Temporal.PlainTime.from(offset === undefined ? time : time.slice(0, -offset.length));
  return atZone(at, where).withPlainTime(clock).epochMilliseconds;
}
