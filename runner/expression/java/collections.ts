import { Double } from '../types.ts';

/** A value that stands for a Java map. */
export type JavaMap = Readonly<Record<string, unknown>> | ReadonlyMap<unknown, unknown>;

/** Whether a value stands for a Java map: a `Map`, or a plain object that nothing else in the value model claims. */
export function isMap(value: unknown): value is JavaMap {
  if (value instanceof Map) {
    return true;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Double) {
    return false;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || isForeignPlainObject(value, prototype);
}

/** Whether a value stands for a Java collection that is no map. */
export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** The entries of a map in insertion order; own keys only. */
export function entriesOf(map: JavaMap): [unknown, unknown][] {
  return map instanceof Map ? [...map.entries()] : Object.entries(map);
}

/** Number of entries of a map. */
export function sizeOf(map: JavaMap): number {
  return map instanceof Map ? map.size : Object.keys(map).length;
}

/** Whether a map has a key of its own. */
export function hasKey(map: JavaMap, key: unknown): boolean {
  return map instanceof Map ? map.has(key) : typeof key === 'string' && Object.hasOwn(map, key);
}

/** The value under a key of the map's own; `undefined` where there is none. */
export function valueAt(map: JavaMap, key: unknown): unknown {
  if (map instanceof Map) {
    return map.get(key);
  }
  return typeof key === 'string' && Object.hasOwn(map, key)
    ? (map as Readonly<Record<string, unknown>>)[key]
    : undefined;
}

/**
 * A map of these entries in their order. A plain object, unless it would lose the order or a key: JavaScript moves keys
 * that look like array indices to the front and gives `__proto__` a meaning.
 */
export function mapOf(entries: Iterable<readonly [unknown, unknown]>): JavaMap {
  const map = new Map(entries);
  for (const key of map.keys()) {
    if (typeof key !== 'string' || key === '__proto__' || /^\d{1,10}$/.test(key)) {
      return map;
    }
  }
  return Object.fromEntries(map as Map<string, unknown>);
}

/** Plain objects made by another realm (a worker's `vm` context) have that realm's `Object.prototype`. */
function isForeignPlainObject(value: object, prototype: unknown): boolean {
  return (
    Object.getPrototypeOf(prototype) === null &&
    Object.prototype.toString.call(value) === '[object Object]' &&
    Object.hasOwn(prototype as object, 'hasOwnProperty')
  );
}
