import type { JsonSchema } from '../../../runner/plugin/jsonSchema.ts';
import type { Registry } from '../../../runner/plugin/registry.ts';
import type { PluginDefinition } from '../../../runner/plugin/types.ts';
import { aliases } from '../../../runner/plugins/aliases.ts';
import { pluginSchema, requiredProperties } from './plugin.ts';

/** Where plugins stand in a flow. */
export type Place = 'task' | 'trigger' | 'condition' | 'taskRunner';

/** Installed types by the place they fit. */
export type PlacedTypes = Readonly<Record<Place, readonly PluginDefinition[]>>;

/** All installed types, sorted by name. */
export async function placedTypes(registry: Registry): Promise<PlacedTypes> {
  const names = registry.types();
  await registry.load(names);
  const definitions = names.map((name) => registry.get(name)!);
  const of = (...kinds: PluginDefinition['kind'][]) => definitions.filter(({ kind }) => kinds.includes(kind));
  return {
    task: of('runnable', 'flowable', 'executable', 'updating'),
    trigger: of('trigger'),
    condition: of('condition'),
    taskRunner: of('taskRunner'),
  };
}

/**
 * Definitions of one place: `<place>Types`, the names to choose from, one definition for each type, and `<place>` itself.
 * Which type applies is decided by one comparison (`if`/`then` on `type`), so that nested tasks are validated once.
 *
 * A type that is not installed is no fault but a warning at the type, and its properties are let pass: a flow may use plugins
 * that are not there, and `tutti validate` says so.
 */
export function placeDefinitions(
  place: Place,
  definitions: readonly PluginDefinition[],
  common: Readonly<Record<string, JsonSchema>>,
  required: readonly string[],
): Record<string, JsonSchema> {
  const names = Object.keys(common);
  const written = definitions.flatMap(({ type }) => [type, ...aliasesOf(type)]);
  return {
    [`${place}Types`]: {
      enum: definitions.map(({ type }) => type),
      markdownEnumDescriptions: definitions.map(({ title, deprecated }) =>
        deprecated === undefined ? title : `${title} **Deprecated:** ${deprecated}`,
      ),
    },
    [place]: {
      type: 'object',
      properties: {
        ...common,
        type: { ...common['type'], anyOf: [{ $ref: `#/definitions/${place}Types` }, { type: 'string' }] },
      },
      required: [...required],
      allOf: [
        {
          if: { properties: { type: { enum: written } } },
          else: {
            properties: {
              type: { deprecationMessage: `Tutti has no ${nameOf(place)} of this type installed.` },
            },
          },
        },
        ...definitions.map(({ type }) => onType(type, { $ref: `#/definitions/${type}` })),
        ...definitions.flatMap(({ type }) => aliasesOf(type).map((alias) => renamed(alias, type))),
      ],
    },
    ...Object.fromEntries(
      definitions.map((definition) => [definition.type, pluginSchema(definition, names)]),
    ),
  };
}

/**
 * What the types of a place must have, as a schema beside the others: it applies where a flow has no plugin defaults, which
 * could give what is missing.
 */
export function requiredDefinition(definitions: readonly PluginDefinition[]): JsonSchema {
  return {
    allOf: definitions.flatMap((definition) => {
      const required = requiredProperties(definition);
      return required.length === 0 ? [] : [onType(definition.type, { required })];
    }),
  };
}

function onType(type: string, then: JsonSchema): JsonSchema {
  return { if: { properties: { type: { enum: [type, ...aliasesOf(type)] } }, required: ['type'] }, then };
}

function renamed(alias: string, type: string): JsonSchema {
  return {
    if: { properties: { type: { const: alias } }, required: ['type'] },
    then: { properties: { type: { deprecationMessage: `The name is ${type} now.` } } },
  };
}

function aliasesOf(type: string): string[] {
  return Object.entries(aliases).flatMap(([alias, canonical]) => (canonical === type ? [alias] : []));
}

function nameOf(place: Place): string {
  return place === 'taskRunner' ? 'task runner' : place;
}
