import { ExpressionError } from '../types.ts';
import { entriesOf, isMap } from './collections.ts';
import { isNumber, javaNumberText } from './numbers.ts';
import { isTemporal, temporalJson, temporalText } from './temporal.ts';

export { javaEquals } from './equals.ts';
export { compareNumbers, javaNumberText } from './numbers.ts';

/** Nesting at which Jackson, too, refuses to write a document. */
const maximumDepth = 1000;

/** Characters of one JSON text: a value that refers to another many times must not grow without bound. */
const maximumLength = 128 * 1024 * 1024;

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
 * @throws ExpressionError where the value contains itself, is nested deeper than 1,000 levels or is longer than 128 Mi
 *   characters
 */
export function toJson(value: unknown): string {
  const pieces: string[] = [];
  let length = 0;
  const write = (piece: string): void => {
    length += piece.length;
    if (length > maximumLength) {
      throw new ExpressionError(`The JSON text is longer than ${maximumLength} characters`);
    }
    pieces.push(piece);
  };
  writeJson(value, write, 0);
  return pieces.join('');
}

function writeJson(value: unknown, write: (piece: string) => void, depth: number): void {
  if (depth > maximumDepth) {
    throw new ExpressionError(
      `Document nesting depth (${depth}) exceeds the maximum allowed (${maximumDepth}), or the value contains itself`,
    );
  }
  if (typeof value === 'object' && value !== null) {
    writeObject(value, write, depth);
  } else {
    write(scalarJson(value));
  }
}

function writeObject(value: object, write: (piece: string) => void, depth: number): void {
  if (Array.isArray(value) || value instanceof Set) {
    let separator = '[';
    for (const item of value) {
      write(separator);
      writeJson(item, write, depth + 1);
      separator = ',';
    }
    write(separator === '[' ? '[]' : ']');
  } else if (isMap(value)) {
    let separator = '{';
    for (const [key, item] of entriesOf(value)) {
      write(`${separator}${JSON.stringify(toText(key))}:`);
      writeJson(item, write, depth + 1);
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
 * @throws ExpressionError where the value is nested deeper than 1,000 levels
 */
export function javaString(value: unknown, depth = 0): string {
  if (depth > maximumDepth) {
    throw new ExpressionError(`A value is nested deeper than ${maximumDepth} levels, or contains itself`);
  }
  if (value === null || value === undefined) {
    return 'null';
  }
  if (Array.isArray(value)) {
    return `[${value.map((item) => javaString(item, depth + 1)).join(', ')}]`;
  }
  if (isMap(value)) {
    const entries = entriesOf(value).map(
      ([key, item]) => `${javaString(key, depth + 1)}=${javaString(item, depth + 1)}`,
    );
    return `{${entries.join(', ')}}`;
  }
  return toText(value);
}
