import { type CronExpression, CronExpressionParser } from 'cron-parser';
import { atZone, offsetAt } from './zones.ts';

/** An increasing series of moments, epoch milliseconds. */
export interface Dates {
  /** The first one after a moment, itself left out. */
  next(after: number): number | undefined;
  /** The last one before a moment, itself left out. */
  previous(before: number): number | undefined;
}

/**
 * The moments that a cron expression names in a zone (flow-language §6.13, Schedule). Where clocks are put forward, a time
 * that is left out comes as much later as they were put forward. Where they are put back, a time that comes twice counts
 * once, unless every hour counts. An expression that no day fits (30 February) has no moments.
 */
export function cronDates(cron: string, withSeconds: boolean, zone: string): Dates {
  const expression = nicknames[cron.trim()] ?? cron.trim();
  const hours = expression.split(/\s+/).at(withSeconds && !(cron.trim() in nicknames) ? 2 : 1);
  const walls = wallTimes(expression);
  const everyHour = hours === '*' || hours === '*/1';
  const instants = (wall: number) => instantsOf(wall, zone, everyHour);

  return {
    next(after) {
      const wall = walls.next(wallOf(after, zone));
      if (wall === undefined) return undefined;
      const [first] = instants(wall);
      if (first! > after && isSteady([after, first!], zone)) return first;
      let found: number | undefined;
      const inReach = (candidate: number) => found === undefined || candidate <= wallOf(found, zone) + reach;
      let candidate = walls.next(wallOf(after, zone) - reach);
      for (; candidate !== undefined && inReach(candidate); candidate = walls.next(candidate))
        for (const at of instants(candidate)) if (at > after && (found ?? Infinity) > at) found = at;
      return found;
    },
    previous(before) {
      const wall = walls.previous(wallOf(before, zone));
      if (wall === undefined) return undefined;
      const last = instants(wall).at(-1)!;
      if (last < before && isSteady([before, last], zone)) return last;
      let found: number | undefined;
      const inReach = (candidate: number) => found === undefined || candidate >= wallOf(found, zone) - reach;
      let candidate = walls.previous(wallOf(before, zone) + reach);
      for (; candidate !== undefined && inReach(candidate); candidate = walls.previous(candidate))
        for (const at of instants(candidate)) if (at < before && (found ?? -Infinity) < at) found = at;
      return found;
    },
  };
}

const nicknames: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/** Clocks are put forward or back by less than this, and not twice within it, milliseconds. */
const reach = 3 * 3_600_000;

/**
 * What the library finds on a clock that is never put forward or back: a wall clock's time written as if it were that of
 * Greenwich. It goes on from the moment it gave last without looking for its place anew.
 */
function wallTimes(expression: string): Dates {
  let cron: CronExpression | undefined;
  let at: number | undefined;
  const step = (from: number, take: (cron: CronExpression) => number): number | undefined => {
    try {
      if (cron === undefined)
        cron = CronExpressionParser.parse(expression, { tz: 'UTC', currentDate: new Date(from) });
      else if (at !== from) cron.reset(new Date(from));
      at = take(cron);
    } catch {
      // It looked some thousand times, or knows at once that there is no such day.
      cron = undefined;
      at = undefined;
    }
    return at;
  };
  return {
    next: (after) => step(after, (found) => found.next().getTime()),
    previous: (before) => step(before, (found) => found.prev().getTime()),
  };
}

function wallOf(at: number, zone: string): number {
  return at + offsetAt(at, zone);
}

/** Whether the clocks of a zone are left alone for a while before and after some moments. */
function isSteady(moments: readonly number[], zone: string): boolean {
  return moments.every((at) => offsetAt(at - reach, zone) === offsetAt(at + reach, zone));
}

/** When a wall clock of the zone shows a time: once, or twice where it was put back and both count. */
function instantsOf(wall: number, zone: string, both: boolean): number[] {
  const local = atZone(wall, 'UTC').toPlainDateTime();
  const first = local.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds;
  if (!both) return [first];
  const second = local.toZonedDateTime(zone, { disambiguation: 'later' }).epochMilliseconds;
  return second === first ? [first] : [first, second];
}
