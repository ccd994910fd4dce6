import { z } from 'zod';
import { branchesOf } from '../flow/nested.ts';
import { jsonSchemaOf, unwrap, writtenDefault } from './jsonSchema.ts';
import { type Conversion, conversionOf } from './properties.ts';
import type { PluginDefinition } from './types.ts';

/** A property or an output of a plugin type, for people. */
export interface PropertyDescription {
  /** With dots where it lies in another one: `options.timeout`, `flows[].namespace`. */
  name: string;
  /** What the task gets, which says more than what may be written: `duration`, `list of string`, `A | B`. */
  type: string;
  required: boolean;
  /** As an author would write it. */
  default?: unknown;
  /** Markdown on one line; empty where there is nothing to say. */
  description: string;
}

/** The properties that are a type's own, nested ones behind those that hold them. */
export function describeProperties({ type, properties }: PluginDefinition): PropertyDescription[] {
  const branches = branchesOf(type);
  return describe(properties as z.ZodObject, '').map((property) =>
    branches.includes(property.name) ? { ...property, type: branchType(property.name) } : property,
  );
}

/** The outputs of a task type; none where it has no outputs, or ones that only its run knows. */
export function describeOutputs(definition: PluginDefinition): PropertyDescription[] {
  const outputs = 'outputs' in definition ? definition.outputs : undefined;
  return outputs instanceof z.ZodObject ? describe(outputs as z.ZodObject, '') : [];
}

function describe(object: z.ZodObject, prefix: string): PropertyDescription[] {
  const schema = jsonSchemaOf(object);
  return Object.entries(object.shape as Record<string, z.ZodType>).flatMap(([name, property]) => {
    const json = schema.properties?.[name];
    const { default: standard, description = '' } = typeof json === 'object' ? json : {};
    const own: PropertyDescription = {
      name: prefix + name,
      type: typeText(property),
      required: schema.required?.includes(name) ?? false,
      ...(standard !== undefined && { default: writtenDefault(property, standard) }),
      description: description.replaceAll(/\s*\n\s*/g, ' '),
    };
    return [own, ...nested(property, prefix + name)];
  });
}

/** The properties of an object, or of the objects in a list. */
function nested(property: z.ZodType, name: string): PropertyDescription[] {
  const schema = unwrap(property);
  if (schema instanceof z.ZodObject) return describe(schema as z.ZodObject, `${name}.`);
  if (!(schema instanceof z.ZodArray)) return [];
  const item = unwrap(schema.element as z.ZodType);
  return item instanceof z.ZodObject ? describe(item as z.ZodObject, `${name}[].`) : [];
}

function branchType(branch: string): string {
  if (branch === 'onPause') return 'task';
  return branch === 'cases' ? 'map of list of task' : 'list of task';
}

function typeText(property: z.ZodType): string {
  const schema = unwrap(property);
  const conversion = conversionOf(schema);
  if (conversion) return conversionText(conversion);
  if (schema instanceof z.ZodArray) return containerText('list', schema.element as z.ZodType);
  if (schema instanceof z.ZodRecord) return containerText('map', schema.valueType as z.ZodType);
  if (schema instanceof z.ZodObject) return 'map';
  if (schema instanceof z.ZodEnum) return schema.options.join(' | ');
  if (schema instanceof z.ZodUnion) {
    const texts = (schema.options as z.ZodType[]).map(typeText);
    return [...new Set(texts)].join(' or ');
  }
  if (schema instanceof z.ZodNumber) return schema.isInt ? 'integer' : 'number';
  if (schema instanceof z.ZodBoolean) return 'boolean';
  // What a task renders itself is a union that becomes text.
  return schema instanceof z.ZodString || schema instanceof z.ZodPipe ? 'string' : 'any';
}

function conversionText(conversion: Conversion): string {
  switch (conversion.kind) {
    case 'enumeration':
      return conversion.values.join(' | ');
    case 'list':
      return containerText('list', conversion.item);
    case 'map':
      return containerText('map', conversion.value);
    case 'deep':
    case 'typed':
      return 'any';
    default:
      return conversion.kind;
  }
}

function containerText(container: 'list' | 'map', content: z.ZodType): string {
  const text = typeText(content);
  return text === 'any' ? container : `${container} of ${text}`;
}
