import type { Temporal } from 'temporal-polyfill';
import { ExpressionError } from '../../types.ts';
import type { Element } from './elements.ts';
import { numberOf } from './numbers.ts';
import { wordOf, zoneWord } from './words.ts';

/**
 * Prints a date as `DateTimeFormatter.format` does.
 *
 * @throws ExpressionError where a number does not fit its field
 */
export function printDate(
  date: Temporal.ZonedDateTime,
  elements: readonly Element[],
  locale: string,
): string {
  return elements.map((element) => printElement(date, element, locale) ?? '').join('');
}

/** `±hh:mm[:ss]` of Java's `ZoneOffset`, `Z` for zero. */
function offsetId(date: Temporal.ZonedDateTime): string {
  return printOffset(date.offsetNanoseconds / 1e9, '+HH:MM:ss', 'Z');
}

/** `undefined`: the date lacks what the element prints, which makes an optional section empty. */
function printElement(date: Temporal.ZonedDateTime, element: Element, locale: string): string | undefined {
  switch (element.kind) {
    case 'literal':
      return element.text;
    case 'number':
      return printNumber(numberOf(date, element.field, locale), element);
    case 'text':
      return wordOf(date, element.field, element.width, locale);
    case 'fraction':
      return printFraction(date, element);
    case 'offset':
      return printOffset(date.offsetNanoseconds / 1e9, element.pattern, element.zero);
    case 'localOffset':
      return localOffset(date.offsetNanoseconds / 1e9, element.width === 'long');
    case 'zoneId':
      return isOffsetZone(date) ? (element.regionsOnly ? undefined : offsetId(date)) : date.timeZoneId;
    case 'zoneName':
      return isOffsetZone(date) ? offsetId(date) : zoneWord(date, element.width, element.generic, locale);
    case 'optional':
      return printOptional(date, element.elements, locale);
    case 'pad':
      return printPadded(printElement(date, element.element, locale) ?? '', element.width);
  }
}

function printNumber(value: number, element: Extract<Element, { kind: 'number' }>): string {
  const { min, max, exceeds, reduced } = element;
  if (reduced) {
    return String(Math.abs(value) % 100).padStart(2, '0');
  }
  const digits = String(Math.abs(value)).padStart(min, '0');
  if (digits.length > max) {
    throw new ExpressionError(
      `Field ${element.field} cannot be printed as the value ${value} exceeds the maximum print width of ${max}`,
    );
  }
  return `${value < 0 ? '-' : exceeds && digits.length > min ? '+' : ''}${digits}`;
}

function printFraction(
  date: Temporal.ZonedDateTime,
  element: Extract<Element, { kind: 'fraction' }>,
): string {
  const { min, max, point, grouped } = element;
  const nano = date.millisecond * 1e6 + date.microsecond * 1e3 + date.nanosecond;
  const significant = String(nano).padStart(9, '0').replace(/0+$/, '').length;
  const wanted = grouped ? Math.ceil(significant / 3) * 3 : Math.min(Math.max(significant, min), max);
  const digits = String(nano).padStart(9, '0').slice(0, wanted);
  return digits === '' ? '' : `${point ? '.' : ''}${digits}`;
}

/** `pattern` in the notation of `appendOffset`: small letters are printed only where they are not zero. */
function printOffset(seconds: number, pattern: string, zero: string): string {
  if (seconds === 0) {
    return zero;
  }
  const size = Math.abs(seconds);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const [minute, second] = [Math.floor(size / 60) % 60, size % 60];
  const colon = pattern.includes(':') ? ':' : '';
  const minutes = pattern.includes('MM') || minute !== 0 ? `${colon}${two(minute)}` : '';
  const seconds2 = pattern.includes('ss') && second !== 0 ? `${colon}${two(second)}` : '';
  return `${seconds < 0 ? '-' : '+'}${two(size / 3600)}${minutes}${seconds2}`;
}

function localOffset(seconds: number, long: boolean): string {
  if (seconds === 0) {
    return 'GMT';
  }
  const text = printOffset(seconds, long ? '+HH:MM:ss' : '+HH:mm:ss', '');
  return `GMT${long ? text : text.replace(/^([+-])0/, '$1').replace(/:00$/, '')}`;
}

function isOffsetZone(date: Temporal.ZonedDateTime): boolean {
  return /^[+-]/.test(date.timeZoneId);
}

function printOptional(date: Temporal.ZonedDateTime, elements: readonly Element[], locale: string): string {
  const pieces = elements.map((element) => printElement(date, element, locale));
  return pieces.includes(undefined) ? '' : pieces.join('');
}

function printPadded(text: string, width: number): string {
  if (text.length > width) {
    throw new ExpressionError(
      `Cannot print as output of ${text.length} characters exceeds pad width of ${width}`,
    );
  }
  return text.padStart(width);
}
