import type { JsonSchema } from '../../../runner/plugin/jsonSchema.ts';
import type { Registry } from '../../../runner/plugin/registry.ts';
import type { PluginDefinition } from '../../../runner/plugin/types.ts';
import { aliases } from '../../../runner/plugins/aliases.ts';
import { pluginSchema, requiredProperties } from './plugin.ts';
import { described } from './shape.ts';

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
 * A type that is not installed gets one message, at the type, and its properties are let pass: a flow may use plugins that are
 * not there.
 */
export function placeDefinitions(
  place: Place,
  definitions: readonly PluginDefinition[],
  common: Readonly<Record<string, JsonSchema>>,
  required: readonly string[],
): Record<string, JsonSchema> {
  const properties = Object.keys(common);
  const names = definitions.map(({ type }) => type);
  const type: JsonSchema = {
    // The second alternative stands for all other names, so that the first one is never told to be the only one.
    anyOf: [{ $ref: `#/definitions/${place}Types` }, { type: 'string', not: { enum: names } }],
  };
  return {
    [`${place}Types`]: { anyOf: definitions.map(nameSchema) },
    [place]: {
      type: 'object',
      properties: { ...common, type },
      required: [...required],
      allOf: [
        unknownType(place, definitions),
        ...definitions.map((definition) => onType(definition, { $ref: `#/definitions/${definition.type}` })),
        ...definitions.flatMap(({ type: current }) => formerNames(current)),
      ],
    },
    ...Object.fromEntries(
      definitions.map((definition) => [definition.type, pluginSchema(definition, properties)]),
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
      return required.length === 0 ? [] : [onType(definition, { required })];
    }),
  };
}

/** The name of a type, with the documentation that an editor shows while it is chosen, and later where it stands. */
function nameSchema({ type, title, description }: PluginDefinition): JsonSchema {
  return {
    const: type,
    ...described(description === undefined ? title : `${title}\n\n${description.trim()}`),
  };
}

function unknownType(place: Place, definitions: readonly PluginDefinition[]): JsonSchema {
  const known = definitions.flatMap(({ type }) => [type, ...aliasesOf(type)]);
  const name = place === 'taskRunner' ? 'task runner' : place;
  return {
    if: { type: 'object', properties: { type: { not: { enum: known } } }, required: ['type'] },
    then: { properties: { type: { deprecationMessage: `Tutti has no ${name} of this type installed.` } } },
  };
}

function onType({ type }: PluginDefinition, then: JsonSchema): JsonSchema {
  return when([type, ...aliasesOf(type)], then);
}

function formerNames(type: string): JsonSchema[] {
  const former = aliasesOf(type);
  const then = { properties: { type: { deprecationMessage: `The name is ${type} now.` } } };
  return former.length === 0 ? [] : [when(former, then)];
}

/**
 * What holds where the type is one of these. A pattern, for an editor would list the values of `enum` beside the documentation
 * of a type, and takes `const` for met by the beginning of a longer name. A map, for it would take an empty entry for all types.
 */
function when(types: readonly string[], then: JsonSchema): JsonSchema {
  const names = types.map((type) => type.replaceAll('.', '[.]'));
  const pattern = `^(${names.join('|')})$`;
  return { if: { type: 'object', properties: { type: { pattern } }, required: ['type'] }, then };
}

function aliasesOf(type: string): string[] {
  return Object.entries(aliases).flatMap(([alias, canonical]) => (canonical === type ? [alias] : []));
}
