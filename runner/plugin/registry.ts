import type { PluginDefinition } from './types.ts';

/** Loads the module of one plugin type; its default export is the definition. */
export type PluginLoader = () => Promise<{ default: PluginDefinition }>;

/** The plugin types that are installed. Modules are loaded when a flow first names them. */
export interface Registry {
  /** Canonical name of a type as written; the text itself where it is no alias. */
  resolve(type: string): string;
  /** Whether a type, by canonical name or alias, is installed. */
  has(type: string): boolean;
  /** Loads the definitions of these types; unknown ones are left out. */
  load(types: Iterable<string>): Promise<void>;
  /** Definition of a loaded type, by canonical name or alias. */
  get(type: string): PluginDefinition | undefined;
  /** Canonical names, sorted. */
  types(): string[];
}

/**
 * A registry of the given loaders. `aliases` maps old names to canonical ones. `parts` are types that another type makes
 * task runs of and that nobody writes: `Outer$Part` is loaded with `Outer`, and is neither listed nor accepted in a flow.
 */
export function createRegistry(
  loaders: Readonly<Record<string, PluginLoader>>,
  aliases: Readonly<Record<string, string>>,
  parts: Readonly<Record<string, PluginLoader>> = {},
): Registry {
  const loaded = new Map<string, PluginDefinition>();
  const known = { ...loaders, ...parts };
  const withParts = (type: string) => [
    type,
    ...Object.keys(parts).filter((part) => part.startsWith(`${type}$`)),
  ];
  const resolve = (type: string) => (Object.hasOwn(aliases, type) ? aliases[type]! : type);

  return {
    resolve,
    has: (type) => Object.hasOwn(loaders, resolve(type)),
    async load(types) {
      const missing = [...new Set([...types].map(resolve).flatMap(withParts))].filter(
        (type) => !loaded.has(type) && Object.hasOwn(known, type),
      );
      await Promise.all(
        missing.map(async (type) => {
          loaded.set(type, (await known[type]!()).default);
        }),
      );
    },
    get: (type) => loaded.get(resolve(type)),
    types: () => Object.keys(loaders).sort(),
  };
}
