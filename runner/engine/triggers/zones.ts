import { Temporal } from 'temporal-polyfill';

export { Temporal };

/** The zone of this machine, for triggers and windows that name none (flow-language §6.13). */
export function machineZone(): string {
  return Temporal.Now.timeZoneId();
}

/**
 * A zone as it may be written (`Europe/Paris`, `Z`, `+02:00`, `UTC+2`) under the name that dates are computed with.
 *
 * @throws RangeError where there is no such zone.
 */
export function zoneNamed(written: string): string {
  const [, sign, hours, minutes = '00'] = offset.exec(written) ?? [];
  const name = written === 'Z' ? 'UTC' : sign ? `${sign}${hours!.padStart(2, '0')}:${minutes}` : written;
  atZone(0, name);
  return name;
}

const offset = /^(?:UTC|GMT|UT)?([+-])(\d{1,2})(?::?(\d{2}))?(?::?\d{2})?$/;

/** A moment (epoch milliseconds) with the calendar and clock of a zone. */
export function atZone(at: number, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
}

/** Offset of a zone from Greenwich at a moment, milliseconds. */
export function offsetAt(at: number, zone: string): number {
  return atZone(at, zone).offsetNanoseconds / 1e6;
}

/** A moment as triggers print it: `2024-06-01T00:00:00+02:00`, `Z` for Greenwich; a fraction only where there is one. */
export function zonedText(at: number, zone: string): string {
  const digits = at % 1000 === 0 ? 0 : 3;
  return atZone(at, zone)
    .toString({ timeZoneName: 'never', fractionalSecondDigits: digits })
    .replace(/\+00:00$/, 'Z');
}

/**
 * Epoch milliseconds of a written date and time; one without an offset is of `zone`.
 *
 * @throws Error where the text is no date with a time.
 */
export function dateIn(text: string, zone: string): number {
  const trimmed = text.trim();
  try {
    if (/\[[^\]]+\]$/.test(trimmed)) return Temporal.ZonedDateTime.from(trimmed).epochMilliseconds;
    if (/(?:Z|[+-]\d{2}(?::?\d{2})?)$/i.test(trimmed.slice(10)))
      return Temporal.Instant.from(trimmed).epochMilliseconds;
    return Temporal.PlainDateTime.from(trimmed).toZonedDateTime(zone).epochMilliseconds;
  } catch (error) {
    throw new Error(
      `'${text}' is no date and time: write it with an offset, such as 2026-01-31T12:00:00+01:00`,
      { cause: error },
    );
  }
}
