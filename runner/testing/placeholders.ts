import { z } from 'zod';
import { isMapping } from '../flow/values.ts';
import { readYaml } from '../flow/yaml.ts';
import { defineTask } from '../plugin/define.ts';
import type { Registry } from '../plugin/registry.ts';
import type { PluginDefinition } from '../plugin/types.ts';

/**
 * A registry that knows these types too, though they are not installed: such a task can be written and mocked, with the
 * properties that it is given here, and fails when it really runs.
 */
export function withPlaceholders(registry: Registry, types: ReadonlyMap<string, Iterable<string>>): Registry {
  const placeholders = new Map<string, PluginDefinition>();
  for (const [type, properties] of types) placeholders.set(type, placeholder(type, properties));
  return {
    resolve: registry.resolve,
    has: (type) => placeholders.has(type) || registry.has(type),
    load: (wanted) => registry.load([...wanted].filter((type) => !placeholders.has(type))),
    get: (type) => placeholders.get(type) ?? registry.get(type),
    types: () => [...registry.types(), ...placeholders.keys()].sort(),
  };
}

/** The types of these tasks of a flow that are not installed, with the properties that are written; `source` is the flow's text. */
export function typesNotInstalled(
  source: string,
  taskIds: ReadonlySet<string>,
  registry: Pick<Registry, 'has'>,
): Map<string, Set<string>> {
  const types = new Map<string, Set<string>>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (isMapping(value)) {
      const { id, type } = value;
      if (typeof type === 'string' && taskIds.has(String(id)) && !registry.has(type))
        types.set(type, new Set([...(types.get(type) ?? []), ...Object.keys(value)]));
      Object.values(value).forEach(visit);
    }
  };
  visit(readYaml(source).value);
  return types;
}

function placeholder(type: string, properties: Iterable<string>): PluginDefinition {
  return defineTask({
    type,
    title: 'A task whose type is not installed.',
    properties: z.object(Object.fromEntries([...properties].map((name) => [name, z.unknown()]))),
    runs: 'inline',
    run({ task }) {
      throw new Error(`${type} is not installed: give the case a fixture for the task '${task.id}'`);
    },
  }) as PluginDefinition;
}
