import { z } from 'zod';
import { toJson } from '../expression/index.ts';
import { parseDuration } from '../flow/duration.ts';
import { type Conversion, conversionOf } from '../plugin/properties.ts';

/** How the strings of a task are rendered: with the variables of its run. */
export interface Renderer {
  text(template: string): Promise<string>;
  typed(template: string): Promise<unknown>;
  deep(value: unknown): Promise<unknown>;
}

/** A property whose rendered value is not of its type; the message names the property. */
export class PropertyError extends Error {
  override name = 'PropertyError';
}

/**
 * The properties of a task as its `run` gets them: rendered, converted to their declared type, defaults filled in
 * (flow-language §4.12). Properties declared `template` or `fixed` stay as written.
 *
 * @throws PropertyError where a rendered value does not convert, or a required property renders to nothing.
 */
export async function renderProperties(
  schema: z.ZodObject,
  written: Readonly<Record<string, unknown>>,
  render: Renderer,
): Promise<Record<string, unknown>> {
  const properties: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(schema.shape)) {
    const value = await renderProperty(property as z.ZodType, written[name], name, render);
    if (value !== undefined) properties[name] = value;
  }
  return properties;
}

async function renderProperty(
  schema: z.ZodType,
  value: unknown,
  path: string,
  render: Renderer,
): Promise<unknown> {
  const { inner, fallback } = unwrap(schema);
  if (value === undefined || value === null) return absent(schema, path, fallback);
  const conversion = conversionOf(inner) ?? conversionOf(schema);
  const converted = conversion
    ? await convert(conversion, value, path, render)
    : await renderNested(inner, value, path, render);
  return converted === undefined ? absent(schema, path, fallback) : converted;
}

/** What stands for a property that is not written, or renders to nothing. */
function absent(schema: z.ZodType, path: string, fallback: (() => unknown) | undefined): unknown {
  if (fallback) return fallback();
  if (schema instanceof z.ZodOptional || schema.safeParse(undefined).success) return undefined;
  throw new PropertyError(`Property \`${path}\` is required, but it is empty`);
}

/** The schema below `.optional()`, `.nullable()` and `.default()`, and what the default gives. */
function unwrap(schema: z.ZodType): { inner: z.ZodType; fallback?: () => unknown } {
  let inner = schema;
  let fallback: (() => unknown) | undefined;
  for (;;) {
    if (inner instanceof z.ZodDefault) {
      const definition = inner.def;
      fallback ??= () => definition.defaultValue;
      inner = definition.innerType as z.ZodType;
    } else if (inner instanceof z.ZodOptional || inner instanceof z.ZodNullable) {
      inner = inner.unwrap() as z.ZodType;
    } else return fallback ? { inner, fallback } : { inner };
  }
}

/** Objects and lists of objects hold properties of their own; anything else is taken as written. */
async function renderNested(
  schema: z.ZodType,
  value: unknown,
  path: string,
  render: Renderer,
): Promise<unknown> {
  if (schema instanceof z.ZodObject && isRecord(value)) {
    const rendered = await renderProperties(schema, value, render);
    // What the schema does not name (loose objects) stays as written.
    for (const key of Object.keys(value)) if (!(key in schema.shape)) rendered[key] = value[key];
    return rendered;
  }
  if (schema instanceof z.ZodArray && Array.isArray(value)) {
    const element = schema.element as z.ZodType;
    return Promise.all(
      value.map((item, index) => renderProperty(element, item, `${path}[${index}]`, render)),
    );
  }
  if (schema instanceof z.ZodPipe) return typeof value === 'string' ? value : String(value);
  return value;
}

async function convert(
  conversion: Conversion,
  value: unknown,
  path: string,
  render: Renderer,
): Promise<unknown> {
  switch (conversion.kind) {
    case 'deep':
      return render.deep(value);
    case 'typed':
      return typeof value === 'string' ? render.typed(value) : render.deep(value);
    case 'list':
      return convertList(conversion.item, value, path, render);
    case 'map':
      return convertMap(conversion.value, value, path, render);
    default: {
      const text = await render.text(asText(value));
      return convertText(conversion, text, path);
    }
  }
}

/** Items of a written list are rendered one by one; text must render to a JSON array. */
async function convertList(
  item: z.ZodType,
  value: unknown,
  path: string,
  render: Renderer,
): Promise<unknown> {
  if (Array.isArray(value))
    return Promise.all(value.map((entry, index) => renderProperty(item, entry, `${path}[${index}]`, render)));
  const list = parseJson(await render.text(asText(value)), path, 'a list');
  if (list === undefined) return undefined;
  if (!Array.isArray(list)) throw unexpected(path, 'a list', list);
  return Promise.all(list.map((entry, index) => renderProperty(item, entry, `${path}[${index}]`, verbatim)));
}

async function convertMap(
  schema: z.ZodType,
  value: unknown,
  path: string,
  render: Renderer,
): Promise<unknown> {
  if (isRecord(value)) {
    const entries: [string, unknown][] = [];
    for (const [key, entry] of Object.entries(value)) {
      const name = await render.text(key);
      entries.push([name, await renderProperty(schema, entry, `${path}.${name}`, render)]);
    }
    return Object.fromEntries(entries);
  }
  const map = parseJson(await render.text(asText(value)), path, 'a map');
  if (map === undefined) return undefined;
  if (!isRecord(map)) throw unexpected(path, 'a map', map);
  return convertMap(schema, map, path, verbatim);
}

function convertText(conversion: Conversion, text: string, path: string): unknown {
  if (conversion.kind === 'string') return text;
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  switch (conversion.kind) {
    case 'integer':
      if (/^[+-]?\d+$/.test(trimmed)) return Number(trimmed);
      throw unexpected(path, 'a whole number', text);
    case 'number': {
      const number = Number(trimmed);
      if (Number.isFinite(number)) return number;
      throw unexpected(path, 'a number', text);
    }
    case 'boolean':
      if (/^true$/i.test(trimmed)) return true;
      if (/^false$/i.test(trimmed)) return false;
      throw unexpected(path, '`true` or `false`', text);
    case 'duration': {
      const milliseconds = parseDuration(trimmed);
      if (milliseconds !== undefined) return milliseconds;
      throw unexpected(path, 'an ISO-8601 duration such as PT30S', text);
    }
    case 'enumeration':
      if (conversion.values.includes(trimmed)) return trimmed;
      throw unexpected(path, `one of ${conversion.values.join(', ')}`, text);
    default:
      return text;
  }
}

/** Values that a rendered text held are not rendered again. */
const verbatim: Renderer = {
  text: async (template) => template,
  typed: async (template) => template,
  deep: async (value) => value,
};

function parseJson(text: string, path: string, expected: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw unexpected(path, expected, text);
  }
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'object' ? toJson(value) : String(value);
}

function unexpected(path: string, expected: string, found: unknown): PropertyError {
  const shown = typeof found === 'string' ? found : toJson(found);
  return new PropertyError(
    `Property \`${path}\`: expected ${expected}, found \`${shown.length > 200 ? `${shown.slice(0, 200)}…` : shown}\``,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
