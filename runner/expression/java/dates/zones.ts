import { ExpressionError } from '../../types.ts';

/** Abbreviations that people write and that are no region ids. */
const abbreviations: Readonly<Record<string, string>> = {
  EST: 'America/New_York',
  EDT: 'America/New_York',
  CST: 'America/Chicago',
  CDT: 'America/Chicago',
  MST: 'America/Denver',
  MDT: 'America/Denver',
  PST: 'America/Los_Angeles',
  PDT: 'America/Los_Angeles',
  CEST: 'Europe/Paris',
  BST: 'Europe/London',
  JST: 'Asia/Tokyo',
  IST: 'Asia/Kolkata',
};

/** Region ids found valid: asking `Intl` takes longer than printing a date. */
const knownRegions = new Set(['UTC']);

/**
 * The zone that `ZoneId.of` would give for a text (`Europe/Paris`, `UTC`, `Z`, `+2`, `GMT+02:00`), in the spelling of
 * Temporal: a region id, or an offset `±hh:mm`.
 *
 * @throws ExpressionError with Java's message for an unknown zone
 */
export function zoneId(text: string): string {
  if (text === 'Z') {
    return '+00:00';
  }
  const offset = /^(?:UTC|GMT|UT)?([+-])(\d{1,2})(?::?(\d\d)(?::?\d\d)?)?$/.exec(text);
  if (offset !== null) {
    const [, sign, hours = '', minutes = '00'] = offset;
    return `${sign}${hours.padStart(2, '0')}:${minutes}`;
  }
  const name = Object.hasOwn(abbreviations, text)
    ? (abbreviations[text] as string)
    : text === 'UT'
      ? 'UTC'
      : text;
  if (knownRegions.has(name)) {
    return name;
  }
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    knownRegions.add(name);
    return name;
  } catch {
    throw new ExpressionError(
      /^[A-Za-z][A-Za-z0-9~/._+-]+$/.test(text)
        ? `Unknown time-zone ID: ${text}`
        : `Invalid ID for region-based ZoneId, invalid format: ${text}`,
    );
  }
}
