import type { z } from 'zod';
import { suggest } from '../flow/suggest.ts';

/** What is known of a value before anything runs. `open`: nothing, so that everything may be read of it. */
export type Shape = { kind: 'open' } | { kind: 'list'; element: Shape } | MapShape;

/** A value with known keys. */
export interface MapShape {
  kind: 'map';
  /** The keys that can be read, for suggestions. */
  names(): Iterable<string>;
  find(key: string): Entry | undefined;
  /** Why there is nothing under a key that is not found; the end of a sentence. */
  absence(key: string): string;
  /** What was probably meant, as it would be written after `prefix`. By default the nearest name. */
  meant?(key: string, prefix: string): string | undefined;
  /** What lies under a key that only rendering knows; nothing is known of it without. */
  anyValue?: Shape;
}

/** What lies under a key. */
export interface Entry {
  shape: Shape;
  /** Whether it is there when it is read; absent where it always is. */
  presence?: 'maybe' | 'never';
  /** Why not, or not always; the end of a sentence. */
  why?: string;
}

/** A value nothing is known of. */
export const open: Shape = { kind: 'open' };

/** What lies under each key; made when it is asked for where that takes some work. */
export type Entries = Readonly<Record<string, Entry | (() => Entry)>>;

/** A map with exactly these keys. `absence` says what the owner of the keys is. */
export function mapOf(entries: Entries, absence: MapShape['absence'], meant?: MapShape['meant']): MapShape {
  return {
    kind: 'map',
    names: () => Object.keys(entries).filter((name) => entryOf(entries, name)?.presence !== 'never'),
    find: (key) => entryOf(entries, key),
    absence,
    ...(meant && { meant }),
  };
}

/** What lies under a key. */
export function entryOf(entries: Entries, key: string): Entry | undefined {
  const entry = Object.hasOwn(entries, key) ? entries[key] : undefined;
  return typeof entry === 'function' ? entry() : entry;
}

/** A map whose keys are all there, with values nothing is known of. */
export function keysOf(names: Iterable<string>, absence: (key: string) => string): MapShape {
  return mapOf(Object.fromEntries([...names].map((name) => [name, present()])), absence);
}

/** A variable with these keys. */
export function has(variable: string, keys: readonly string[]): MapShape {
  return keysOf(keys, (key) => `'${variable}' has no '${key}'`);
}

/** A value that always lies under its key. */
export function present(shape: Shape = open): Entry {
  return { shape };
}

/** A key that is known and never there. */
export function never(why: string, shape: Shape = open): Entry {
  return { shape, presence: 'never', why };
}

/** What a schema says about the values that fit it. `absence` explains a key that no object of the schema has. */
export function shapeOf(schema: z.ZodType, absence: (key: string) => string): Shape {
  const { type, innerType, shape, catchall, element, valueType } = schema.def as unknown as Inner;
  if (innerType) return shapeOf(innerType, absence);
  if (type === 'array' && element) return { kind: 'list', element: shapeOf(element, absence) };
  if (type === 'record' && valueType) return recordOf(shapeOf(valueType, absence));
  if (type !== 'object' || !shape || (catchall && catchall.def.type !== 'never')) return open;
  const entries = Object.entries(shape).map(([name, value]) => {
    return [name, () => present(shapeOf(value, absence))] as const;
  });
  return mapOf(Object.fromEntries(entries), absence);
}

/** The parts of a zod schema's definition that lead further inwards. */
interface Inner {
  type: string;
  innerType?: z.ZodType;
  shape?: Record<string, z.ZodType>;
  catchall?: z.ZodType;
  element?: z.ZodType;
  valueType?: z.ZodType;
}

/** Any key may be there; what lies under it has a shape. */
function recordOf(value: Shape): Shape {
  if (value.kind === 'open') return open;
  return { kind: 'map', names: () => [], find: () => present(value), absence: () => '', anyValue: value };
}

/** The key of a map as it is read from `prefix` on. */
export function keyText(prefix: string, key: string | number | undefined): string {
  if (key === undefined) return `${prefix}[…]`;
  if (typeof key === 'number') return `${prefix}[${key}]`;
  if (prefix === '') return key;
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(key) ? `${prefix}.${key}` : `${prefix}['${key}']`;
}

/** What was probably meant by a key that a map does not have. */
export function meantBy(shape: MapShape, key: string, prefix: string): string | undefined {
  const special = shape.meant?.(key, prefix);
  if (special !== undefined) return special;
  // Of a letter or two every other one is near.
  const near = key.length > 2 ? suggest(key, shape.names()) : undefined;
  return near === undefined ? undefined : keyText(prefix, near);
}
