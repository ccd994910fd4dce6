import type { Temporal } from 'temporal-polyfill';
import { ExpressionError } from '../../types.ts';
import type { TextField, TextWidth } from './elements.ts';

/** Locale of the server (flow-language §4). */
export const defaultLocale = 'en-US';

/**
 * A BCP 47 tag that `Intl` accepts, from Java's spelling.
 *
 * @throws ExpressionError for a tag that is none
 */
export function localeTag(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale.replaceAll('_', '-'))[0] ?? defaultLocale;
  } catch {
    throw new ExpressionError(`Invalid locale: ${locale}`);
  }
}

/** A field of a date as a word of a language: `July`, `Tue`, `PM`, `AD`, `3rd quarter`. */
export function wordOf(
  date: Temporal.ZonedDateTime,
  field: TextField,
  width: TextWidth,
  locale: string,
): string {
  switch (field) {
    case 'month':
      return inflectedMonth(date, width, locale);
    case 'monthAlone':
      return monthAlone(date, width, locale);
    case 'day':
    case 'dayAlone':
      return part(date, { weekday: width }, 'weekday', locale);
    case 'era':
      return part(date, { era: width, year: 'numeric' }, 'era', locale);
    case 'halfDay':
      return part(date, { hour: 'numeric', hourCycle: 'h12' }, 'dayPeriod', locale);
    case 'dayPeriod':
      return part(date, { hour: 'numeric', hourCycle: 'h12', dayPeriod: width }, 'dayPeriod', locale);
    case 'quarter':
      return quarterWord(date, width);
  }
}

/** A zone as a language names it: `CEST`, `Central European Summer Time`. */
export function zoneWord(
  date: Temporal.ZonedDateTime,
  width: TextWidth,
  generic: boolean,
  locale: string,
): string {
  const style = `${width === 'long' ? 'long' : 'short'}${generic ? 'Generic' : ''}` as
    | 'short'
    | 'longGeneric';
  const timeZone = date.timeZoneId;
  const nameIn = (language: string): string =>
    new Intl.DateTimeFormat(language, { timeZone, timeZoneName: style })
      .formatToParts(date.epochMilliseconds)
      .find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
  const name = nameIn(locale);
  if (!/^(?:GMT|UTC)[+\u2212-]/.test(name)) {
    return name;
  }
  // CLDR gives a zone's abbreviation only to the languages of its region; Java knows it in English everywhere.
  return (
    ['en-GB', 'en-AU', 'en-IN', 'en-NZ', 'en-ZA']
      .map(nameIn)
      .find((other) => !/^(?:GMT|UTC)[+\u2212-]/.test(other)) ?? name
  );
}

/** A date and time in one of the four styles of `FormatStyle`. */
export function styledText(
  date: Temporal.ZonedDateTime,
  style: 'full' | 'long' | 'medium' | 'short',
  locale: string,
): string {
  return new Intl.DateTimeFormat(locale, {
    dateStyle: style,
    timeStyle: style,
    timeZone: date.timeZoneId,
  }).format(date.epochMilliseconds);
}

/** Beside a day, languages with cases put the month into the genitive. */
function inflectedMonth(date: Temporal.ZonedDateTime, width: TextWidth, locale: string): string {
  const beside = part(date, { month: width, day: 'numeric' }, 'month', locale);
  return /^\d+$/.test(beside) ? monthAlone(date, width, locale) : beside;
}

function monthAlone(date: Temporal.ZonedDateTime, width: TextWidth, locale: string): string {
  return partsOf(date, { month: width }, locale)
    .map(({ value }) => value)
    .join('');
}

function quarterWord(date: Temporal.ZonedDateTime, width: TextWidth): string {
  const quarter = Math.ceil(date.month / 3);
  const ordinal = ['1st', '2nd', '3rd', '4th'][quarter - 1] as string;
  return width === 'long' ? `${ordinal} quarter` : width === 'short' ? `Q${quarter}` : String(quarter);
}

function part(
  date: Temporal.ZonedDateTime,
  options: Intl.DateTimeFormatOptions,
  type: Intl.DateTimeFormatPartTypes,
  locale: string,
): string {
  return partsOf(date, options, locale).find((candidate) => candidate.type === type)?.value ?? '';
}

function partsOf(date: Temporal.ZonedDateTime, options: Intl.DateTimeFormatOptions, locale: string) {
  const moment = new Date(0);
  moment.setUTCFullYear(date.year, date.month - 1, date.day);
  moment.setUTCHours(date.hour, date.minute);
  return new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }).formatToParts(moment);
}
