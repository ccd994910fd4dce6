import { z } from 'zod';
import { type Conversion, conversionOf } from '../../runner/plugin/properties.ts';
import type { PluginDefinition } from '../../runner/plugin/types.ts';
import type { Paint } from '../paint.ts';
import { columns } from '../report/text.ts';

type Schema = z.core.JSONSchema.BaseSchema;

/** A type for a program: properties and outputs as JSON Schema. */
export function definitionJson(definition: PluginDefinition): Record<string, unknown> {
  const { type, kind, title, description, deprecated, examples } = definition;
  const outputs = outputsOf(definition);
  return {
    type,
    kind,
    title,
    description,
    deprecated,
    examples,
    properties: schemaOf(definition.properties),
    ...(outputs && { outputs: schemaOf(outputs) }),
  };
}

/** A type for a person: what it does, its properties, outputs and examples. */
export function definitionText(definition: PluginDefinition, paint: Paint): string {
  const { type, title, description, deprecated, examples = [] } = definition;
  const outputs = outputsOf(definition);
  const head = [
    `${paint.bold(type)}\n${title}\n`,
    ...(deprecated === undefined ? [] : [`${paint.yellow('deprecated:')} ${deprecated}\n`]),
    ...(description === undefined ? [] : [`${description.trim()}\n`]),
  ];
  const sections = [
    section('Properties', propertyTable(definition.properties, paint), paint),
    section('Outputs', outputs instanceof z.ZodObject ? propertyTable(outputs, paint) : '', paint),
    ...examples.map(({ title: heading, code }) =>
      section(heading ?? 'Example', indent(code.trimEnd()), paint),
    ),
  ];
  return [...head, ...sections].filter((part) => part !== '').join('\n');
}

function outputsOf(definition: PluginDefinition): z.ZodType | undefined {
  return 'outputs' in definition ? definition.outputs : undefined;
}

function section(heading: string, body: string, paint: Paint): string {
  return body === '' ? '' : `${paint.bold(heading)}\n${body}`;
}

function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ').concat('\n');
}

function propertyTable(object: z.ZodObject, paint: Paint): string {
  const schema = schemaOf(object);
  const required = new Set(schema.required ?? []);
  const rows = Object.entries(object.shape as Record<string, z.ZodType>).map(([name, property]) => {
    const json = schema.properties?.[name];
    const { default: standard, description = '' } = typeof json === 'object' ? json : ({} as Schema);
    const notes = [
      required.has(name) ? 'required' : '',
      standard === undefined ? '' : `default ${JSON.stringify(standard)}`,
    ];
    return [
      `  ${name}`,
      typeText(property, json),
      notes.filter(Boolean).join(' '),
      description.replaceAll('\n', ' '),
    ];
  });
  return columns(rows, (cell, column) =>
    column === 0 ? paint.cyan(cell) : column === 3 ? cell : paint.dim(cell),
  );
}

/** The type that the task gets, which says more than what may be written. */
function typeText(property: z.ZodType, schema: Schema | boolean | undefined): string {
  const conversion = conversionOf(unwrap(property));
  if (conversion) return conversionText(conversion);
  if (typeof schema !== 'object') return 'any';
  if (schema.enum) return schema.enum.join(' | ');
  return typeof schema.type === 'string' ? schema.type : 'any';
}

function conversionText(conversion: Conversion): string {
  switch (conversion.kind) {
    case 'enumeration':
      return conversion.values.join(' | ');
    case 'list':
      return `list of ${typeText(conversion.item, true)}`;
    case 'map':
      return `map of ${typeText(conversion.value, true)}`;
    case 'deep':
    case 'typed':
      return 'any';
    default:
      return conversion.kind;
  }
}

/** Without what says that it may be left out. */
function unwrap(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable) {
    return unwrap(schema.unwrap() as z.ZodType);
  }
  return schema;
}

function schemaOf(schema: z.ZodType): Schema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
}
