import { className } from './className.ts';
import { entriesOf, isList, isMap } from './collections.ts';
import { assertBounded } from './extent.ts';
import { isKeyword } from './ionReader.ts';
import { isInteger, isNumber, javaNumberText } from './numbers.ts';
import { isTemporal, temporalClass, temporalJson } from './temporal.ts';
import { toText } from './text.ts';

/**
 * A value as Amazon Ion text, without spaces; dates other than instants carry their class as an annotation
 * (flow-language §4.6, `toIon`).
 *
 * @throws ExpressionError where the value is too deep or too large
 */
export function toIon(value: unknown): string {
  assertBounded(value);
  return write(value);
}

function write(value: unknown): string {
  if (value === null || value === undefined) {
    return 'null';
  }
  if (isNumber(value)) {
    return isInteger(value) ? String(value) : floatText(javaNumberText(value));
  }
  if (typeof value === 'boolean') {
    return String(value);
  }
  if (isTemporal(value)) {
    const isInstant = temporalClass(value) === 'Temporal.Instant';
    return isInstant
      ? temporalJson(value)
      : `${className(value).replace(/^.*\./, '')}::${quote(temporalJson(value))}`;
  }
  if (isList(value)) {
    return `[${value.map(write).join(',')}]`;
  }
  if (isMap(value)) {
    return `{${entriesOf(value)
      .map(([key, item]) => `${symbol(toText(key))}:${write(item)}`)
      .join(',')}}`;
  }
  return quote(toText(value));
}

/** Ion tells a float from a decimal by its exponent. */
function floatText(text: string): string {
  const special: Readonly<Record<string, string>> = { NaN: 'nan', Infinity: '+inf', '-Infinity': '-inf' };
  return special[text] ?? (text.includes('E') ? text : `${text.replace(/\.0$/, '')}e0`);
}

function symbol(name: string): string {
  return /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name) && !isKeyword(name) && !/^\$\d+$/.test(name)
    ? name
    : `'${escapeControls(name).replaceAll("'", "\\'")}'`;
}

function quote(text: string): string {
  return `"${escapeControls(text).replaceAll('"', '\\"')}"`;
}

function escapeControls(text: string): string {
  const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what Ion text has to escape
  return text.replace(/[\\\x00-\x1f\x7f]/g, (character) => {
    return named[character] ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
}
