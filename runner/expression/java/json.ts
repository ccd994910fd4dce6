import { toDouble, toLong } from './numbers.ts';

/** Texts without these hold only numbers that `JSON.parse` reads as they are. */
const specialNumber = /\d[.eE]|\d{16}/;

/**
 * Reads a JSON text into the value model: `3.0` stays a double, integers beyond ±2^53 keep all their digits.
 *
 * @throws SyntaxError where the text is no JSON
 */
export function parseJson(text: string): unknown {
  return specialNumber.test(text) ? JSON.parse(text, keepNumberClass) : JSON.parse(text);
}

/** `JSON.parse` hands its reviver the source of each number. */
function keepNumberClass(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source;
  if (typeof value !== 'number' || source === undefined) {
    return value;
  }
  return /[.eE]/.test(source) ? toDouble(value) : toLong(BigInt(source));
}
