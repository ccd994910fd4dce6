import { stringify } from 'yaml';
import { ExpressionError } from '../types.ts';
import { entriesOf, isList, isMap, mapOf } from './collections.ts';
import { assertBounded } from './extent.ts';
import { isNumber, javaNumberText, toDouble } from './numbers.ts';
import { isTemporal, temporalJson } from './temporal.ts';
import { toText } from './text.ts';
import { readYamlText } from './yamlText.ts';

/** Words that readers of YAML 1.1 take for something else than a text. */
const reservedWord = /^(?:true|false|null|yes|no|on|off|y|n|~)$/i;

/**
 * A value as YAML text the way Kestra's mapper writes it: no `---`, quotes only where needed, lists indented by one space
 * with maps on the line after their dash, a newline at the end (flow-language §4.6, `yaml`).
 *
 * @throws ExpressionError where the value is too deep or too large
 */
export function toYaml(value: unknown): string {
  assertBounded(value);
  return `${writeNode(value, 0).replace(/^\n/, '')}\n`;
}

/**
 * Reads YAML into the value model: `3.0` stays a double, big integers keep their digits, map order is kept.
 *
 * @throws ExpressionError with the parser's message where the text is no YAML
 */
export function parseYaml(text: string): unknown {
  try {
    return fromYaml(readYamlText(text, { intAsBigInt: true, mapAsMap: true }));
  } catch (error) {
    throw new ExpressionError(`Invalid yaml: ${(error as Error).message}`);
  }
}

/** Collections begin with a newline unless they are empty; `indent` is the column of their first line. */
function writeNode(value: unknown, indent: number): string {
  const margin = ' '.repeat(indent);
  if (isList(value)) {
    return value.length === 0
      ? '[]'
      : value.map((item) => `\n${margin} -${besideMark(writeNode(item, indent + 2))}`).join('');
  }
  if (isMap(value)) {
    const entries = entriesOf(value);
    return entries.length === 0
      ? '{}'
      : entries
          .map(([key, item]) => `\n${margin}${writeKey(toText(key))}:${writeEntry(item, indent)}`)
          .join('');
  }
  return writeScalar(value, indent);
}

/** A list under a key starts at the key's own column. */
function writeEntry(value: unknown, indent: number): string {
  return besideMark(writeNode(value, isList(value) ? indent : indent + 2));
}

function besideMark(node: string): string {
  return node.startsWith('\n') ? node : ` ${node}`;
}

function writeScalar(value: unknown, indent: number): string {
  if (value === null || value === undefined) {
    return 'null';
  }
  if (isNumber(value)) {
    return javaNumberText(value);
  }
  if (typeof value === 'boolean') {
    return String(value);
  }
  if (isTemporal(value)) {
    return temporalJson(value);
  }
  return writeString(toText(value), indent);
}

/**
 * Texts of several lines become literal blocks, others are plain unless that would change what they say. As in Kestra, a
 * text that looks like a number is plain as well.
 */
function writeString(text: string, indent: number): string {
  if (isLiteralBlock(text)) {
    return literalBlock(text, indent);
  }
  if (/^-?\d[\d.]*(?:[eE][+-]?\d+)?$/.test(text)) {
    return text;
  }
  const isQuoted = text === '' || reservedWord.test(text) || /[[\]{},\n]|\s#|:(?:\s|$)/.test(text);
  return stringify(text, {
    lineWidth: 0,
    doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
    defaultStringType: isQuoted ? 'QUOTE_DOUBLE' : 'PLAIN',
    singleQuote: true,
  }).trimEnd();
}

/** Keys that look like a number are quoted, for they would become one. */
function writeKey(key: string): string {
  return /^-?\d/.test(key) || key.includes('\n') ? JSON.stringify(key) : writeString(key, 0);
}

/** A block cannot hold control characters, nor spaces at the end of a line. */
function isLiteralBlock(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a block cannot hold
  return text.includes('\n') && !/[ \t](?:\n|$)|[\x00-\x08\x0b-\x1f\x7f]/.test(text);
}

function literalBlock(text: string, indent: number): string {
  const chomping = !text.endsWith('\n') ? '-' : /(?:^|\n)\n$/.test(text) ? '+' : '';
  const indentation = /^[ \n]/.test(text) ? '2' : '';
  const margin = ' '.repeat(Math.max(indent, 2));
  return `|${indentation}${chomping}\n${text.replace(/\n$/, '').replace(/^(?=[^\n])/gm, margin)}`;
}

function fromYaml(value: unknown): unknown {
  if (typeof value === 'bigint') {
    const narrow = Number(value);
    return Number.isSafeInteger(narrow) ? narrow : value;
  }
  if (typeof value === 'number') {
    return toDouble(value);
  }
  if (Array.isArray(value)) {
    return value.map(fromYaml);
  }
  return value instanceof Map
    ? mapOf([...value].map(([key, item]) => [toText(key), fromYaml(item)] as const))
    : value;
}
