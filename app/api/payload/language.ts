import { taskShape, triggerShape } from '../../../runner/flow/checks/common.ts';
import { flowShape } from '../../../runner/flow/checks/document.ts';
import { inputShape, inputShapes } from '../../../runner/flow/checks/inputs.ts';
import { pluginDefaultShape } from '../../../runner/flow/checks/pluginDefaults.ts';
import type { Property, Shape } from '../../../runner/flow/checks/shape.ts';
import { durationSchema, type JsonSchema } from '../../../runner/plugin/jsonSchema.ts';

/** The types of inputs, with the classes that Kestra's clients know them by (flow-language §2.2). */
export const inputTypes: readonly { type: string; cls: string }[] = Object.keys(inputShapes).map((type) => ({
  type,
  cls: `io.kestra.core.models.flows.input.${classOf(type)}Input`,
}));

/** The JSON Schema of an input of a type; `undefined` where there is no such type. */
export function inputSchema(type: string): JsonSchema | undefined {
  const own = inputShapes[type.toUpperCase()];
  return own && schemaOf({ ...inputShape, ...own, id: { kind: 'text', required: true } });
}

/** The JSON Schemas of the properties that a flow, or every task, trigger or plugin default, has; `undefined` for others. */
export function languageProperties(name: string): JsonSchema['properties'] {
  const shape = Object.hasOwn(shapes, name) ? shapes[name] : undefined;
  return shape && schemaOf(shape).properties;
}

const shapes: Readonly<Record<string, Shape>> = {
  flow: flowShape,
  task: taskShape,
  trigger: triggerShape,
  plugindefault: pluginDefaultShape,
};

/** `Boolean` of `BOOLEAN`; two are written otherwise. */
function classOf(type: string): string {
  if (type === 'DATETIME') return 'DateTime';
  return type === 'URI' ? type : type.charAt(0) + type.slice(1).toLowerCase();
}

function schemaOf(shape: Shape): JsonSchema {
  const entries = Object.entries(shape);
  const required = entries.filter(([, property]) => property.required).map(([name]) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([name, property]) => [name, propertySchema(property)])),
    ...(required.length > 0 && { required }),
  };
}

function propertySchema({ kind, oneOf, min, deprecated }: Property): JsonSchema {
  return {
    ...ofKind[kind],
    ...(oneOf && { enum: [...oneOf] }),
    ...(min !== undefined && { minimum: min }),
    ...(deprecated !== undefined && { deprecationMessage: `Use ${deprecated} instead.` }),
  };
}

const ofKind: Readonly<Record<Property['kind'], JsonSchema>> = {
  text: { type: 'string' },
  boolean: { type: 'boolean' },
  integer: { type: 'integer' },
  duration: durationSchema,
  list: { type: 'array' },
  map: { type: 'object' },
  labels: { type: ['object', 'array'] },
  any: {},
};
