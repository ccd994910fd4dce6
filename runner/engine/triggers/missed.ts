import { parseDuration } from '../../flow/duration.ts';
import type { Typed } from '../../flow/types.ts';
import type { Calendar } from './calendar.ts';
import type { Occasion } from './timed.ts';
import type { RecoverMissed } from './types.ts';

/** What a trigger does with dates that have passed (flow-language §6.13, Schedule). */
export interface MissedPolicy {
  recover: RecoverMissed;
  /** Milliseconds after which a date is too late to be evaluated at all. */
  lateMaximumDelay?: number;
}

/** The policy that a trigger declares; `fallback` where it says nothing. */
export function policyOf(trigger: Typed, fallback: RecoverMissed = 'ALL'): MissedPolicy {
  const recover = (trigger['recoverMissedSchedules'] as RecoverMissed | undefined) ?? fallback;
  const written = trigger['lateMaximumDelay'];
  const lateMaximumDelay = written === undefined ? undefined : parseDuration(String(written));
  return { recover, ...(lateMaximumDelay !== undefined && { lateMaximumDelay }) };
}

/** How late the time of a date may be noticed without the date being a missed one: a busy process is none that was down. */
const punctual = 10_000;

/**
 * The date to evaluate next, when `noted` is the one that was to be: of dates that were missed while the scheduler was down,
 * the machine asleep or an execution in the way, all, the last one or none are made up for; those that are later than the
 * trigger allows are left out.
 */
export async function recoveredDate(
  calendar: Pick<Calendar, 'next' | 'previous'>,
  { recover, lateMaximumDelay }: MissedPolicy,
  { noted, now, occasion }: { noted: number; now: number; occasion: Occasion },
): Promise<number | undefined> {
  if (noted > now) return noted;
  const isMissed = occasion !== 'due' || now - noted > punctual;
  let date: number | undefined = noted;
  if (isMissed && recover === 'LAST') date = Math.max(noted, (await calendar.previous(now + 1)) ?? noted);
  if (isMissed && recover === 'NONE') date = await calendar.next(now);
  const tooLate = lateMaximumDelay !== undefined && date !== undefined && date < now - lateMaximumDelay;
  return tooLate ? calendar.next(now - lateMaximumDelay - 1) : date;
}
