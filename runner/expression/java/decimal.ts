import { type JavaNumber, toNumber } from './numbers.ts';

/**
 * A number with exactly `places` decimals, rounded half up from its shortest decimal text, as `String.format("%.2f")`
 * does; without sign for negative zero results only where Java has none.
 */
export function fixedHalfUp(value: JavaNumber, places: number): string {
  if (typeof value === 'bigint') {
    return places === 0 ? String(value) : `${value}.${'0'.repeat(places)}`;
  }
  const number = toNumber(value);
  const scaled = String(scaledHalfUp(Math.abs(number), places)).padStart(places + 1, '0');
  const split = scaled.length - places;
  const sign = number < 0 || Object.is(number, -0) ? '-' : '';
  return `${sign}${scaled.slice(0, split)}${places === 0 ? '' : `.${scaled.slice(split)}`}`;
}

/** Digits of an integer in groups of `size`, parted by commas. */
export function groupDigits(digits: string, size: number): string {
  const pieces: string[] = [];
  for (let end = digits.length; end > 0; end -= size) {
    pieces.unshift(digits.slice(Math.max(0, end - size), end));
  }
  return pieces.join(',');
}

/** value × 10^places as an integer. */
function scaledHalfUp(value: number, places: number): bigint {
  const [mantissa = '0', exponent = '0'] = value.toExponential().split('e');
  const digits = mantissa.replace('.', '');
  const shift = Number(exponent) - (digits.length - 1) + places;
  if (shift >= 0) {
    return BigInt(digits) * 10n ** BigInt(shift);
  }
  const divisor = 10n ** BigInt(-shift);
  return (BigInt(digits) * 2n + divisor) / (divisor * 2n);
}
