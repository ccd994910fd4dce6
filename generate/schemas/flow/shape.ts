import type { Property, Shape } from '../../../runner/flow/checks/shape.ts';
import { durationSchema, type JsonSchema } from '../../../runner/plugin/jsonSchema.ts';
import { descriptionOf } from './descriptions.ts';

/** A text that YAML may read as something else: `id: 2024`. */
const text: JsonSchema = { type: ['string', 'number', 'boolean'] };

/**
 * Properties of the flow language as JSON Schema. `owner` is the name under which `descriptions.ts` describes them; `more`
 * says what a list or map holds, and is merged into the property's schema.
 *
 * @throws Error where a property has no description
 */
export function shapeProperties(
  owner: string,
  shape: Shape,
  more: Readonly<Record<string, JsonSchema>> = {},
): Record<string, JsonSchema> {
  return Object.fromEntries(
    Object.entries(shape).map(([name, property]) => [
      name,
      {
        ...described(descriptionOf(owner, name)),
        ...(property.deprecated !== undefined && {
          deprecationMessage: `Use ${property.deprecated} instead.`,
        }),
        ...schemaOf(property),
        ...more[name],
      },
    ]),
  );
}

/** A shape as an object that has these properties and no others. */
export function shapeSchema(
  owner: string,
  shape: Shape,
  more: Readonly<Record<string, JsonSchema>> = {},
): JsonSchema {
  const required = requiredOf(shape);
  return {
    type: 'object',
    properties: shapeProperties(owner, shape, more),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}

/** Names of the properties that have to be there. */
export function requiredOf(shape: Shape): string[] {
  return Object.entries(shape).flatMap(([name, { required }]) => (required ? [name] : []));
}

/** A description, once more with its Markdown where it has some. */
export function described(description: string): JsonSchema {
  return /[`*[]/.test(description)
    ? { description: description.replaceAll('`', ''), markdownDescription: description }
    : { description };
}

function schemaOf(property: Property): JsonSchema {
  switch (property.kind) {
    case 'text':
      return property.oneOf ? { enum: [...property.oneOf] } : text;
    case 'boolean':
      return { type: 'boolean' };
    case 'integer':
      return { type: 'integer', ...(property.min !== undefined && { minimum: property.min }) };
    case 'duration':
      return durationSchema;
    case 'list':
      return { type: 'array' };
    case 'map':
      return { type: 'object' };
    case 'labels':
      return { $ref: '#/definitions/labels' };
    case 'any':
      return {};
  }
}
