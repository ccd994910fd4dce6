import type { Temporal } from 'temporal-polyfill';
import { className } from '../../java/className.ts';
import { isTemporal, temporalClass, temporalText } from '../../java/temporal.ts';
import { javaEquals } from '../../java/text.ts';
import { ExpressionError } from '../../types.ts';
import { integer, text } from './coerce.ts';
import { type Members, membersFor } from './types.ts';

const months = 'JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER'.split(
  ' ',
);
const weekdays = 'MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY SATURDAY SUNDAY'.split(' ');

/** Java's names of the units that Temporal names otherwise. */
const javaUnits: Readonly<Record<string, string>> = { milliseconds: 'Millis', nanoseconds: 'Nanos' };

type WithDate = Temporal.PlainDate | Temporal.PlainDateTime | Temporal.ZonedDateTime;
type WithTime = Temporal.PlainTime | Temporal.PlainDateTime | Temporal.ZonedDateTime;

/** Methods that every date and time has. */
const common = membersFor<object>({
  'isBefore/1': (value, other) => order(value, other) < 0,
  'isAfter/1': (value, other) => order(value, other) > 0,
  'isEqual/1': (value, other) => order(value, other) === 0,
  'compareTo/1': (value, other) => order(value, other),
  'equals/1': (value, other) => javaEquals(value, other),
  'toString/0': (value) => (isTemporal(value) ? temporalText(value) : String(value)),
});

const dateMembers = membersFor<WithDate>({
  'getYear/0': (date) => date.year,
  'getMonth/0': (date) => months[date.month - 1],
  'getMonthValue/0': (date) => date.month,
  'getDayOfMonth/0': (date) => date.day,
  'getDayOfWeek/0': (date) => weekdays[date.dayOfWeek - 1],
  'getDayOfYear/0': (date) => date.dayOfYear,
  'lengthOfMonth/0': (date) => date.daysInMonth,
  'lengthOfYear/0': (date) => date.daysInYear,
  'isLeapYear/0': (date) => date.inLeapYear,
  'withYear/1': (date, year) => date.with({ year: integer(year) }),
  'withMonth/1': (date, month) => date.with({ month: integer(month) }, { overflow: 'constrain' }),
  'withDayOfMonth/1': (date, day) => date.with({ day: integer(day) }, { overflow: 'reject' }),
  'withDayOfYear/1': (date, day) => date.add({ days: integer(day) - date.dayOfYear }),
  ...shifts<WithDate>(['years', 'months', 'weeks', 'days']),
});

const timeMembers = membersFor<WithTime>({
  'getHour/0': (time) => time.hour,
  'getMinute/0': (time) => time.minute,
  'getSecond/0': (time) => time.second,
  'getNano/0': (time) => time.millisecond * 1_000_000 + time.microsecond * 1_000 + time.nanosecond,
  'withHour/1': (time, hour) => time.with({ hour: integer(hour) }, { overflow: 'reject' }),
  'withMinute/1': (time, minute) => time.with({ minute: integer(minute) }, { overflow: 'reject' }),
  'withSecond/1': (time, second) => time.with({ second: integer(second) }, { overflow: 'reject' }),
  'withNano/1': (time, nano) =>
    time.with({
      millisecond: Math.trunc(integer(nano) / 1_000_000),
      microsecond: Math.trunc(integer(nano) / 1_000) % 1_000,
      nanosecond: integer(nano) % 1_000,
    }),
  ...shifts<WithTime>(['hours', 'minutes', 'seconds', 'nanoseconds']),
});

const zonedMembers = membersFor<Temporal.ZonedDateTime>({
  'getZone/0': (zoned) => zoned.timeZoneId,
  'getOffset/0': (zoned) => (zoned.offset === '+00:00' ? 'Z' : zoned.offset),
  'toEpochSecond/0': (zoned) => Math.floor(zoned.epochMilliseconds / 1_000),
  'toInstant/0': (zoned) => zoned.toInstant(),
  'toLocalDate/0': (zoned) => zoned.toPlainDate(),
  'toLocalDateTime/0': (zoned) => zoned.toPlainDateTime(),
  'toLocalTime/0': (zoned) => zoned.toPlainTime(),
  'withZoneSameInstant/1': (zoned, zone) => zoned.withTimeZone(text(zone)),
});

