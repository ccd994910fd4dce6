import type { Temporal } from 'temporal-polyfill';
import { ExpressionError } from '../../types.ts';
import { className } from '../className.ts';
import { isTemporal, temporalClass } from '../temporal.ts';
import { type DateFormat, dateFormat, isoLocalDate, isoLocalDateTime, isoZoned } from './formats.ts';
import { parseFields } from './parse.ts';
import { resolveFields } from './resolve.ts';
import type { TemporalApi } from './temporal.ts';

/** How a value is understood as a moment. */
export interface DateReading {
  temporal: TemporalApi;
  /** Zone of values without one. */
  zone: string;
  /** Name or pattern that texts follow; ISO 8601 without. */
  existingFormat: string | undefined;
  locale: string;
}

/**
 * The moment that a value stands for: dates of any class, epoch numbers (13 digits: milliseconds, 19 digits: nanoseconds,
 * otherwise seconds), texts (flow-language §4.8).
 *
 * @throws ExpressionError with Java's message where the value is no date
 */
export function readDate(value: unknown, reading: DateReading): Temporal.ZonedDateTime {
  const { temporal, zone } = reading;
  if (typeof value === 'string') {
    return readText(value, reading);
  }
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) {
    const nanoseconds = epochNanoseconds(BigInt(value as number | bigint));
    return new temporal.ZonedDateTime(nanoseconds, zone);
  }
  if (value instanceof Date) {
    return temporal.Instant.fromEpochMilliseconds(value.getTime()).toZonedDateTimeISO(zone);
  }
  if (isTemporal(value)) {
    const date = readTemporal(value, reading);
    if (date !== undefined) {
      return date;
    }
  }
  throw new ExpressionError(`Unable to convert a value of type '${className(value)}' to a date`);
}

function readTemporal(value: object, { temporal, zone }: DateReading): Temporal.ZonedDateTime | undefined {
  const text = String(value);
  switch (temporalClass(value)) {
    case 'Temporal.Instant':
      return temporal.Instant.from(text).toZonedDateTimeISO(zone);
    case 'Temporal.ZonedDateTime':
      return temporal.ZonedDateTime.from(text);
    case 'Temporal.PlainDateTime':
      return temporal.PlainDateTime.from(text).toZonedDateTime(zone);
    case 'Temporal.PlainDate':
      return temporal.PlainDate.from(text).toZonedDateTime({ timeZone: zone, plainTime: '12:00' });
    default:
      return undefined;
  }
}

/**
 * 19 digits that do not end in `000` are what the `timestampMicro` filter prints: seconds × 10⁹ + microseconds.
 */
function epochNanoseconds(epoch: bigint): bigint {
  const digits = String(epoch);
  if (digits.length === 13) {
    return epoch * 1_000_000n;
  }
  if (digits.length !== 19) {
    return epoch * 1_000_000_000n;
  }
  const second = 1_000_000_000n;
  return digits.endsWith('000') ? epoch : (epoch / second) * second + (epoch % second) * 1_000n;
}

/** A text with a zone, else a local date and time, else a date: the first that the text is. */
function readText(text: string, reading: DateReading): Temporal.ZonedDateTime {
  const formats: [DateFormat, DateFormat, DateFormat] =
    reading.existingFormat === undefined
      ? [isoZoned, isoLocalDateTime, isoLocalDate]
      : (Array(3).fill(dateFormat(reading.existingFormat)) as [DateFormat, DateFormat, DateFormat]);
  return (
    attempt(() => readZoned(text, formats[0], reading)) ??
    attempt(() => readLocal(text, formats[1], reading)) ??
    readDay(text, formats[2], reading)
  );
}

function attempt<T>(read: () => T | undefined): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof ExpressionError || error instanceof RangeError) {
      return undefined;
    }
    throw error;
  }
}

function readZoned(
  text: string,
  format: DateFormat,
  reading: DateReading,
): Temporal.ZonedDateTime | undefined {
  const { fields, date, time } = readFields(text, format, reading);
  const timeZone = fields.zone ?? (fields.offset === undefined ? undefined : offsetZone(fields.offset));
  if (time === undefined || timeZone === undefined) {
    return undefined;
  }
  const moment = date.toPlainDateTime(time);
  return fields.offset === undefined
    ? moment.toZonedDateTime(timeZone)
    : moment.toZonedDateTime('UTC').subtract({ seconds: fields.offset }).withTimeZone(timeZone);
}

function readLocal(
  text: string,
  format: DateFormat,
  reading: DateReading,
): Temporal.ZonedDateTime | undefined {
  const { date, time } = readFields(text, format, reading);
  return time === undefined ? undefined : date.toPlainDateTime(time).toZonedDateTime(reading.zone);
}

function readDay(text: string, format: DateFormat, reading: DateReading): Temporal.ZonedDateTime {
  return readFields(text, format, reading).date.toZonedDateTime(reading.zone);
}

function readFields(text: string, format: DateFormat, { temporal, locale }: DateReading) {
  const fields = parseFields(text, format, locale, temporal);
  const strict = !('style' in format) && format.strict === true;
  return { fields, ...resolveFields(text, fields, strict, temporal) };
}

/** `±hh:mm`; Temporal's offset zones know no seconds. */
function offsetZone(seconds: number): string {
  const minutes = Math.trunc(Math.abs(seconds) / 60);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${seconds < 0 ? '-' : '+'}${two(Math.trunc(minutes / 60))}:${two(minutes % 60)}`;
}
