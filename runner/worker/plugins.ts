import type { PluginLoader } from '../plugin/registry.ts';
import type { PluginDefinition } from '../plugin/types.ts';

/**
 * Loaders of plugin modules outside the project: each exports definitions, as its default or by name.
 *
 * @param specifiers absolute paths or `file:` URLs.
 * @throws Error where a module cannot be loaded or exports no definition.
 */
export async function furtherPlugins(specifiers: readonly string[]): Promise<Record<string, PluginLoader>> {
  const loaders: Record<string, PluginLoader> = {};
  for (const specifier of specifiers) {
    const exported = Object.values((await import(specifier)) as Record<string, unknown>).filter(isDefinition);
    if (exported.length === 0) throw new Error(`The plugin module ${specifier} exports no plugin definition`);
    for (const definition of exported) loaders[definition.type] = async () => ({ default: definition });
  }
  return loaders;
}

function isDefinition(value: unknown): value is PluginDefinition {
  return (
    typeof value === 'object' && value !== null && 'type' in value && 'properties' in value && 'kind' in value
  );
}
