import { ExpressionError } from '../types.ts';
import { className } from './className.ts';
import { fixedHalfUp, groupDigits } from './decimal.ts';
import { isInteger, isNumber, type JavaNumber, toNumber } from './numbers.ts';
import { javaString } from './text.ts';

/** One specifier of a format text: `%2$-10.3f`. */
interface Specifier {
  text: string;
  flags: string;
  width: number;
  precision: number | undefined;
  conversion: string;
}

const specifierPattern = /%(?:(\d+)\$|(<))?([-#+ 0,(]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])|%/g;

/**
 * Java's `String.format` in English, without date conversions, for which there is the `date` filter (flow-language §4.6).
 *
 * @throws ExpressionError with the message of Java's exception: a missing argument, an unknown conversion, an argument of
 *   the wrong class
 */
export function formatText(format: string, values: readonly unknown[]): string {
  let next = 0;
  let last = -1;
  return format.replace(
    specifierPattern,
    (text: string, position?: string, previous?: string, ...rest: unknown[]) => {
      const [flags = '', width, precision, conversion] = rest as (string | undefined)[];
      if (conversion === undefined) {
        throw new ExpressionError(`UnknownFormatConversionException: Conversion = '%'`);
      }
      const specifier: Specifier = {
        text,
        flags,
        width: Math.min(Number(width ?? 0), 1_000_000),
        precision: precision === undefined ? undefined : Math.min(Number(precision), 10_000),
        conversion,
      };
      if (conversion === 'n' || conversion === '%') {
        return conversion === 'n' ? '\n' : pad('%', specifier);
      }
      if (previous === undefined) {
        last = position === undefined ? next : Number(position) - 1;
        next += position === undefined ? 1 : 0;
      }
      if (last < 0 || last >= values.length) {
        throw new ExpressionError(`MissingFormatArgumentException: Format specifier '${text}'`);
      }
      const printed = convert(values[last], specifier);
      return /[A-Z]/.test(conversion) ? printed.toUpperCase() : printed;
    },
  );
}

function convert(value: unknown, specifier: Specifier): string {
  const { conversion, precision, text } = specifier;
  const isNull = value === null || value === undefined;
  switch (conversion.toLowerCase()) {
    case 's':
      return pad(javaString(value).slice(0, precision), specifier);
    case 'b':
      return pad(String(typeof value === 'boolean' ? value : !isNull).slice(0, precision), specifier);
    case 'h':
      return pad(isNull ? 'null' : hashCode(javaString(value)).slice(0, precision), specifier);
    case 'c':
      return pad(isNull ? 'null' : character(value, specifier), specifier);
    case 'd':
    case 'o':
    case 'x':
      if (isNull) {
        return pad('null', specifier);
      }
      if (!isNumber(value) || !isInteger(value)) {
        throw wrongClass(value, conversion);
      }
      return convertInteger(BigInt(value), specifier);
    case 'f':
    case 'e':
    case 'g':
      if (isNull) {
        return pad('null', specifier);
      }
      if (!isNumber(value) || isInteger(value)) {
        throw wrongClass(value, conversion);
      }
      return convertDouble(value, specifier);
    default:
      throw new ExpressionError(
        `UnknownFormatConversionException: Conversion = '${conversion}' in '${text}'`,
      );
  }
}

function wrongClass(value: unknown, conversion: string): ExpressionError {
  return new ExpressionError(`IllegalFormatConversionException: ${conversion} != ${className(value)}`);
}

function pad(text: string, { flags, width }: Specifier): string {
  return flags.includes('-') ? text.padEnd(width) : text.padStart(width);
}

/** Java's hash of a string, in hexadecimal. */
function hashCode(text: string): string {
  let hash = 0;
  for (let index = 0; index < text.length; index += 1) {
    hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0;
  }
  return (hash >>> 0).toString(16);
}

function character(value: unknown, { conversion }: Specifier): string {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 0x10ffff) {
    return String.fromCodePoint(value);
  }
  if (typeof value === 'string' && [...value].length === 1) {
    return value;
  }
  throw wrongClass(value, conversion);
}

function convertInteger(value: bigint, specifier: Specifier): string {
  const { conversion, flags } = specifier;
  if (conversion === 'd') {
    const digits = String(value < 0n ? -value : value);
    return signed(value < 0n, flags.includes(',') ? groupDigits(digits, 3) : digits, specifier);
  }
  const isHexadecimal = conversion.toLowerCase() === 'x';
  const digits = BigInt.asUintN(64, value).toString(isHexadecimal ? 16 : 8);
  const prefix = flags.includes('#') ? (isHexadecimal ? '0x' : '0') : '';
  return flags.includes('0')
    ? `${prefix}${digits.padStart(specifier.width - prefix.length, '0')}`
    : pad(`${prefix}${digits}`, specifier);
}

function convertDouble(value: JavaNumber, specifier: Specifier): string {
  const number = toNumber(value);
  if (!Number.isFinite(number)) {
    return pad(String(number), specifier);
  }
  const size = Math.abs(number);
  const isNegative = number < 0 || Object.is(number, -0);
  return signed(isNegative, doubleDigits(size, specifier), specifier);
}

function doubleDigits(size: number, { conversion, precision = 6, flags }: Specifier): string {
  switch (conversion.toLowerCase()) {
    case 'f':
      return grouped(fixedHalfUp(size, precision), flags);
    case 'e':
      return scientific(size, precision);
    default: {
      const significant = precision === 0 ? 1 : precision;
      const isPlain = size === 0 || (size >= 1e-4 && size < 10 ** significant);
      const magnitude = size === 0 ? 0 : Number(size.toExponential().split('e')[1]);
      return isPlain
        ? grouped(fixedHalfUp(size, Math.max(0, significant - 1 - magnitude)), flags)
        : scientific(size, significant - 1);
    }
  }
}

function scientific(size: number, places: number): string {
  const [mantissa = '0', exponent = '0'] = size.toExponential().split('e');
  const rounded = fixedHalfUp(Number(mantissa), places);
  const carries = rounded.startsWith('10');
  const power = Number(exponent) + (carries ? 1 : 0);
  const digits = carries ? fixedHalfUp(1, places) : rounded;
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

function grouped(digits: string, flags: string): string {
  const [integer = '', fraction] = digits.split('.');
  const whole = flags.includes(',') ? groupDigits(integer, 3) : integer;
  return fraction === undefined ? whole : `${whole}.${fraction}`;
}

/** Adds the sign in the way the flags ask for, and zeros up to the width. */
function signed(isNegative: boolean, digits: string, specifier: Specifier): string {
  const { flags, width } = specifier;
  const parenthesised = isNegative && flags.includes('(');
  const sign = isNegative
    ? parenthesised
      ? '('
      : '-'
    : flags.includes('+')
      ? '+'
      : flags.includes(' ')
        ? ' '
        : '';
  const end = parenthesised ? ')' : '';
  const room = flags.includes('0') ? width - sign.length - end.length : 0;
  return pad(`${sign}${digits.padStart(room, '0')}${end}`, specifier);
}
