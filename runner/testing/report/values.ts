import { Double } from '../../expression/types.ts';
import { isMapping } from '../../flow/values.ts';

/** What a value is, in a word for people; texts `200` and numbers `200` look alike, and are not equal (surfaces §1.2). */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (value instanceof Double) return 'decimal number';
  if (Array.isArray(value)) return 'list';
  switch (typeof value) {
    case 'string':
      return 'text';
    case 'number':
      return Number.isInteger(value) ? 'number' : 'decimal number';
    case 'bigint':
      return 'number';
    case 'boolean':
      return 'boolean';
    default:
      return 'map';
  }
}

/** A value on one line, of at most `most` characters: texts in quotes, maps and lists as JSON. */
export function inlineValue(value: unknown, most = 200): string {
  // No work on what will be cut.
  const text = typeof value === 'string' ? JSON.stringify(value.slice(0, most)) : scalarText(value);
  const line = text ?? JSON.stringify(plainOf(value));
  return line.length > most || (typeof value === 'string' && value.length > most)
    ? `${line.slice(0, most - 1).toWellFormed()}…`
    : line;
}

/** A value as lines that can be compared one by one: keys in their alphabet's order, no commas. */
export function valueLines(value: unknown, indent = '', label = ''): string[] {
  const scalar = typeof value === 'string' ? JSON.stringify(value) : scalarText(value);
  if (scalar !== undefined) return [`${indent}${label}${scalar}`];
  const isList = Array.isArray(value);
  const entries: [string, unknown][] = isList
    ? value.map((item) => ['', item])
    : Object.keys(value as object)
        .sort()
        .map((key) => [`${keyText(key)}: `, (value as Record<string, unknown>)[key]]);
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  if (entries.length === 0) return [`${indent}${label}${open}${close}`];
  return [
    `${indent}${label}${open}`,
    ...entries.flatMap(([name, item]) => valueLines(item, `${indent}  `, name)),
    `${indent}${close}`,
  ];
}

/** A value as JSON can hold it: integers beyond 2^53 as text, decimal numbers as numbers. */
export function plainOf(value: unknown): unknown {
  if (value === undefined) return null;
  if (hasText(value)) return value.toJSON();
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return value.map(plainOf);
  if (isMapping(value))
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plainOf(item)]));
  return value;
}

/** What is neither text, list nor map. */
function scalarText(value: unknown): string | undefined {
  if (value === null || value === undefined) return 'null';
  if (value instanceof Double)
    return Number.isInteger(value.value) ? `${value.value}.0` : String(value.value);
  if (hasText(value)) return String(value.toJSON());
  if (typeof value === 'object' || typeof value === 'string') return undefined;
  return String(value);
}

/** Dates and the like know how they look. */
function hasText(value: unknown): value is { toJSON(): unknown } {
  return (
    typeof value === 'object' && value !== null && 'toJSON' in value && typeof value.toJSON === 'function'
  );
}

function keyText(key: string): string {
  return /^[\w.-]+$/.test(key) ? key : JSON.stringify(key);
}
