import { flowId, inputId, namespaceId, taskId } from '../../../runner/flow/checks/ids.ts';
import { dependsOnShape, inputShape, inputShapes } from '../../../runner/flow/checks/inputs.ts';
import { outputShape } from '../../../runner/flow/checks/outputs.ts';
import { retryShape, retryShapes } from '../../../runner/flow/checks/retry.ts';
import type { JsonSchema } from '../../../runner/plugin/jsonSchema.ts';
import { requiredOf, shapeProperties, shapeSchema } from './shape.ts';

/** What an id of a flow, a namespace, a task or an input looks like (flow-language §1.2, §1.3, §2.1). */
export const ids: Readonly<Record<'flow' | 'namespace' | 'task' | 'input', JsonSchema>> = {
  flow: idSchema(flowId, 'Letters, digits, dots, dashes and underscores; the first is a letter or a digit.'),
  namespace: idSchema(
    namespaceId,
    'Small letters, digits, dots, dashes and underscores; the first is a letter or a digit.',
  ),
  task: idSchema(taskId, 'Letters, digits, dashes and underscores; the first is a letter or a digit.'),
  input: idSchema(
    inputId,
    'Letters, digits, dots, dashes and underscores; the first is a letter or a digit.',
  ),
};

/** Labels, as a map or as a list (flow-language §1.2). */
export const labels: JsonSchema = {
  anyOf: [
    { type: 'object', additionalProperties: { type: ['string', 'number', 'boolean'] } },
    {
      type: 'array',
      items: {
        type: 'object',
        properties: { key: { type: 'string' }, value: { type: ['string', 'number', 'boolean'] } },
        required: ['key', 'value'],
        additionalProperties: false,
      },
    },
  ],
};

/** A retry: one of three types, each with properties of its own (flow-language §7.4). */
export const retry: JsonSchema = {
  type: 'object',
  properties: { type: { enum: Object.keys(retryShapes) } },
  required: ['type'],
  allOf: Object.entries(retryShapes).map(([type, { shape }]) => ({
    if: { properties: { type: { const: type } }, required: ['type'] },
    then: shapeSchema('retry', { ...retryShape, ...shape }),
  })),
  examples: [{ type: 'constant', interval: 'PT10S', maxAttempts: 3 }],
};

const types = Object.keys(inputShapes);

/** The types of inputs and outputs. Small letters are accepted as well. */
const valueType: JsonSchema = {
  anyOf: [{ enum: types }, { pattern: `^(${types.map((type) => type.toLowerCase()).join('|')})$` }],
};

/** An input: the properties of all inputs, and those of its type (flow-language §2). */
export const input: JsonSchema = {
  type: 'object',
  properties: shapeProperties('input', inputShape, { id: ids.input, type: valueType }),
  required: ['type'],
  // `name` is how ids were called once.
  anyOf: [{ required: ['id'] }, { required: ['name'] }],
  allOf: Object.entries(inputShapes).map(([type, shape]) => ({
    if: { properties: { type: { enum: [type, type.toLowerCase()] } }, required: ['type'] },
    then: {
      type: 'object',
      properties: {
        ...Object.fromEntries(Object.keys(inputShape).map((name) => [name, true as const])),
        ...shapeProperties('input', shape, {
          itemType: valueType,
          values: { items: { type: ['string', 'number', 'boolean'] } },
        }),
      },
      ...(requiredOf(shape).length > 0 && { required: requiredOf(shape) }),
      additionalProperties: false,
    },
  })),
};

/** What an input depends on (flow-language §2.4). */
export const dependsOn: JsonSchema = shapeSchema('dependsOn', dependsOnShape, {
  inputs: { items: { type: 'string' } },
});

/** An output of a flow (flow-language §3.4). */
export const output: JsonSchema = {
  ...shapeSchema('output', outputShape, { id: ids.input, type: valueType, itemType: valueType }),
  required: ['id', 'type', 'value'],
};

function idSchema(
  { pattern, max }: { pattern: string; max?: number },
  patternErrorMessage: string,
): JsonSchema {
  return {
    pattern: `${pattern}$`,
    patternErrorMessage,
    ...(max !== undefined && { minLength: 1, maxLength: max }),
  };
}
