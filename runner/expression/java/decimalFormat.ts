import { ExpressionError } from '../types.ts';
import { groupDigits } from './decimal.ts';
import { type JavaNumber, toNumber } from './numbers.ts';

/** One half of a pattern of `DecimalFormat`. */
interface NumberPattern {
  prefix: string;
  suffix: string;
  /** 100 for `%`, 1000 for `‰`. */
  multiplier: number;
  integerPlaces: { least: number; most: number };
  fractionPlaces: { least: number; most: number };
  /** Digits per group; 0 without groups. */
  group: number;
  /** Least digits of the exponent; 0 without scientific notation. */
  exponent: number;
}

/** How numbers print without a pattern. */
const defaultPattern = '#,##0.###';

/**
 * A number printed by a pattern of Java's `DecimalFormat` in English, rounded half to even (flow-language §4.6,
 * `numberFormat`).
 *
 * @throws ExpressionError for a malformed pattern
 */
export function formatDecimal(value: JavaNumber, pattern: string = defaultPattern): string {
  const [positive = '', negative] = splitPattern(pattern);
  const rules = parsePattern(positive, pattern);
  const isNegative = toNumber(value) < 0;
  const size = typeof value === 'bigint' ? (isNegative ? -value : value) : Math.abs(toNumber(value));
  const body = typeof size === 'number' && !Number.isFinite(size) ? infinite(size) : printNumber(size, rules);
  if (!isNegative || /^[0.,]*$/.test(body)) {
    return isNegative ? `-${rules.prefix}${body}${rules.suffix}` : `${rules.prefix}${body}${rules.suffix}`;
  }
  const signs =
    negative === undefined
      ? { prefix: `-${rules.prefix}`, suffix: rules.suffix }
      : parsePattern(negative, pattern);
  return `${signs.prefix}${body}${signs.suffix}`;
}

function infinite(size: number): string {
  return Number.isNaN(size) ? 'NaN' : '∞';
}

/** Halves at the semicolon outside quotes. */
function splitPattern(pattern: string): string[] {
  return (pattern.match(/(?:'[^']*'|[^;'])+/g) ?? ['']).slice(0, 2);
}

function parsePattern(half: string, whole: string): NumberPattern {
  const match = /^((?:'[^']*'|[^#0,.'])*)([#0,]*)(?:\.([#0]*))?(?:E(0+))?((?:'[^']*'|[^#0,.'])*)$/.exec(half);
  const [, prefix = '', integer = '', fraction = '', exponent = '', suffix = ''] = match ?? [];
  if (
    match === null ||
    /0[^#]*#/.test(integer.replaceAll(',', '')) ||
    /#.*0/.test(fraction) ||
    integer.endsWith(',')
  ) {
    throw new ExpressionError(`Malformed pattern "${whole}"`);
  }
  const digits = integer.replaceAll(',', '');
  const zeros = digits.replaceAll('#', '').length;
  return {
    prefix: unquote(prefix),
    suffix: unquote(suffix),
    multiplier: /%/.test(prefix + suffix) ? 100 : /‰/.test(prefix + suffix) ? 1000 : 1,
    integerPlaces: { least: zeros, most: digits.length },
    fractionPlaces: { least: fraction.replaceAll('#', '').length, most: fraction.length },
    group: integer.includes(',') ? integer.length - integer.lastIndexOf(',') - 1 : 0,
    exponent: exponent.length,
  };
}

/** `'#'` is the character; `''` a quote; `¤` the currency of the locale. */
function unquote(affix: string): string {
  return affix.replace(/'([^']*)'|¤/g, (whole, quoted: string | undefined) =>
    whole === '¤' ? '$' : quoted === '' ? "'" : (quoted ?? ''),
  );
}

function printNumber(size: number | bigint, rules: NumberPattern): string {
  const scaled = typeof size === 'bigint' ? size * BigInt(rules.multiplier) : size * rules.multiplier;
  return rules.exponent > 0 ? printScientific(Number(scaled), rules) : printPlain(scaled, rules);
}

function printPlain(size: number | bigint, { integerPlaces, fractionPlaces, group }: NumberPattern): string {
  const text = new Intl.NumberFormat('en-US', {
    useGrouping: false,
    minimumIntegerDigits: Math.max(1, Math.min(21, integerPlaces.least)),
    minimumFractionDigits: Math.min(100, fractionPlaces.least),
    maximumFractionDigits: Math.min(100, fractionPlaces.most),
    roundingMode: 'halfEven',
  }).format(size);
  const [integer = '', fraction] = text.split('.');
  const whole = integerPlaces.least === 0 && integer === '0' && fraction !== undefined ? '' : integer;
  return `${group > 0 ? groupDigits(whole, group) : whole}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** `0.###E0`; with more places before the point than zeros (`##0.#E0`) the exponent is a multiple of their count. */
function printScientific(size: number, rules: NumberPattern): string {
  const { least, most } = rules.integerPlaces;
  const magnitude = size === 0 ? 0 : Number(size.toExponential().split('e')[1]);
  const isEngineering = most > least && most > 1;
  const exponent = isEngineering ? Math.floor(magnitude / most) * most : magnitude - Math.max(0, least - 1);
  const decimals = Math.max(0, Math.max(1, least) + rules.fractionPlaces.most - 1 - (magnitude - exponent));
  const fractionPlaces = isEngineering ? { least: 0, most: decimals } : rules.fractionPlaces;
  const mantissa = printPlain(size / 10 ** exponent, { ...rules, fractionPlaces, group: 0 });
  return `${mantissa}E${exponent < 0 ? '-' : ''}${String(Math.abs(exponent)).padStart(rules.exponent, '0')}`;
}
