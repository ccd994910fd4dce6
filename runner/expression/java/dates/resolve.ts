import type { Temporal } from 'temporal-polyfill';
import { ExpressionError } from '../../types.ts';
import type { ParsedFields } from './parse.ts';
import type { TemporalApi } from './temporal.ts';

/** Fields with bounds, as Java names them. */
const bounds = [
  ['M', 'MonthOfYear', 1, 12],
  ['d', 'DayOfMonth', 1, 31],
  ['D', 'DayOfYear', 1, 366],
  ['H', 'HourOfDay', 0, 23],
  ['k', 'ClockHourOfDay', 1, 24],
  ['h', 'ClockHourOfAmPm', 1, 12],
  ['K', 'HourOfAmPm', 0, 11],
  ['m', 'MinuteOfHour', 0, 59],
  ['s', 'SecondOfMinute', 0, 59],
] as const;

/** A date and perhaps a time, read from a text. */
export interface Resolved {
  date: Temporal.PlainDate;
  time?: Temporal.PlainTime;
}

/**
 * Makes a date of the fields that a text named. `strict`: days that the month lacks are refused; otherwise they become
 * its last day.
 *
 * @throws ExpressionError with the message of Java's `DateTimeParseException`
 */
export function resolveFields(
  text: string,
  fields: ParsedFields,
  strict: boolean,
  temporal: TemporalApi,
): Resolved {
  const failed = (reason: string): ExpressionError =>
    new ExpressionError(`Text '${text}' could not be parsed: ${reason}`);
  for (const [field, name, least, most] of bounds) {
    const value = fields.numbers[field];
    if (value !== undefined && (value < least || value > most)) {
      throw failed(`Invalid value for ${name} (valid values ${least} - ${most}): ${value}`);
    }
  }
  const date = resolveDate(fields.numbers, strict, temporal, failed);
  const time = resolveTime(fields.numbers, temporal);
  return time === undefined ? { date } : { date, time };
}

function resolveDate(
  numbers: ParsedFields['numbers'],
  strict: boolean,
  temporal: TemporalApi,
  failed: (reason: string) => ExpressionError,
): Temporal.PlainDate {
  const year = numbers.u ?? (numbers.y === undefined || numbers.era !== 0 ? numbers.y : 1 - numbers.y);
  if (year !== undefined && numbers.D !== undefined) {
    return temporal.PlainDate.from({ year, month: 1, day: 1 }).add({ days: numbers.D - 1 });
  }
  const { M: month, d: day } = numbers;
  if (year === undefined || month === undefined || day === undefined) {
    throw failed('Unable to obtain LocalDate from TemporalAccessor');
  }
  const date = temporal.PlainDate.from({ year, month, day });
  if (strict && date.day !== day) {
    throw failed(`Invalid date '${year}-${month}-${day}'`);
  }
  return date;
}

/** `undefined` where the text names no hour. */
function resolveTime(
  numbers: ParsedFields['numbers'],
  temporal: TemporalApi,
): Temporal.PlainTime | undefined {
  const midnight = new temporal.PlainTime();
  if (numbers.N !== undefined) {
    return midnight.add({ nanoseconds: numbers.N });
  }
  if (numbers.A !== undefined) {
    return midnight.add({ milliseconds: numbers.A });
  }
  const hour = hourOf(numbers);
  return hour === undefined
    ? undefined
    : midnight.add({
        hours: hour,
        minutes: numbers.m ?? 0,
        seconds: numbers.s ?? 0,
        nanoseconds: numbers.nano ?? numbers.n ?? 0,
      });
}

function hourOf({ H, k, h, K, halfDay }: ParsedFields['numbers']): number | undefined {
  const ofHalfDay = h === undefined ? K : h % 12;
  if (H !== undefined || k !== undefined) {
    return H ?? (k as number) % 24;
  }
  return ofHalfDay === undefined || halfDay === undefined ? undefined : ofHalfDay + 12 * halfDay;
}
