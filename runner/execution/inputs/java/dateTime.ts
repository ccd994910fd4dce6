/**
 * Dates and times as Java's `LocalDate`, `LocalTime` and `Instant` read and print them. A small reader of our own, for the
 * texts are shown in messages: what is refused, where, and how accepted texts are printed, are Java's.
 */

/** A point on a scale: its text as Java prints it, and its place among others of the same kind. */
export interface Point {
  text: string;
  order: bigint;
}

/**
 * Reads `2024-02-29`. `order`: days since 1970-01-01.
 *
 * @throws Error ``Text 'x' could not be parsed at index 0``, or with the value that is out of range
 */
export function parseDate(text: string): Point {
  const reader = new Reader(text);
  const day = readDate(reader);
  reader.end();
  return { text: day.text, order: BigInt(day.days) };
}

/**
 * Reads `10:15`, `10:15:30`, `10:15:30.5`. Prints seconds only where they are not zero. `order`: nanoseconds since midnight.
 *
 * @throws Error as `parseDate`
 */
export function parseTime(text: string): Point {
  const reader = new Reader(text);
  const nanos = readTime(reader, false);
  reader.end();
  return { text: timeText(nanos, false), order: nanos };
}

/**
 * Reads an instant with `Z` or an offset: `2024-02-29T10:15:30Z`. Prints it in UTC. `order`: nanoseconds since 1970.
 *
 * @throws Error as `parseDate`
 */
export function parseInstant(text: string): Point {
  const reader = new Reader(text);
  const { days } = readDate(reader);
  reader.take(/T/i);
  const nanos = readTime(reader, true);
  const offset = offsetNanos(reader.take(/Z|[+-]\d\d:\d\d(:\d\d)?/i));
  reader.end();

  const order = BigInt(days) * nanosPerDay + nanos - offset;
  const ofDay = ((order % nanosPerDay) + nanosPerDay) % nanosPerDay;
  const date = new Date(Number((order - ofDay) / 1_000_000n));
  return { text: `${dateText(date)}T${timeText(ofDay, true)}Z`, order };
}

const nanosPerSecond = 1_000_000_000n;
const nanosPerDay = 86_400n * nanosPerSecond;

/** Takes a text apart from its start; knows where it does not go on. */
class Reader {
  readonly #text: string;
  #index = 0;
  constructor(text: string) {
    this.#text = text;
  }
  take(pattern: RegExp): string {
    const taken = this.peek(pattern);
    if (taken === undefined)
      throw new Error(`Text '${this.#text}' could not be parsed at index ${this.#index}`);
    this.#index += taken.length;
    return taken;
  }
  peek(pattern: RegExp): string | undefined {
    const sticky = new RegExp(pattern, `${pattern.flags.replace('y', '')}y`);
    sticky.lastIndex = this.#index;
    return sticky.exec(this.#text)?.[0];
  }
  /** A number of this many digits within bounds; `field` is Java's name for it. */
  number(digits: number, field: string, min: number, max: number): number {
    const value = Number(this.take(new RegExp(`\\d{${digits}}`)));
    if (value < min || value > max) {
      throw this.refuse(`Invalid value for ${field} (valid values ${min} - ${max}): ${value}`);
    }
    return value;
  }
  refuse(reason: string): Error {
    return new Error(`Text '${this.#text}' could not be parsed: ${reason}`);
  }
  end(): void {
    if (this.#index < this.#text.length) {
      throw new Error(
        `Text '${this.#text}' could not be parsed, unparsed text found at index ${this.#index}`,
      );
    }
  }
}

function readDate(reader: Reader): { text: string; days: number } {
  // Four digits, or up to six with a sign: what JavaScript's dates can hold.
  const year = Number(reader.take(/-\d{4,6}|\+\d{5,6}|\d{4}/));
  reader.take(/-/);
  const month = reader.number(2, 'MonthOfYear', 1, 12);
  reader.take(/-/);
  const day = reader.number(2, 'DayOfMonth', 1, 28 + 3);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1) {
    throw reader.refuse(
      month === 2 && day === 29
        ? `Invalid date 'February 29' as '${year}' is not a leap year`
        : `Invalid date '${months[month - 1]} ${day}'`,
    );
  }
  return { text: dateText(date), days: date.getTime() / 86_400_000 };
}

const months = [
  ['JANUARY', 'FEBRUARY', 'MARCH', 'APRIL', 'MAY', 'JUNE'],
  ['JULY', 'AUGUST', 'SEPTEMBER', 'OCTOBER', 'NOVEMBER', 'DECEMBER'],
].flat();

/** Nanoseconds of the day. An instant needs its seconds, a local time does not. */
function readTime(reader: Reader, needsSeconds: boolean): bigint {
  const hour = reader.number(2, 'HourOfDay', 0, 23);
  reader.take(/:/);
  const minute = reader.number(2, 'MinuteOfHour', 0, 59);
  let nanos = BigInt(hour * 3600 + minute * 60) * nanosPerSecond;
  if (needsSeconds || reader.peek(/:/) !== undefined) {
    reader.take(/:/);
    nanos += BigInt(reader.number(2, 'SecondOfMinute', 0, 59)) * nanosPerSecond;
    if (reader.peek(/\./) !== undefined) {
      nanos += BigInt(
        reader
          .take(needsSeconds ? /\.\d{0,9}/ : /\.\d{1,9}/)
          .slice(1)
          .padEnd(9, '0'),
      );
    }
  }
  return nanos;
}

function offsetNanos(text: string): bigint {
  if (/^z$/i.test(text)) return 0n;
  const [hours = 0, minutes = 0, seconds = 0] = text.slice(1).split(':').map(Number);
  const nanos = BigInt(hours * 3600 + minutes * 60 + seconds) * nanosPerSecond;
  return text.startsWith('-') ? -nanos : nanos;
}

/** Years beyond four digits carry a sign. */
function dateText(date: Date): string {
  const year = date.getUTCFullYear();
  const digits = String(Math.abs(year)).padStart(4, '0');
  const sign = year < 0 ? '-' : year > 9999 ? '+' : '';
  return `${sign}${digits}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
}

/** The fraction of a second has 0, 3, 6 or 9 digits. */
function timeText(nanos: bigint, withSeconds: boolean): string {
  const seconds = Number(nanos / nanosPerSecond);
  const fraction = (nanos % nanosPerSecond)
    .toString()
    .padStart(9, '0')
    .replace(/(000)+$/, '');
  const base = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}`;
  if (!withSeconds && seconds % 60 === 0 && fraction === '') return base;
  return `${base}:${two(seconds % 60)}${fraction === '' ? '' : `.${fraction}`}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
