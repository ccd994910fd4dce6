import type { TriggerRecord } from '../../backend/triggers.ts';
import { isoDate } from './records.ts';
import type { DateSource } from './sources.ts';
import { type BackfillRequest, TriggerRefused } from './types.ts';

/** A backfill that begins with its first date (flow-language §6.13, Schedule). @throws TriggerRefused where it has none. */
export async function newBackfill(
  asked: BackfillRequest,
  dates: Pick<DateSource, 'next'>,
  record: TriggerRecord | undefined,
  now: number,
): Promise<NonNullable<TriggerRecord['backfill']>> {
  const start = momentOf(asked.start, 'start');
  const end = asked.end === undefined ? now : momentOf(asked.end, 'end');
  if (start >= end) throw new TriggerRefused('A backfill must start before it ends');
  const first = await dates.next(start - 1);
  if (first === undefined || first > end)
    throw new TriggerRefused(`The trigger has no date from ${isoDate(start)} to ${isoDate(end)}`);
  return {
    start: isoDate(start),
    end: isoDate(end),
    currentDate: isoDate(first),
    paused: false,
    createdDate: isoDate(now),
    ...(asked.inputs && { inputs: asked.inputs }),
    ...(asked.labels && { labels: asked.labels }),
    ...(record?.nextExecutionDate !== undefined && { previousNextExecutionDate: record.nextExecutionDate }),
  };
}

function momentOf(text: string, name: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at))
    throw new TriggerRefused(`\`${name}\` must be an ISO date and time, but it is '${text}'`);
  return at;
}
