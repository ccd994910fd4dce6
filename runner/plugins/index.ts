import { createRegistry, type PluginLoader, type Registry } from '../plugin/registry.ts';
import { aliases } from './aliases.ts';
import { forEachItemParts } from './core/flow/forEachItem/index.ts';
import { core } from './core/index.ts';
import { github } from './github/index.ts';
import { kestra } from './kestra/index.ts';
import { scripts } from './scripts/index.ts';

/** The built-in plugins, and `further` ones by type name. */
export function pluginRegistry(further: Readonly<Record<string, PluginLoader>> = {}): Registry {
  return createRegistry({ ...core, ...github, ...kestra, ...scripts, ...further }, aliases, forEachItemParts);
}
