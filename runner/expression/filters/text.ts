import { entriesOf, isList, isMap, mapOf } from '../java/collections.ts';
import { assertBounded } from '../java/extent.ts';
import { formatText } from '../java/format.ts';
import { javaReplaceAll, javaSplit } from '../java/regex.ts';
import { javaString } from '../java/text.ts';
import { ExpressionError, type Filter } from '../types.ts';
import { asString, filter, required, requiredInteger, textArgument } from './define.ts';

/** Filters that make texts of texts (flow-language §4.6). */
export const textFilters: Readonly<Record<string, Filter>> = {
  abbreviate: filter(['length'], (input, [length]) =>
    abbreviate(asString(input), requiredInteger(length, 'abbreviate', 'length')),
  ),
  capitalize: filter([], (input) => asString(input).replace(/^(\s*)(\S)/u, titleCase)),
  endsWith: affix('endsWith', (text, value) => text.endsWith(value)),
  startsWith: affix('startsWith', (text, value) => text.startsWith(value)),
  escapeChar: filter(['type'], (input, [type]) => changeTexts(input, escaperOf(type))),
  format: { ...filter([], (input, args) => formatText(asString(input), args)), variadic: true },
  indent: filter(['amount', 'prefix'], (input, [amount, prefix]) =>
    indentLines(javaString(input), margin('indent', amount, prefix)),
  ),
  nindent: filter(['amount', 'prefix'], (input, [amount, prefix]) => {
    const text = javaString(input);
    const newline = /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
    return indentLines(`${newline}${text}`, margin('nindent', amount, prefix));
  }),
  lower: filter([], (input) => asString(input).toLowerCase()),
  upper: filter([], (input) => javaString(input).toUpperCase()),
  title: filter([], (input) => asString(input).replace(/(^|\s)(\S)/gu, titleCase)),
  trim: filter([], (input) => javaTrim(asString(input))),
  nl2br: filter([], (input) => javaString(input).replace(/\r\n|\n|\r/g, '<br />')),
  replace: filter(['replace_pairs', 'regexp'], (input, [pairs, regexp]) =>
    changeTexts(input, replacerOf(pairs, regexp === true)),
  ),
  slugify: filter([], (input) => slugify(asString(input))),
  split: filter(['delimiter', 'limit'], (input, [delimiter, limit]) =>
    javaSplit(
      asString(input),
      asString(required(delimiter, 'split', 'delimiter')),
      limit === null || limit === undefined ? 0 : requiredInteger(limit, 'split', 'limit'),
    ),
  ),
  string: filter([], (input) => javaString(input)),
  substringBefore: substring('substringBefore', (text, mark) => before(text, text.indexOf(mark))),
  substringBeforeLast: substring('substringBeforeLast', (text, mark) => before(text, text.lastIndexOf(mark))),
  substringAfter: substring('substringAfter', (text, mark) => after(text, mark, text.indexOf(mark))),
  substringAfterLast: substring('substringAfterLast', (text, mark) =>
    after(text, mark, text.lastIndexOf(mark)),
  ),
};

/** Java's `String.trim`: white space is everything up to the blank. */
function javaTrim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) <= 0x20) {
    start += 1;
  }
  while (end > start && text.charCodeAt(end - 1) <= 0x20) {
    end -= 1;
  }
  return text.slice(start, end);
}

function abbreviate(text: string, length: number): string {
  if (length < 0) {
    throw new ExpressionError('Invalid argument to abbreviate filter; must be greater than zero');
  }
  if (text.length < length || text.length <= 3) {
    return text;
  }
  return length <= 3 ? text.slice(0, length) : `${text.slice(0, length - 3)}...`;
}

function titleCase(_whole: string, blank: string, letter: string): string {
  return `${blank}${letter.toUpperCase()}`;
}

function affix(name: string, has: (text: string, value: string) => boolean): Filter {
  return {
    params: ['value'],
    apply: (input, [value]) => {
      if (input === null || input === undefined) {
        throw new ExpressionError(`The '${name}' filter expects an input, but it was null.`);
      }
      return has(asString(input), asString(required(value, name, 'value')));
    },
  };
}

/** A change of texts applied to a value, or to all values inside its maps and lists. */
function changeTexts(input: unknown, change: (text: string) => string): unknown {
  assertBounded(input);
  return mapTexts(input, change);
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (value === null || value === undefined) {
    return null;
  }
  if (isList(value)) {
    return value.map((item) => mapTexts(item, change));
  }
  if (isMap(value)) {
    return mapOf(entriesOf(value).map(([key, item]) => [key, mapTexts(item, change)] as const));
  }
  return change(javaString(value));
}

function escaperOf(type: unknown): (text: string) => string {
  switch (required(type, 'escapeChar', 'type')) {
    case 'single':
      return (text) => text.replaceAll("'", "\\'");
    case 'double':
      return (text) => text.replaceAll('"', '\\"');
    case 'shell':
      return (text) => text.replaceAll("'", "'\\''");
    default:
      throw new ExpressionError(
        `Invalid escape type '${javaString(type)}', it must be 'single', 'double' or 'shell'.`,
      );
  }
}

function margin(filterName: string, amount: unknown, prefix: unknown): string {
  const count = requiredInteger(amount, filterName, 'amount');
  if (count < 0 || count > 10_000) {
    throw new ExpressionError(
      `The '${filterName}' filter expects an argument 'amount' from 0 to 10000, not ${count}.`,
    );
  }
  return (textArgument(prefix) ?? ' ').repeat(count);
}

function indentLines(text: string, prefix: string): string {
  return text.replace(/\r\n|\n|\r/g, (newline) => newline + prefix);
}

function replacerOf(pairs: unknown, regexp: boolean): (text: string) => string {
  if (!isMap(pairs)) {
    throw new ExpressionError("The argument 'replace_pairs' is required.");
  }
  const replacements = entriesOf(pairs).map(([from, to]) => [javaString(from), javaString(to)] as const);
  const one = (text: string, [from, to]: readonly [string, string]): string =>
    regexp ? javaReplaceAll(text, from, to) : text.replaceAll(from, () => to);
  return (text) => replacements.reduce(one, text);
}

function slugify(text: string): string {
  const latin = text
    .replace(/[ \t\n\v\f\r]/g, '-')
    .normalize('NFD')
    .replace(/[^A-Za-z0-9_-]/g, '');
  return latin.replace(/[_-]+/g, '-').replace(/^-|-$/g, '').toLowerCase();
}

/** The rules of Apache Commons: an empty input stays empty. */
function substring(name: string, cut: (text: string, mark: string) => string): Filter {
  return filter(['separator'], (input, [separator]) =>
    cut(asString(input), asString(required(separator, name, 'separator'))),
  );
}

function before(text: string, index: number): string {
  return index < 0 ? text : text.slice(0, index);
}

function after(text: string, mark: string, index: number): string {
  return index < 0 ? '' : text.slice(index + mark.length);
}
