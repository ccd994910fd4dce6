import { z } from 'zod';
import { formatDuration } from '../flow/duration.ts';
import { type Conversion, conversionOf } from './properties.ts';

/** JSON Schema, draft 7, with the keywords that editors add to it. */
export interface JsonSchema {
  $ref?: string;
  type?: string | string[];
  title?: string;
  description?: string;
  /** `description` with Markdown, for editors that show it. */
  markdownDescription?: string;
  /** Editors underline what this schema describes and show the text; for others it is no fault. */
  deprecationMessage?: string;
  /** What an editor says where `pattern` does not match. */
  patternErrorMessage?: string;
  doNotSuggest?: boolean;
  markdownEnumDescriptions?: string[];
  default?: unknown;
  examples?: unknown[];
  enum?: unknown[];
  const?: unknown;
  pattern?: string;
  minimum?: number;
  minItems?: number;
  minLength?: number;
  maxLength?: number;
  properties?: Record<string, JsonSchema | true>;
  additionalProperties?: JsonSchema | boolean;
  propertyNames?: JsonSchema;
  required?: string[];
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  allOf?: JsonSchema[];
  not?: JsonSchema;
  if?: JsonSchema;
  then?: JsonSchema;
  else?: JsonSchema;
  definitions?: Record<string, JsonSchema>;
  $schema?: string;
}

/** Text that holds an expression or a tag, which any dynamic property may be. */
export const expressionPattern = '\\{[{%]';

/** What a duration looks like: ISO-8601, a number of seconds, or an expression (flow-language §4.12). */
export const durationSchema: JsonSchema = {
  type: ['string', 'number'],
  pattern: `^\\s*[+-]?[Pp]|^\\s*[0-9]+([.][0-9]+)?\\s*$|${expressionPattern}`,
  patternErrorMessage: 'A duration is written as PT30S, PT10M, PT2H or P1D.',
};

/**
 * What may be written for the properties of a plugin type, or any other zod schema, as JSON Schema (flow-language §4.12).
 * Dynamic properties accept text with expressions, and defaults are shown as they would be written.
 */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...converted } = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-07',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) =>
      refine(zodSchema as unknown as z.ZodType, jsonSchema as JsonSchema),
  });
  return converted as JsonSchema;
}

/** The schema within those that only say that a value may be left out. */
export function unwrap(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable
    ? unwrap(schema.unwrap() as z.ZodType)
    : schema;
}

/** A rendered default as an author would write it: the milliseconds of a duration become ISO-8601. */
export function writtenDefault(schema: z.ZodType, value: unknown): unknown {
  return conversionOf(unwrap(schema))?.kind === 'duration' && typeof value === 'number'
    ? formatDuration(value)
    : value;
}

function refine(zodSchema: z.ZodType, schema: JsonSchema): void {
  const conversion = conversionOf(unwrap(zodSchema));
  if (conversion) {
    const written = writtenSchema(conversion);
    if (written) {
      delete schema.anyOf;
      delete schema.type;
      Object.assign(schema, written);
    }
  }
  if (schema.default !== undefined) schema.default = writtenDefault(zodSchema, schema.default);
  // What every map of YAML has anyway.
  if (schema.propertyNames?.type === 'string' && Object.keys(schema.propertyNames).length === 1)
    delete schema.propertyNames;
  if (isAnything(schema.additionalProperties)) delete schema.additionalProperties;
  if (
    schema.properties &&
    Object.keys(schema.properties).length === 0 &&
    schema.additionalProperties !== false
  )
    delete schema.properties;
  if (isAnything(schema.items)) delete schema.items;
}

/** What may be written for a property of this kind; `undefined` where the zod schema says it best. */
function writtenSchema(conversion: Conversion): JsonSchema | undefined {
  switch (conversion.kind) {
    case 'string':
      return { type: ['string', 'number', 'boolean', 'array', 'object'] };
    case 'integer':
      return { type: ['integer', 'string'] };
    case 'number':
      return { type: ['number', 'string'] };
    case 'boolean':
      return { type: ['boolean', 'string'] };
    case 'duration':
      return durationSchema;
    default:
      return undefined;
  }
}

function isAnything(schema: JsonSchema | boolean | undefined): boolean {
  return typeof schema === 'object' && Object.keys(schema).length === 0;
}
