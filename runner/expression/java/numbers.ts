import { Double } from '../types.ts';

/** A value that stands for one of Java's numbers (see the table in `types.ts`). */
export type JavaNumber = number | bigint | Double;

/** Whether a value stands for a Java number. */
export function isNumber(value: unknown): value is JavaNumber {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof Double;
}

/** Whether a number is an Integer, a Long or a BigInteger, as opposed to a double. */
export function isInteger(value: unknown): value is number | bigint {
  return typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value));
}

/** The number as a JavaScript number; exact up to ±2^53. */
export function toNumber(value: JavaNumber): number {
  return value instanceof Double ? value.value : Number(value);
}

/** A JavaScript number as a Java double, which keeps its `.0` when it has no fraction. */
export function toDouble(value: number): number | Double {
  return Number.isInteger(value) ? new Double(value) : value;
}

/** An integer of any size as a Java Long, or BigInteger beyond ±2^53. */
export function toLong(value: bigint): number | bigint {
  const narrow = Number(value);
  return Number.isSafeInteger(narrow) ? narrow : value;
}

/** Orders two numbers by value: negative, zero, positive, or NaN where one of them is not a number. */
export function compareNumbers(left: JavaNumber, right: JavaNumber): number {
  if (typeof left === 'bigint' || typeof right === 'bigint') {
    const [a, b] = [left, right].map((side) => (side instanceof Double ? side.value : side)) as [
      number,
      number,
    ];
    return a < b ? -1 : a > b ? 1 : a === b || Number(a) === Number(b) ? 0 : Number.NaN;
  }
  const [a, b] = [toNumber(left), toNumber(right)];
  return a < b ? -1 : a > b ? 1 : a === b ? 0 : Number.NaN;
}

/**
 * A number as Java's `Long.toString` or `Double.toString` prints it: `3`, `3.0`, `0.001`, `1.0E10`
 * (flow-language §4.1.5).
 */
export function javaNumberText(value: JavaNumber): string {
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) {
    return String(value);
  }
  return doubleText(toNumber(value));
}

/** `Double.toString`: decimal from 10^-3 to 10^7, computerised scientific notation outside. */
function doubleText(value: number): string {
  if (!Number.isFinite(value)) {
    return String(value);
  }
  const size = Math.abs(value);
  if (size === 0) {
    return Object.is(value, -0) ? '-0.0' : '0.0';
  }
  if (size >= 1e-3 && size < 1e7) {
    return Number.isInteger(value) ? `${value}.0` : String(value);
  }
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`;
}
