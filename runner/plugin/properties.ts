/**
 * Builders for the properties of plugin types: zod schemas of what may be written in YAML, typed as what the running task
 * gets after rendering (flow-language §4.12).
 *
 * A dynamic property may always be written as text with expressions; the worker renders and converts it before `run`.
 * Chain `.optional()`, `.default(value)` (a rendered value) and `.describe(text)` as usual.
 */
import { z } from 'zod';

const conversionsKey = Symbol.for('tutti.conversions');

/** How the worker turns what is written into what the task gets. */
export type Conversion =
  | { kind: 'string' | 'integer' | 'number' | 'boolean' | 'duration' | 'deep' | 'typed' }
  | { kind: 'enumeration'; values: readonly string[] }
  | { kind: 'list'; item: z.ZodType }
  | { kind: 'map'; value: z.ZodType };

/** The conversion of a schema that was built here, or derived from one by `.describe()`. */
export function conversionOf(schema: z.ZodType): Conversion | undefined {
  return conversions.get(schema)?.conversion as Conversion | undefined;
}

// Typed `unknown`, for a registry maps its metadata's type deeply and would not end at the schemas within. One for all copies
// of this module: a plugin may import the sources while the command runs from its bundle.
const shared = globalThis as { [conversionsKey]?: ReturnType<typeof newRegistry> };
shared[conversionsKey] ??= newRegistry();
const conversions = shared[conversionsKey];

function newRegistry() {
  return z.registry<{ conversion: unknown }>();
}

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const written = z.union([scalar, z.array(z.unknown()), z.record(z.string(), z.unknown())]);

function dynamic<T>(schema: z.ZodType, conversion: Conversion): z.ZodType<T, T> {
  // A clone, for the registry keeps one entry a schema and the unions above are shared.
  const own: z.ZodType = (schema as z.ZodType).clone();
  conversions.add(own, { conversion });
  return own as z.ZodType<T, T>;
}

/** Rendered to text. A list or map becomes JSON text. */
export const string = () => dynamic<string>(written, { kind: 'string' });
/** Rendered to a whole number. */
export const integer = () => dynamic<number>(scalar, { kind: 'integer' });
/** Rendered to a number. */
export const number = () => dynamic<number>(scalar, { kind: 'number' });
/** Rendered to `true` or `false`. */
export const boolean = () => dynamic<boolean>(scalar, { kind: 'boolean' });
/** ISO-8601 duration, or a number of seconds. The task gets milliseconds. */
export const duration = () => dynamic<number>(scalar, { kind: 'duration' });
/** One of `values`, exact case. */
export const enumeration = <const T extends string>(values: readonly T[]) =>
  dynamic<T>(z.union([z.enum(values as readonly [T, ...T[]]), z.string().regex(/\{[{%]/)]), {
    kind: 'enumeration',
    values,
  });
/** A list, or text that renders to a JSON array. */
export const list = <T>(item: z.ZodType<T, T>) =>
  dynamic<T[]>(z.union([z.array(item), z.string()]), { kind: 'list', item });
/** A map, or text that renders to a JSON object. */
export const map = <T>(value: z.ZodType<T, T>) =>
  dynamic<Record<string, T>>(z.union([z.record(z.string(), value), z.string()]), { kind: 'map', value });
/** Any value; every string in it is rendered to text, keys included. */
export const deep = () => dynamic<unknown>(z.unknown(), { kind: 'deep' });
/** Any value; text is rendered in typed mode, so that a lone expression keeps its type. */
export const typed = () => dynamic<unknown>(z.unknown(), { kind: 'typed' });

/** Text with expressions that the task renders itself, because it knows more variables, or renders it many times. */
export const template = () => scalar.clone().transform(String) as unknown as z.ZodType<string, string>;
/**
 * Taken as written by the worker, for the task itself, or the machine, renders it each time it runs. `names`: variables it
 * knows then besides those of the execution. Says so to those who check expressions.
 */
export const rendered = <S extends z.ZodType>(schema: S, ...names: string[]): S => {
  const own = schema.clone();
  furtherVariables.add(own, { names });
  return own;
};

/** The `names` of a schema made by `rendered`, or derived from one by `.describe()`. */
export function furtherVariablesOf(schema: z.ZodType): readonly string[] | undefined {
  return furtherVariables.get(schema)?.names as readonly string[] | undefined;
}

// Typed `unknown` for the same reason as the conversions.
const furtherVariables = z.registry<{ names: unknown }>();

/** Taken as written, never rendered. */
export const fixed = <S extends z.ZodType>(schema: S): S => schema;
/** A nested object whose properties are again of these kinds. Unknown properties are refused. */
export const object = <S extends z.ZodRawShape>(shape: S) => z.strictObject(shape);
