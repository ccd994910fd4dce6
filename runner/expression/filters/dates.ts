import type { Temporal } from 'temporal-polyfill';
import { formatDate } from '../java/dates/format.ts';
import { readDate } from '../java/dates/read.ts';
import { temporalOf } from '../java/dates/temporal.ts';
import { defaultLocale, localeTag } from '../java/dates/words.ts';
import { zoneId } from '../java/dates/zones.ts';
import { isNumber, toNumber } from '../java/numbers.ts';
import { type CallContext, ExpressionError, type Filter } from '../types.ts';
import { filter, required, textArgument } from './define.ts';

/** Units of `dateAdd` as Java's `ChronoUnit` names them. */
const units: Readonly<Record<string, { unit: keyof Temporal.DurationLikeObject; factor: number }>> = {
  NANOS: { unit: 'nanoseconds', factor: 1 },
  MICROS: { unit: 'microseconds', factor: 1 },
  MILLIS: { unit: 'milliseconds', factor: 1 },
  SECONDS: { unit: 'seconds', factor: 1 },
  MINUTES: { unit: 'minutes', factor: 1 },
  HOURS: { unit: 'hours', factor: 1 },
  HALF_DAYS: { unit: 'hours', factor: 12 },
  DAYS: { unit: 'days', factor: 1 },
  WEEKS: { unit: 'weeks', factor: 1 },
  MONTHS: { unit: 'months', factor: 1 },
  YEARS: { unit: 'years', factor: 1 },
  DECADES: { unit: 'years', factor: 10 },
  CENTURIES: { unit: 'years', factor: 100 },
  MILLENNIA: { unit: 'years', factor: 1000 },
};

/** Filters of dates (flow-language §4.6, §4.8). */
export const dateFilters: Readonly<Record<string, Filter>> = {
  date: filter(['format', 'timeZone', 'existingFormat', 'locale'], (input, args, context) =>
    printMoment(input, args, context),
  ),
  dateAdd: filter(
    ['amount', 'unit', 'format', 'timeZone', 'existingFormat', 'locale'],
    (input, [amount, unit, ...args], context) =>
      printMoment(input, args, context, (date) =>
        add(
          date,
          readAmount(required(amount, 'dateAdd', 'amount')),
          String(required(unit, 'dateAdd', 'unit')),
        ),
      ),
  ),
  timestamp: timestamp((nanoseconds) => Number(nanoseconds / 1_000_000_000n)),
  timestampMilli: timestamp((nanoseconds) => Number(nanoseconds / 1_000_000n)),
  // Kestra adds the microseconds to the seconds × 10⁹, and the `date` filter reads it back so.
  timestampMicro: timestamp((nanoseconds) => {
    const second = 1_000_000_000n;
    return String((nanoseconds / second) * second + (nanoseconds % second) / 1000n);
  }),
  timestampNano: timestamp((nanoseconds) => String(nanoseconds)),
};

/**
 * A value read as a date, changed, and printed: what `date`, `dateAdd` and `now()` have in common. The arguments are
 * format, timeZone, existingFormat and locale.
 *
 * @throws ExpressionError where the value is no date, or format, zone or locale are unknown
 */
export function printMoment(
  input: unknown,
  [format, timeZone, existingFormat, locale]: readonly unknown[],
  context: CallContext,
  change: (date: Temporal.ZonedDateTime) => Temporal.ZonedDateTime = (date) => date,
): string {
  const zone = zoneId(textArgument(timeZone) ?? context.timeZone);
  const language = textArgument(locale);
  const tag = language === undefined ? defaultLocale : localeTag(language);
  const temporal = temporalOf(context);
  const reading = { temporal, zone, existingFormat: textArgument(existingFormat), locale: tag };
  const date = change(readDate(input, reading));
  return formatDate(date.withTimeZone(zone), textArgument(format) ?? 'iso', tag);
}

function add(date: Temporal.ZonedDateTime, amount: number, name: string): Temporal.ZonedDateTime {
  if (!Object.hasOwn(units, name)) {
    throw new ExpressionError(`No enum constant java.time.temporal.ChronoUnit.${name}`);
  }
  const { unit, factor } = units[name] as (typeof units)[string];
  try {
    return date.add({ [unit]: amount * factor });
  } catch (error) {
    throw new ExpressionError(`Unable to add ${amount} ${name}: ${(error as Error).message}`);
  }
}

/** A whole number, or a text of one. */
function readAmount(amount: unknown): number {
  const value = isNumber(amount)
    ? Math.trunc(toNumber(amount))
    : /^[+-]?\d+$/.test(String(amount))
      ? Number(amount)
      : NaN;
  if (!Number.isSafeInteger(value)) {
    throw new ExpressionError(
      `The 'dateAdd' filter expects an argument 'amount' with type number, not '${String(amount)}'.`,
    );
  }
  return value;
}

function timestamp(convert: (nanoseconds: bigint) => unknown): Filter {
  return filter(['timeZone', 'existingFormat'], (input, [timeZone, existingFormat], context) => {
    const zone = zoneId(textArgument(timeZone) ?? context.timeZone);
    const temporal = temporalOf(context);
    const reading = { temporal, zone, existingFormat: textArgument(existingFormat), locale: defaultLocale };
    return convert(readDate(input, reading).epochNanoseconds);
  });
}
