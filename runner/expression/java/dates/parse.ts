import { ExpressionError } from '../../types.ts';
import type { Element, NumberField, TextField } from './elements.ts';
import type { DateFormat } from './formats.ts';
import type { TemporalApi } from './temporal.ts';
import { wordOf } from './words.ts';
import { zoneId } from './zones.ts';

/** What a text said about a moment. */
export interface ParsedFields {
  numbers: Partial<Record<NumberField | 'nano' | 'era' | 'halfDay', number>>;
  /** Seconds east of Greenwich. */
  offset?: number;
  zone?: string;
}

/** What the parsing of one text carries along. */
interface Parsing {
  readonly text: string;
  readonly locale: string;
  readonly ignoreCase: boolean;
  readonly temporal: TemporalApi;
  fields: ParsedFields;
}

/**
 * Reads the fields of a date from a text as `DateTimeFormatter.parse` does, the whole text or nothing.
 *
 * @throws ExpressionError with the message of Java's `DateTimeParseException`
 */
export function parseFields(
  text: string,
  format: DateFormat,
  locale: string,
  temporal: TemporalApi,
): ParsedFields {
  if ('style' in format) {
    throw new ExpressionError(
      `Text '${text}' could not be parsed: the style '${format.style}' is only for printing`,
    );
  }
  const parsing: Parsing = {
    text,
    locale: format.locale ?? locale,
    ignoreCase: format.ignoreCase ?? false,
    temporal,
    fields: { numbers: {} },
  };
  const end = parseElements(parsing, format.elements, 0);
  if (end < 0) {
    throw new ExpressionError(`Text '${text}' could not be parsed at index ${~end}`);
  }
  if (end < text.length) {
    throw new ExpressionError(`Text '${text}' could not be parsed, unparsed text found at index ${end}`);
  }
  return parsing.fields;
}

/** Positions are indices into the text; a failure at an index is its complement, as in Java. */
function parseElements(parsing: Parsing, elements: readonly Element[], start: number): number {
  let position = start;
  for (const [index, element] of elements.entries()) {
    position = parseElement(parsing, element, position, reservedDigits(elements, index));
    if (position < 0) {
      return position;
    }
  }
  return position;
}

/** Digits that the fixed-width numbers right after a number of variable width need. */
function reservedDigits(elements: readonly Element[], index: number): number {
  let digits = 0;
  for (const next of elements.slice(index + 1)) {
    if ((next.kind !== 'number' && next.kind !== 'fraction') || next.min !== next.max) {
      break;
    }
    digits += next.max;
  }
  return digits;
}

function parseElement(parsing: Parsing, element: Element, position: number, reserved: number): number {
  switch (element.kind) {
    case 'literal':
      return startsWith(parsing, element.text, position) ? position + element.text.length : ~position;
    case 'number':
      return parseNumber(parsing, element, position, reserved);
    case 'text':
      return parseText(parsing, element.field, element.width, position);
    case 'fraction':
      return parseFraction(parsing, element, position);
    case 'offset':
    case 'localOffset':
      return parseOffset(parsing, element.kind === 'offset' ? element.zero : 'GMT', position);
    case 'zoneId':
    case 'zoneName':
      return parseZone(parsing, position);
    case 'optional': {
      const before = { ...parsing.fields, numbers: { ...parsing.fields.numbers } };
      const end = parseElements(parsing, element.elements, position);
      parsing.fields = end < 0 ? before : parsing.fields;
      return end < 0 ? position : end;
    }
    case 'pad': {
      const blank = /^ */.exec(parsing.text.slice(position, position + element.width))?.[0].length ?? 0;
      const end = parseElement(parsing, element.element, position + blank, 0);
      return end < 0 || end === position + element.width ? end : ~position;
    }
  }
}

function startsWith({ text, ignoreCase }: Parsing, word: string, position: number): boolean {
  const found = text.slice(position, position + word.length);
  return found === word || (ignoreCase && found.toLowerCase() === word.toLowerCase());
}