const dateTimeMembers = membersFor<Temporal.PlainDateTime>({
  'toLocalDate/0': (dateTime) => dateTime.toPlainDate(),
  'toLocalTime/0': (dateTime) => dateTime.toPlainTime(),
  'atZone/1': (dateTime, zone) => dateTime.toZonedDateTime(text(zone)),
});

const plainDateMembers = membersFor<Temporal.PlainDate>({
  'atStartOfDay/0': (date) => date.toPlainDateTime(),
  'atStartOfDay/1': (date, zone) => date.toZonedDateTime(text(zone)),
});

const instantMembers = membersFor<Temporal.Instant>({
  'getEpochSecond/0': (instant) => Math.floor(instant.epochMilliseconds / 1_000),
  'getNano/0': (instant) =>
    Number(((instant.epochNanoseconds % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n),
  'toEpochMilli/0': (instant) => instant.epochMilliseconds,
  'atZone/1': (instant, zone) => instant.toZonedDateTimeISO(text(zone)),
  ...shifts<Temporal.Instant>(['seconds', 'milliseconds', 'nanoseconds']),
});

const durationMembers = membersFor<Temporal.Duration>({
  'getSeconds/0': (duration) => Math.floor(duration.total('seconds')),
  'getNano/0': (duration) => duration.milliseconds * 1e6 + duration.microseconds * 1e3 + duration.nanoseconds,
  'toDays/0': (duration) => Math.trunc(duration.total('days')),
  'toHours/0': (duration) => Math.trunc(duration.total('hours')),
  'toMinutes/0': (duration) => Math.trunc(duration.total('minutes')),
  'toSeconds/0': (duration) => Math.floor(duration.total('seconds')),
  'toMillis/0': (duration) => Math.trunc(duration.total('milliseconds')),
  'isZero/0': (duration) => duration.blank,
  'isNegative/0': (duration) => duration.sign < 0,
  'toString/0': (duration) => (isTemporal(duration) ? temporalText(duration) : ''),
});

/** Methods of the `java.time` classes by the `Temporal` class that stands for each (flow-language §4.4). */
export const dateMembersByClass: ReadonlyMap<string, Members> = new Map([
  ['Temporal.ZonedDateTime', merge(common, dateMembers, timeMembers, zonedMembers)],
  ['Temporal.PlainDateTime', merge(common, dateMembers, timeMembers, dateTimeMembers)],
  ['Temporal.PlainDate', merge(common, dateMembers, plainDateMembers)],
  ['Temporal.PlainTime', merge(common, timeMembers)],
  ['Temporal.Instant', merge(common, instantMembers)],
  ['Temporal.Duration', durationMembers],
]);

function merge(...tables: Members[]): Members {
  return new Map(tables.flatMap((table) => [...table]));
}

/** `plusDays(n)`, `minusDays(n)` and so on. */
function shifts<T extends { add(duration: Record<string, number>): unknown }>(units: readonly string[]) {
  return Object.fromEntries(
    units.flatMap((unit) => {
      const name = javaUnits[unit] ?? unit.charAt(0).toUpperCase() + unit.slice(1);
      return [
        [`plus${name}/1`, (value: T, amount: unknown) => value.add({ [unit]: integer(amount) })],
        [`minus${name}/1`, (value: T, amount: unknown) => value.add({ [unit]: -integer(amount) })],
      ];
    }),
  );
}

/** Orders two values of one class by time. */
function order(left: object, right: unknown): number {
  if (!isTemporal(right) || temporalClass(left) !== temporalClass(right)) {
    throw new ExpressionError(`class ${className(left)} cannot be compared to class ${className(right)}`);
  }
  const compare = (left.constructor as unknown as { compare(a: object, b: object): number }).compare;
  return compare(left, right);
}
