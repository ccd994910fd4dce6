import type { Temporal } from 'temporal-polyfill';
import { dateFormat } from './formats.ts';
import { printDate } from './print.ts';
import { styledText } from './words.ts';

/**
 * A date printed by a format's name or pattern (flow-language §4.8).
 *
 * @throws ExpressionError with Java's message for a wrong pattern
 */
export function formatDate(date: Temporal.ZonedDateTime, nameOrPattern: string, locale: string): string {
  const format = dateFormat(nameOrPattern);
  if ('style' in format) {
    return styledText(date, format.style, locale);
  }
  return printDate(format.utc ? date.withTimeZone('+00:00') : date, format.elements, format.locale ?? locale);
}
