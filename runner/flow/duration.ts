/**
 * ISO-8601 durations as Java's `Duration` reads and prints them (flow-language §4.12): days and smaller units, `PT1H30M`,
 * `P1DT12H`, `PT0.5S`, `-PT6H+3M`; or a number of seconds.
 */

const shape =
  /^([+-]?)P(?:([+-]?\d+)D)?(?:T(?=[+\-\d])(?:([+-]?\d+)H)?(?:([+-]?\d+)M)?(?:([+-]?\d+)(?:[.,](\d{0,9}))?S)?)?$/i;

/** Milliseconds of a duration, with a fraction below one; `undefined` where the text is none. */
export function parseDuration(text: string): number | undefined {
  const trimmed = text.trim();
  if (/^[+-]?\d+(\.\d+)?$/.test(trimmed)) return Number(trimmed) * 1000;
  const match = shape.exec(trimmed);
  if (!match || /^[+-]?P$/i.test(trimmed)) return undefined;
  const [, sign, days, hours, minutes, seconds, fraction] = match;
  const secondsSign = seconds?.startsWith('-') ? -1 : 1;
  const total =
    Number(days ?? 0) * 86_400_000 +
    Number(hours ?? 0) * 3_600_000 +
    Number(minutes ?? 0) * 60_000 +
    Number(seconds ?? 0) * 1000 +
    (fraction ? (secondsSign * Number(fraction.padEnd(9, '0'))) / 1e6 : 0);
  return sign === '-' ? -total : total;
}

/** Prints milliseconds as Java's `Duration.toString()` does: `PT1.234S`, `PT25H`, `PT0S`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds === 0) return 'PT0S';
  const negative = milliseconds < 0;
  // Nanoseconds, so that binary fractions of a millisecond do not show.
  const whole = Math.floor(Math.abs(milliseconds));
  const nanos = BigInt(whole) * 1_000_000n + BigInt(Math.round((Math.abs(milliseconds) - whole) * 1e6));
  const sign = negative ? '-' : '';
  const hours = nanos / 3_600_000_000_000n;
  const minutes = (nanos / 60_000_000_000n) % 60n;
  const seconds = (nanos / 1_000_000_000n) % 60n;
  const fraction = (nanos % 1_000_000_000n).toString().padStart(9, '0').replace(/0+$/, '');
  let text = 'PT';
  if (hours) text += `${sign}${hours}H`;
  if (minutes) text += `${sign}${minutes}M`;
  if (seconds || fraction) text += `${sign}${seconds}${fraction ? `.${fraction}` : ''}S`;
  return text;
}

/** Milliseconds as `HH:mm:ss.SSS`. */
export function clockText(milliseconds: number): string {
  const whole = Math.max(0, Math.round(milliseconds));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3_600_000);
  return `${two(hours)}:${two(Math.floor(whole / 60_000) % 60)}:${two(Math.floor(whole / 1000) % 60)}.${String(whole % 1000).padStart(3, '0')}`;
}
