import { ExpressionError } from '../types.ts';
import { mapOf } from './collections.ts';
import { toDouble, toLong } from './numbers.ts';

/** A text and how far it was read. */
interface Reader {
  readonly text: string;
  position: number;
}

/** White space and comments. */
const blank = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y;

const timestamp = /\d{4}(?:T|-\d\d(?:T|-\d\d(?:T(?:\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?)?))/y;

const number = /[+-]?(?:0[xX][0-9a-fA-F_]+|0[bB][01_]+|\d[\d_]*(?:\.[\d_]*)?(?:[eEdD][+-]?\d+)?|inf)/y;

const plainSymbol = /[A-Za-z_$][A-Za-z0-9_$]*/y;

const keywords = new Set(['null', 'true', 'false', 'nan']);

/** Whether a name means something else than a symbol. */
export function isKeyword(name: string): boolean {
  return keywords.has(name);
}

/**
 * Reads the top-level values of a text in Amazon Ion, of which JSON is a subset. Annotations are dropped, timestamps
 * become ISO texts, blobs base64 texts, symbols strings (flow-language §4.9, `fromIon`).
 *
 * @throws ExpressionError where the text is no Ion
 */
export function parseIon(text: string): unknown[] {
  const reader: Reader = { text, position: 0 };
  const values: unknown[] = [];
  for (skipBlank(reader); reader.position < text.length; skipBlank(reader)) {
    if (matchAt(reader, /\$ion_1_0(?![\w$])/y) === undefined) {
      values.push(readValue(reader, 0));
    }
  }
  return values;
}

function readValue(reader: Reader, depth: number): unknown {
  if (depth > 1000) {
    throw failure(reader, 'nested too deep');
  }
  skipBlank(reader);
  if (reader.text.startsWith('{{', reader.position)) {
    return readBlob(reader);
  }
  switch (reader.text[reader.position]) {
    case '{':
      return readStruct(reader, depth);
    case '[':
      return readSequence(reader, ']', depth);
    case '(':
      return readSequence(reader, ')', depth);
    case '"':
      return readQuoted(reader, '"');
    case "'":
      return readSymbolOrLongString(reader, depth);
    default:
      return readScalar(reader, depth);
  }
}

function skipBlank(reader: Reader): void {
  matchAt(reader, blank);
}

function matchAt(reader: Reader, pattern: RegExp): string | undefined {
  pattern.lastIndex = reader.position;
  const found = pattern.exec(reader.text)?.[0];
  reader.position += found?.length ?? 0;
  return found;
}

function failure(reader: Reader, reason: string): ExpressionError {
  return new ExpressionError(`Invalid ion: ${reason} at index ${reader.position}`);
}

/** Base64 of a blob; a clob is a text. */
function readBlob(reader: Reader): string {
  reader.position += 2;
  skipBlank(reader);
  const isClob = /["']/.test(reader.text[reader.position] ?? '');
  const content = isClob
    ? readText(reader)
    : (matchAt(reader, /[A-Za-z0-9+/=\s]*/y) ?? '').replaceAll(/\s/g, '');
  skipBlank(reader);
  if (matchAt(reader, /\}\}/y) === undefined) {
    throw failure(reader, "expected '}}'");
  }
  return content;
}

function readText(reader: Reader): string {
  return reader.text[reader.position] === '"' ? readQuoted(reader, '"') : readLongString(reader);
}

function readStruct(reader: Reader, depth: number): unknown {
  reader.position += 1;
  const entries: [string, unknown][] = [];
  for (skipBlank(reader); reader.text[reader.position] !== '}'; skipBlank(reader)) {
    const name = readFieldName(reader);
    skipBlank(reader);
    if (matchAt(reader, /:/y) === undefined) {
      throw failure(reader, "expected ':'");
    }
    entries.push([name, readValue(reader, depth + 1)]);
    readSeparator(reader, '}');
  }
  reader.position += 1;
  return mapOf(entries);
}

