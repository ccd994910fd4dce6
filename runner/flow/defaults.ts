import { isAbsent, isMapping, listOf, type Mapping, setOwn } from './values.ts';
import type { Entry, Origin, Origins } from './yaml.ts';

/** Values for every plugin of a type or package (flow-language §1.5). */
export interface PluginDefault {
  /** A type, its alias, or the beginning of types. */
  type: string;
  /** Whether the values win over those written at the plugin itself. */
  forced?: boolean;
  values: Mapping;
}

/** A document with the plugin defaults merged in. */
export interface WithDefaults {
  value: unknown;
  /** Whether a property of a mapping came from a default alone. */
  isDefaulted(owner: object, property: string): boolean;
}

/**
 * Merges plugin defaults into every mapping that has a matching `type`, at any depth outside the defaults' own section
 * (flow-language §1.5). Scalars that are written win, unless the default is forced; maps merge; of lists the default's items
 * come first; null never overrides. Earlier defaults have priority. A default's values receive the other defaults, but not
 * itself. `origins` learns where merged values were written.
 */
export function mergeDefaults(
  document: unknown,
  defaults: readonly PluginDefault[],
  resolve: (type: string) => string,
  origins: Origins,
): WithDefaults {
  const defaulted = new WeakMap<object, Set<string>>();
  const isDefaulted = (owner: object, property: string) => defaulted.get(owner)?.has(property) ?? false;
  if (defaults.length === 0 || !isMapping(document)) return { value: document, isDefaulted };

  const merge = createMerge(origins, defaulted);
  const plain = defaults.filter((entry) => !entry.forced);
  // Applied last, the first of several wins.
  const forced = defaults.filter((entry) => entry.forced).reverse();
  const sources = sourcesOf(defaults);

  /** `around`: the defaults whose values the value is part of. They do not apply to themselves, or there would be no end. */
  function visit(value: unknown, around: readonly PluginDefault[] = []): unknown {
    if (Array.isArray(value)) {
      const items = value.map((item) => visit(item, around));
      return copy(value, items);
    }
    if (!isMapping(value)) return value;
    const source = sources.get(value);
    const within = source && !around.includes(source) ? [...around, source] : around;
    const merged = typeof value['type'] === 'string' ? withDefaults(value, value['type'], within) : value;
    const result: Mapping = {};
    for (const [key, entry] of Object.entries(merged)) setOwn(result, key, visit(entry, within));
    const added = defaulted.get(merged);
    if (added) defaulted.set(result, added);
    return copy(merged, result);
  }

  function withDefaults(written: Mapping, type: string, around: readonly PluginDefault[]): Mapping {
    const applies = (entry: PluginDefault) =>
      !around.includes(entry) &&
      (type.startsWith(entry.type) || resolve(type).startsWith(resolve(entry.type)));
    let merged = written;
    for (const { values } of plain.filter(applies)) merged = merge(values, merged) as Mapping;
    for (const { values } of forced.filter(applies)) merged = merge(merged, values, true) as Mapping;
    if (merged === written) return written;
    // A default never changes what a plugin is.
    setOwn(merged, 'type', type);
    const added = Object.keys(merged).filter((key) => isAbsent(written[key]));
    defaulted.set(merged, new Set(added));
    return merged;
  }

  function copy<T extends object>(from: object, to: T): T {
    const origin = origins.get(from);
    if (origin) origins.set(to, origin);
    return to;
  }

  const result: Mapping = {};
  for (const [key, entry] of Object.entries(document)) {
    setOwn(result, key, key === 'pluginDefaults' || key === 'taskDefaults' ? entry : visit(entry));
  }
  return { value: copy(document, result), isDefaulted };
}

/** The mappings within the values of defaults, each with its default. */
function sourcesOf(defaults: readonly PluginDefault[]): WeakMap<object, PluginDefault> {
  const sources = new WeakMap<object, PluginDefault>();
  function collect(value: unknown, entry: PluginDefault): void {
    if (Array.isArray(value)) for (const item of value) collect(item, entry);
    if (!isMapping(value)) return;
    sources.set(value, entry);
    for (const inner of Object.values(value)) collect(inner, entry);
  }
  for (const entry of defaults) for (const value of Object.values(entry.values)) collect(value, entry);
  return sources;
}

/**
 * Deep merge of `over` over `under`; `overIsDefault` says whose list items come first. `defaulted` learns which properties of
 * a merged mapping only the default has.
 */
function createMerge(origins: Origins, defaulted: WeakMap<object, Set<string>>) {
  return function merge(under: unknown, over: unknown, overIsDefault = false): unknown {
    if (isAbsent(over)) return under;
    if (Array.isArray(under) && Array.isArray(over)) {
      return overIsDefault ? concat(over, under) : concat(under, over);
    }
    if (!isMapping(under) || !isMapping(over)) return over;
    const result: Mapping = {};
    const entries = new Map<string | number, Entry>();
    for (const key of new Set([...Object.keys(under), ...Object.keys(over)])) {
      setOwn(result, key, merge(own(under, key), own(over, key), overIsDefault));
      const from = isAbsent(own(over, key)) ? under : over;
      const entry = origins.get(from)?.entries.get(key);
      if (entry) entries.set(key, entry);
    }
    const written = overIsDefault ? under : over;
    const added = Object.keys(result).filter((key) => isAbsent(own(written, key)));
    defaulted.set(result, new Set([...(defaulted.get(written) ?? []), ...added]));
    const offset = origins.get(written)?.offset ?? origins.get(under)?.offset;
    if (offset !== undefined) origins.set(result, { offset, entries });
    return result;
  };

  function concat(first: readonly unknown[], second: readonly unknown[]): unknown[] {
    const result = [...first, ...second];
    const a = origins.get(first);
    const b = origins.get(second);
    const entries: Origin['entries'] = new Map(a?.entries);
    for (const [index, entry] of b?.entries ?? []) entries.set(Number(index) + first.length, entry);
    const offset = (b ?? a)?.offset;
    if (offset !== undefined) origins.set(result, { offset, entries });
    return result;
  }
}

/** The well-formed defaults a flow declares, in order: `pluginDefaults`, then the deprecated `taskDefaults`. */
export function declaredDefaults(document: Mapping): PluginDefault[] {
  return [...listOf(document['pluginDefaults']), ...listOf(document['taskDefaults'])].flatMap((entry) => {
    if (!isMapping(entry) || typeof entry['type'] !== 'string' || entry['type'] === '') return [];
    const { type, values } = entry;
    return isMapping(values) ? [{ type, values, forced: String(entry['forced']) === 'true' }] : [];
  });
}

function own(value: Mapping, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}