function parseNumber(
  parsing: Parsing,
  element: Extract<Element, { kind: 'number' }>,
  position: number,
  reserved: number,
): number {
  const { min, max, exceeds, reduced, field } = element;
  const sign = max === 19 ? (/^[+-]/.exec(parsing.text.slice(position))?.[0] ?? '') : '';
  const start = position + sign.length;
  const available = /^\d*/.exec(parsing.text.slice(start))?.[0].length ?? 0;
  const width = Math.min(min === max ? max : Math.max(min, available - reserved), max, 15);
  const isTooWide = exceeds === true && sign === '' && width > min;
  if (available < Math.max(width, 1) || isTooWide || (sign === '+' && !(exceeds && width > min))) {
    return ~position;
  }
  const digits = Number(parsing.text.slice(start, start + width));
  parsing.fields.numbers[field] = reduced ? 2000 + digits : sign === '-' ? -digits : digits;
  return start + width;
}

function parseText(
  parsing: Parsing,
  field: TextField,
  width: 'short' | 'long' | 'narrow',
  position: number,
): number {
  const candidates = sampleDates(parsing.temporal, field)
    .map(({ date, value }) => ({ word: wordOf(date, field, width, parsing.locale), value }))
    .filter(({ word }) => word !== '' && startsWith(parsing, word, position))
    .sort((left, right) => right.word.length - left.word.length);
  const [best] = candidates;
  if (best === undefined) {
    return ~position;
  }
  const numbers: Partial<Record<TextField, NumberField | 'era' | 'halfDay'>> = {
    month: 'M',
    monthAlone: 'M',
    era: 'era',
    halfDay: 'halfDay',
  };
  const number = numbers[field];
  if (number !== undefined) {
    parsing.fields.numbers[number] = best.value;
  }
  return position + best.word.length;
}

/** One date for each value that a word of this field can stand for. */
function sampleDates(temporal: TemporalApi, field: TextField) {
  const sample = (value: number, change: { year?: number; month?: number; day?: number; hour?: number }) => ({
    value,
    date: temporal.ZonedDateTime.from({ year: 2024, month: 1, day: 1, hour: 0, timeZone: 'UTC', ...change }),
  });
  switch (field) {
    case 'month':
    case 'monthAlone':
      return Array.from({ length: 12 }, (_, index) => sample(index + 1, { month: index + 1 }));
    case 'day':
    case 'dayAlone':
      return Array.from({ length: 7 }, (_, index) => sample(index + 1, { day: index + 1 }));
    case 'quarter':
      return Array.from({ length: 4 }, (_, index) => sample(index + 1, { month: 3 * index + 1 }));
    case 'era':
      return [sample(0, { year: -1 }), sample(1, {})];
    case 'halfDay':
      return [sample(0, { hour: 1 }), sample(1, { hour: 13 })];
    case 'dayPeriod':
      return Array.from({ length: 24 }, (_, hour) => sample(hour, { hour }));
  }
}

function parseFraction(
  parsing: Parsing,
  element: Extract<Element, { kind: 'fraction' }>,
  position: number,
): number {
  const { min, max, point } = element;
  const hasPoint = parsing.text[position] === '.';
  if (point && !hasPoint) {
    return min === 0 ? position : ~position;
  }
  const start = position + (point ? 1 : 0);
  const digits = /^\d*/.exec(parsing.text.slice(start, start + max))?.[0] ?? '';
  if (digits.length < Math.max(min, point ? 1 : 0)) {
    return ~start;
  }
  parsing.fields.numbers.nano = Number(digits.padEnd(9, '0'));
  return start + digits.length;
}

function parseOffset(parsing: Parsing, zero: string, position: number): number {
  if (zero === 'GMT' && startsWith(parsing, 'GMT', position)) {
    const end = parseOffset(parsing, '', position + 3);
    if (end >= 0) {
      return end;
    }
  }
  if (zero !== '' && startsWith(parsing, zero, position)) {
    parsing.fields.offset = 0;
    return position + zero.length;
  }
  const match = /^([+-])(\d{1,2})(?::?(\d\d)(?::?(\d\d))?)?/.exec(parsing.text.slice(position));
  if (match === null) {
    return ~position;
  }
  const [whole, sign, hours, minutes = 0, seconds = 0] = match;
  parsing.fields.offset =
    (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds));
  return position + whole.length;
}

function parseZone(parsing: Parsing, position: number): number {
  const rest = parsing.text.slice(position);
  const name = /^(?:[+-]\d{1,2}(?::?\d\d){0,2}|[A-Za-z][A-Za-z0-9~/._-]*(?:[+-]\d{1,2}(?::?\d\d)?)?)/.exec(
    rest,
  )?.[0];
  if (name === undefined) {
    return ~position;
  }
  try {
    parsing.fields.zone = zoneId(name);
    return position + name.length;
  } catch {
    return ~position;
  }
}
