/** A `Temporal` value, native or of the polyfill: both announce their class the same way. */
export interface TemporalValue {
  readonly [Symbol.toStringTag]: `Temporal.${string}`;
  toString(): string;
}

/** Whether a value is a `Temporal` value. Needs no implementation of `Temporal` to be loaded. */
export function isTemporal(value: unknown): value is TemporalValue {
  return typeof value === 'object' && value !== null && temporalClass(value).startsWith('Temporal.');
}

/** `Temporal.Instant`, `Temporal.ZonedDateTime` …; the empty text for values that are none of Temporal's. */
export function temporalClass(value: object): string {
  const tag: unknown = (value as Partial<TemporalValue>)[Symbol.toStringTag];
  return typeof tag === 'string' ? tag : '';
}

/**
 * A `Temporal` value as `toString` of its Java counterpart prints it: fractions in groups of three digits, seconds left
 * out of a local time where they are zero, durations without days.
 */
export function temporalText(value: TemporalValue): string {
  const text = String(value);
  switch (temporalClass(value)) {
    case 'Temporal.Instant':
      return groupFraction(text);
    case 'Temporal.PlainDateTime':
    case 'Temporal.PlainTime':
      return dropZeroSeconds(groupFraction(text));
    case 'Temporal.ZonedDateTime':
      return dropZeroSeconds(groupFraction(text))
        .replace(/\[[+-].*\]$/, '')
        .replace(/\+00:00(?=\[|$)/, 'Z');
    case 'Temporal.Duration':
      return daysAsHours(text);
    default:
      return text;
  }
}

/** A `Temporal` value as it is printed inside JSON: ISO with seconds, zones as offsets only (flow-language §4.1). */
export function temporalJson(value: TemporalValue): string {
  const text = groupFraction(String(value));
  if (temporalClass(value) === 'Temporal.ZonedDateTime') {
    return text.replace(/\[.*$/, '').replace(/\+00:00$/, 'Z');
  }
  return temporalClass(value) === 'Temporal.Duration' ? daysAsHours(text) : text;
}

/** Java prints 0, 3, 6 or 9 digits of a second. */
function groupFraction(text: string): string {
  return text.replace(/(?<=:\d\d\.)\d+/, (digits) => digits.padEnd(Math.ceil(digits.length / 3) * 3, '0'));
}

function dropZeroSeconds(text: string): string {
  return text.replace(/(?<=(?:^|T)\d\d:\d\d):00(?![.\d])/, '');
}

/** Java's `Duration` knows hours, minutes and seconds only; `P1D` and longer periods of calendar units stay as they are. */
function daysAsHours(text: string): string {
  const match = /^(-?)P(\d+)D(?:T(?:(\d+)H)?(.*))?$/.exec(text);
  if (match === null) {
    return text;
  }
  const [, sign = '', days = '0', hours = '0', rest = ''] = match;
  return `${sign}PT${Number(days) * 24 + Number(hours)}H${rest}`;
}
