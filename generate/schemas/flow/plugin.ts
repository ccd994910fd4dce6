import { parse } from 'yaml';
import { branchesOf } from '../../../runner/flow/nested.ts';
import { type JsonSchema, jsonSchemaOf } from '../../../runner/plugin/jsonSchema.ts';
import type { PluginDefinition } from '../../../runner/plugin/types.ts';
import { described } from './shape.ts';

const anyTask: JsonSchema = { $ref: '#/definitions/task' };
const anyCondition: JsonSchema = { $ref: '#/definitions/condition' };

/**
 * A plugin type as an object: its own properties, those that `common` names for its place, and no others. What its properties
 * must hold at least is not said here, for plugin defaults may give it (flow-language §1.5).
 */
export function pluginSchema(definition: PluginDefinition, common: readonly string[]): JsonSchema {
  const { type, title, deprecated, examples = [] } = definition;
  const { properties = {} } = jsonSchemaOf(definition.properties);
  const own = Object.entries(properties).map(([name, property]) => [
    name,
    typeof property === 'object' ? noted(linked(name, property, definition)) : property,
  ]);
  const instances = examples.flatMap(({ code }) => instancesOf(type, parse(code))).slice(0, 2);
  return {
    title,
    type: 'object',
    properties: {
      // Described where tasks, triggers and so on are; here they only have to be known.
      ...Object.fromEntries(common.map((name) => [name, true])),
      ...Object.fromEntries(own),
      ...(deprecated !== undefined && { type: { deprecationMessage: deprecated } }),
    },
    additionalProperties: false,
    ...(instances.length > 0 && { examples: instances }),
  };
}

/** Names of the properties that a plugin type must have, unless defaults give them. */
export function requiredProperties(definition: PluginDefinition): string[] {
  return jsonSchemaOf(definition.properties).required ?? [];
}

/** A property that holds tasks or other plugins refers to them; the place decides, as in `runner/flow/nested.ts`. */
function linked(name: string, property: JsonSchema, { type }: PluginDefinition): JsonSchema {
  const { description } = property;
  const keep = { ...(description !== undefined && { description }) };
  if (branchesOf(type).includes(name)) return { ...keep, ...branchSchema(name, property) };
  if (name === 'onResume') return { ...keep, type: 'array', items: { $ref: '#/definitions/input' } };
  if (name === 'taskRunner') return { ...keep, $ref: '#/definitions/taskRunner' };
  if (name !== 'conditions' && name !== 'scheduleConditions') return property;
  if (property.type === 'object') return { ...keep, type: 'object', additionalProperties: anyCondition };
  return property.items?.type === 'object' ? { ...keep, type: 'array', items: anyCondition } : property;
}

function branchSchema(branch: string, property: JsonSchema): JsonSchema {
  if (branch === 'onPause') return anyTask;
  const tasks: JsonSchema = { type: 'array', items: anyTask };
  if (branch === 'cases') return { type: 'object', additionalProperties: tasks };
  const item = property.items?.properties;
  // Of a Dag: the task beside what it depends on.
  if (item?.['task']) {
    return {
      type: 'array',
      items: { ...property.items, properties: { ...item, task: anyTask }, required: ['task'] },
    };
  }
  return { ...tasks, ...(property.minItems !== undefined && { minItems: property.minItems }) };
}

/** A property with what editors make of its description: Markdown, and a line through what is deprecated. */
function noted(property: JsonSchema): JsonSchema {
  const { description, ...schema } = nested(property);
  if (description === undefined) return schema;
  return {
    ...described(description),
    ...(description.startsWith('Deprecated') && { deprecationMessage: description.replaceAll('`', '') }),
    ...schema,
  };
}

function nested(property: JsonSchema): JsonSchema {
  const { properties, items } = property;
  if (items && !items.$ref) return { ...property, items: noted(items) };
  if (!properties) return property;
  const entries = Object.entries(properties).map(([name, inner]) => [
    name,
    typeof inner === 'object' ? noted(inner) : inner,
  ]);
  return { ...property, properties: Object.fromEntries(entries) };
}

/** The mappings of an example that are of a type. */
function instancesOf(type: string, value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => instancesOf(type, item));
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap((item) => instancesOf(type, item));
  return 'type' in value && value.type === type ? [value, ...inner] : inner;
}
