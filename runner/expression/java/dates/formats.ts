import { compilePattern, type Element } from './elements.ts';

/**
 * How dates are printed and read: a style of the locale (which can only be printed), or elements. `utc`: printed in UTC
 * whatever the zone. `strict`: days that the month lacks are refused, not moved to its end. `locale`: always this one.
 */
export type DateFormat =
  | { style: 'full' | 'long' | 'medium' | 'short' }
  | { elements: readonly Element[]; utc?: boolean; ignoreCase?: boolean; strict?: boolean; locale?: string };

const offset: Element = { kind: 'offset', pattern: '+HH:MM:ss', zero: 'Z' };

const region: Element = {
  kind: 'optional',
  elements: [
    { kind: 'literal', text: '[' },
    { kind: 'zoneId', regionsOnly: true },
    { kind: 'literal', text: ']' },
  ],
};

const time: readonly Element[] = [
  ...compilePattern('HH:mm'),
  optional(...compilePattern(':ss'), optional({ kind: 'fraction', min: 0, max: 9, point: true })),
];

const date = compilePattern('yyyy-MM-dd');

const dateTime: readonly Element[] = [...date, { kind: 'literal', text: 'T' }, ...time];

/** ISO 8601 with an offset and perhaps a zone: how `ZonedDateTime.parse` reads. */
export const isoZoned = iso(...dateTime, offset, region);

/** ISO 8601 without an offset: how `LocalDateTime.parse` reads. */
export const isoLocalDateTime = iso(...dateTime);

/** `yyyy-MM-dd`: how `LocalDate.parse` reads. */
export const isoLocalDate = iso(...date);

const named: ReadonlyMap<string, DateFormat> = new Map<string, DateFormat>([
  ['iso', ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX")],
  ['iso_milli', ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX")],
  ['iso_sec', ofPattern("yyyy-MM-dd'T'HH:mm:ssXXX")],
  ['sql', ofPattern('yyyy-MM-dd HH:mm:ss.SSSSSS')],
  ['sql_milli', ofPattern('yyyy-MM-dd HH:mm:ss.SSS')],
  ['sql_sec', ofPattern('yyyy-MM-dd HH:mm:ss')],
  ['sql_seq', ofPattern('yyyy-MM-dd HH:mm:ss')],
  ['iso_date_time', iso(...dateTime, optional(offset, region))],
  ['iso_date', iso(...date, optional(offset))],
  ['iso_time', iso(...time, optional(offset))],
  ['iso_local_date', isoLocalDate],
  [
    'iso_instant',
    {
      ...iso(
        ...compilePattern("yyyy-MM-dd'T'HH:mm:ss"),
        { kind: 'fraction', min: 0, max: 9, point: true, grouped: true },
        offset,
      ),
      utc: true,
    },
  ],
  ['iso_local_date_time', isoLocalDateTime],
  ['iso_local_time', iso(...time)],
  ['iso_offset_time', iso(...time, offset)],
  ['iso_ordinal_date', iso(...compilePattern('yyyy-DDD'), optional(offset))],
  // The ISO week does not depend on the locale; Germany's is the same.
  ['iso_week_date', { ...iso(...compilePattern("YYYY-'W'ww-e"), optional(offset)), locale: 'de-DE' }],
  ['iso_zoned_date_time', isoZoned],
  [
    'rfc_1123_date_time',
    {
      elements: [
        ...compilePattern('EEE, d MMM yyyy HH:mm:ss '),
        { kind: 'offset', pattern: '+HHMM', zero: 'GMT' },
      ],
      ignoreCase: true,
      locale: 'en-US',
    },
  ],
  ['full', { style: 'full' }],
  ['long', { style: 'long' }],
  ['medium', { style: 'medium' }],
  ['short', { style: 'short' }],
]);

/**
 * The format of a name (`iso`, `sql_sec`, `rfc_1123_date_time`, `full` …) or of a Java pattern (flow-language §4.8).
 *
 * @throws ExpressionError with Java's message for a wrong pattern
 */
export function dateFormat(nameOrPattern: string): DateFormat {
  return named.get(nameOrPattern) ?? ofPattern(nameOrPattern);
}

function ofPattern(pattern: string): DateFormat {
  return { elements: compilePattern(pattern) };
}

function iso(...elements: Element[]): DateFormat & { elements: readonly Element[] } {
  return { elements, ignoreCase: true, strict: true };
}

function optional(...elements: Element[]): Element {
  return { kind: 'optional', elements };
}
