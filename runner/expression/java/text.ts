import { ExpressionError } from '../types.ts';
import { entriesOf, isMap } from './collections.ts';
import { assertBounded } from './extent.ts';
import { isNumber, javaNumberText } from './numbers.ts';
import { isTemporal, temporalJson, temporalText } from './temporal.ts';

export { javaEquals } from './equals.ts';
export { compareNumbers, javaNumberText } from './numbers.ts';

/** Characters of one JSON text: a value that holds a long text many times must not grow without bound. */
const maximumLength = 64 * 1024 * 1024;

/**
 * A value as the output writer prints it: null as nothing, maps and lists as JSON, everything else as Java's `toString`
 * (flow-language §4.1.5).
 *
 * @throws ExpressionError where a map or list cannot be written as JSON
 */
export function toText(value: unknown): string {
  if (typeof value === 'string') {
    return value;
  }
  if (value === null || value === undefined) {
    return '';
  }
  if (isNumber(value)) {
    return javaNumberText(value);
  }
  if (typeof value === 'boolean') {
    return String(value);
  }
  if (isTemporal(value)) {
    return temporalText(value);
  }
  return scalarText(value) ?? toJson(value);
}

/**
 * A value as JSON: no spaces, nulls kept, maps in insertion order, dates as ISO texts, doubles as Java prints them
 * (flow-language §4.1).
 *
 * @throws ExpressionError where the value contains itself, is too deep or too large, or its text longer than 64 Mi characters
 */
export function toJson(value: unknown): string {
  assertBounded(value);
  const pieces: string[] = [];
  let length = 0;
  const write = (piece: string): void => {
    length += piece.length;
    if (length > maximumLength) {
      throw new ExpressionError(`The JSON text is longer than ${maximumLength} characters`);
    }
    pieces.push(piece);
  };
  writeJson(value, write);
  return pieces.join('');
}

function writeJson(value: unknown, write: (piece: string) => void): void {
  if (typeof value === 'object' && value !== null) {
    writeObject(value, write);
  } else {
    write(scalarJson(value));
  }
}

function writeObject(value: object, write: (piece: string) => void): void {
  if (Array.isArray(value) || value instanceof Set) {
    let separator = '[';
    for (const item of value) {
      write(separator);
      writeJson(item, write);
      separator = ',';
    }
    write(separator === '[' ? '[]' : ']');
  } else if (isMap(value)) {
    let separator = '{';
    for (const [key, item] of entriesOf(value)) {
      write(`${separator}${JSON.stringify(toText(key))}:`);
      writeJson(item, write);
      separator = ',';
    }
    write(separator === '{' ? '{}' : '}');
  } else {
    write(scalarJson(value));
  }
}

function scalarJson(value: unknown): string {
  if (typeof value === 'string') {
    return JSON.stringify(value);
  }
  if (isNumber(value)) {
    const text = javaNumberText(value);
    return /[a-z]/.test(text) ? JSON.stringify(text) : text;
  }
  if (typeof value === 'boolean') {
    return String(value);
  }
  if (typeof value === 'object' && value !== null) {
    return JSON.stringify(isTemporal(value) ? temporalJson(value) : (scalarText(value) ?? ''));
  }
  return 'null';
}

/** The text of the few JavaScript objects that stand for one Java value; `undefined` for all others. */
function scalarText(value: unknown): string | undefined {
  if (value instanceof Uint8Array) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  }
  if (value instanceof URL) {
    return value.href;
  }
  if (value instanceof Date) {
    return value.toISOString().replace('.000Z', 'Z');
  }
  return undefined;
}

/**
 * A value as Java's `String.valueOf` prints it, which is what text operations see: null as `null`, maps as `{a=1, b=2}`,
 * lists as `[1, 2]` (flow-language §4.4).
 *
 * @throws ExpressionError where the value is too deep or too large
 */
export function javaString(value: unknown): string {
  assertBounded(value);
  return notation(value);
}

function notation(value: unknown): string {
  if (value === null || value === undefined) {
    return 'null';
  }
  if (Array.isArray(value)) {
    return `[${value.map(notation).join(', ')}]`;
  }
  if (isMap(value)) {
    return `{${entriesOf(value)
      .map(([key, item]) => `${notation(key)}=${notation(item)}`)
      .join(', ')}}`;
  }
  return toText(value);
}
