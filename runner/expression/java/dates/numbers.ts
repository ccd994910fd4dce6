import type { Temporal } from 'temporal-polyfill';
import type { NumberField } from './elements.ts';

/** Regions whose first week of a year needs four days in it (CLDR); elsewhere one day is enough. */
const fourDayRegions = new Set(
  (
    'AD AN AT AX BE BG CH CZ DE DK ES FI FJ FO FR GB GF GG GI GP GR HU IE IM IS IT JE LI LT LU MC MQ NL NO PL PT RE ' +
    'RU SE SJ SK SM VA'
  ).split(' '),
);

/** The numeric value of a date's field; weeks are those of the locale's region. */
export function numberOf(date: Temporal.ZonedDateTime, field: NumberField, locale: string): number {
  switch (field) {
    case 'u':
      return date.year;
    case 'y':
      return date.year > 0 ? date.year : 1 - date.year;
    case 'D':
      return date.dayOfYear;
    case 'M':
      return date.month;
    case 'd':
      return date.day;
    case 'Q':
      return Math.ceil(date.month / 3);
    case 'F':
      return Math.ceil(date.day / 7);
    case 'g':
      return Math.floor(Date.UTC(date.year, date.month - 1, date.day) / 86_400_000) + 40_587;
    case 'Y':
    case 'w':
    case 'W':
    case 'e':
      return weekField(date, field, locale);
    default:
      return timeField(date, field);
  }
}

function timeField(date: Temporal.ZonedDateTime, field: NumberField): number {
  const nano = date.millisecond * 1e6 + date.microsecond * 1e3 + date.nanosecond;
  const secondOfDay = date.hour * 3600 + date.minute * 60 + date.second;
  switch (field) {
    case 'h':
      return date.hour % 12 || 12;
    case 'K':
      return date.hour % 12;
    case 'k':
      return date.hour || 24;
    case 'H':
      return date.hour;
    case 'm':
      return date.minute;
    case 's':
      return date.second;
    case 'A':
      return secondOfDay * 1000 + date.millisecond;
    case 'N':
      return secondOfDay * 1e9 + nano;
    default:
      return nano;
  }
}

/** Java's `WeekFields`: a week starts on the region's first day; week 1 of a year or month has its minimal days. */
function weekField(date: Temporal.ZonedDateTime, field: 'Y' | 'w' | 'W' | 'e', locale: string): number {
  const { firstDay, minimalDays } = weekRules(locale);
  const weekday = ((date.dayOfWeek - firstDay + 7) % 7) + 1;
  if (field === 'e') {
    return weekday;
  }
  const weekOf = (day: number, of = day): number => {
    const start = (((day - weekday) % 7) + 7) % 7;
    return Math.floor((7 + (start + 1 > minimalDays ? 7 - start : -start) + of - 1) / 7);
  };
  if (field === 'W') {
    return weekOf(date.day);
  }
  const week = weekOf(date.dayOfYear);
  if (week === 0) {
    const lastDay = date.subtract({ days: date.dayOfYear });
    return field === 'Y' ? date.year - 1 : weekField(lastDay, field, locale);
  }
  const weeks = weekOf(date.dayOfYear, date.daysInYear + minimalDays);
  if (week >= weeks) {
    return field === 'Y' ? date.year + 1 : week - weeks + 1;
  }
  return field === 'Y' ? date.year : week;
}

function weekRules(tag: string): { firstDay: number; minimalDays: number } {
  const locale = new Intl.Locale(tag) as Intl.Locale & { getWeekInfo?: () => { firstDay: number } };
  const region = locale.region ?? locale.maximize().region ?? '';
  return { firstDay: locale.getWeekInfo?.().firstDay ?? 1, minimalDays: fourDayRegions.has(region) ? 4 : 1 };
}