function readFieldName(reader: Reader): string {
  if (reader.text.startsWith("'''", reader.position)) {
    return readLongString(reader);
  }
  const mark = reader.text[reader.position];
  if (mark === '"' || mark === "'") {
    return readQuoted(reader, mark);
  }
  const name = matchAt(reader, plainSymbol);
  if (name === undefined) {
    throw failure(reader, 'expected a field name');
  }
  return name;
}

function readSeparator(reader: Reader, close: string): void {
  skipBlank(reader);
  if (matchAt(reader, /,/y) === undefined && reader.text[reader.position] !== close) {
    throw failure(reader, `expected ',' or '${close}'`);
  }
}

/** A list, or an S-expression, whose values have no commas between them. */
function readSequence(reader: Reader, close: ']' | ')', depth: number): unknown[] {
  reader.position += 1;
  const items: unknown[] = [];
  for (skipBlank(reader); reader.text[reader.position] !== close; skipBlank(reader)) {
    items.push(readValue(reader, depth + 1));
    if (close === ']') {
      readSeparator(reader, close);
    }
  }
  reader.position += 1;
  return items;
}

function readQuoted(reader: Reader, mark: '"' | "'"): string {
  const pattern = mark === '"' ? /"((?:[^"\\\n]|\\[\s\S])*)"/y : /'((?:[^'\\\n]|\\[\s\S])*)'/y;
  const found = matchAt(reader, pattern);
  if (found === undefined) {
    throw failure(reader, 'unterminated text');
  }
  return resolveEscapes(found.slice(1, -1));
}

/** `'''…'''` segments side by side are one text. */
function readLongString(reader: Reader): string {
  let text = '';
  for (;;) {
    const segment = matchAt(reader, /'''(?:[^'\\]|\\[\s\S]|'(?!''))*'''/y);
    if (segment === undefined) {
      return text;
    }
    text += resolveEscapes(segment.slice(3, -3));
    skipBlank(reader);
  }
}

function resolveEscapes(text: string): string {
  const named: Readonly<Record<string, string>> = {
    ...{ n: '\n', r: '\r', t: '\t', a: '\x07', b: '\b', f: '\f', v: '\v', '0': '\0' },
    '\n': '',
  };
  return text.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]))/g,
    (_whole, ...groups: (string | undefined)[]) => {
      const code = groups[0] ?? groups[1] ?? groups[2];
      const character = groups[3] ?? '';
      return code === undefined
        ? (named[character] ?? character)
        : String.fromCodePoint(Number.parseInt(code, 16));
    },
  );
}

function readSymbolOrLongString(reader: Reader, depth: number): unknown {
  if (reader.text.startsWith("'''", reader.position)) {
    return readLongString(reader);
  }
  const name = readQuoted(reader, "'");
  return isAnnotation(reader) ? readValue(reader, depth + 1) : name;
}

/** Consumes `::`, which makes the symbol before it an annotation of the value after it. */
function isAnnotation(reader: Reader): boolean {
  return matchAt(reader, /\s*::/y) !== undefined;
}

function readScalar(reader: Reader, depth: number): unknown {
  const moment = matchAt(reader, timestamp);
  if (moment !== undefined) {
    return moment;
  }
  const digits = matchAt(reader, number);
  if (digits !== undefined) {
    return readNumber(digits.replaceAll('_', ''));
  }
  const name = matchAt(reader, plainSymbol);
  if (name === undefined) {
    throw failure(reader, `unexpected '${reader.text[reader.position] ?? 'end of text'}'`);
  }
  if (isAnnotation(reader)) {
    return readValue(reader, depth + 1);
  }
  if (name === 'null') {
    matchAt(reader, /\.[a-z]+/y);
    return null;
  }
  return name === 'nan' ? Number.NaN : name === 'true' ? true : name === 'false' ? false : name;
}

function readNumber(text: string): unknown {
  if (text.endsWith('inf')) {
    return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  if (/^[+-]?0[xXbB]/.test(text)) {
    const size = BigInt(text.replace(/^[+-]/, ''));
    return toLong(text.startsWith('-') ? -size : size);
  }
  return /[.eEdD]/.test(text) ? toDouble(Number(text.replace(/[dD]/, 'e'))) : toLong(BigInt(text));
}
