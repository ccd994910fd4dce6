import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Dates } from './cron.ts';

/** The dates of a schedule that count. */
export interface Calendar {
  next(after: number): Promise<number | undefined>;
  previous(before: number): Promise<number | undefined>;
  /** @throws Error where a condition cannot be evaluated. */
  holds(date: number): Promise<boolean>;
}

/** How far a date that counts may be away (flow-language §6.13, Schedule). */
const years = 10 * 366 * 86_400_000;

/** Dates that are looked at between two turns of the event loop. */
const slice = 32;

/** Dates of the past that are looked at before the previous one is given up: it is only told, nothing depends on it. */
const mostPrevious = 10_000;

/**
 * The dates at which `holds` is true, or cannot be said: those are evaluated at their time, and fail then. The search gives
 * way to other work, and ends with the signal's reason when it is aborted.
 */
export function calendarOf(
  dates: Dates,
  holds: ((date: number) => Promise<boolean>) | undefined,
  signal: AbortSignal,
): Calendar {
  if (!holds)
    return {
      next: async (after) => dates.next(after),
      previous: async (before) => dates.previous(before),
      holds: async () => true,
    };

  const counts = async (date: number) => {
    try {
      return await holds(date);
    } catch {
      return true;
    }
  };
  const search = async (from: number, step: (from: number) => number | undefined, most = Infinity) => {
    let candidate = step(from);
    for (let looked = 1; candidate !== undefined && looked <= most; looked++) {
      if (Math.abs(candidate - from) > years) return undefined;
      if (await counts(candidate)) return candidate;
      if (looked % slice === 0) await nextTurn();
      signal.throwIfAborted();
      candidate = step(candidate);
    }
    return undefined;
  };
  return {
    next: (after) => search(after, dates.next),
    previous: (before) => search(before, dates.previous, mostPrevious),
    holds,
  };
}
