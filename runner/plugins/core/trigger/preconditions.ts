import { z } from 'zod';
import { fixed } from '../../../plugin/properties.ts';
import { states } from '../condition/states.ts';
import { timeWindow } from './timeWindow.ts';

const filterTypes = [
  'EQUAL_TO',
  'NOT_EQUAL_TO',
  'IN',
  'NOT_IN',
  'IS_TRUE',
  'IS_FALSE',
  'IS_NULL',
  'IS_NOT_NULL',
  'STARTS_WITH',
  'ENDS_WITH',
  'REGEX',
  'CONTAINS',
] as const;

/** One test of an ended execution; whether it compares with one value or several depends on its type (§1.4). */
const filter = z
  .strictObject({
    field: z.enum(['FLOW_ID', 'NAMESPACE', 'STATE', 'EXPRESSION']).describe('What is tested.'),
    type: z.enum(filterTypes).describe('How it is tested.'),
    value: z.union([z.string(), z.number(), z.boolean()]).optional().describe('Value to compare with.'),
    values: z
      .array(z.union([z.string(), z.number(), z.boolean()]))
      .optional()
      .describe('Values for IN and NOT_IN.'),
  })
  .superRefine(({ type, value, values }, context) => {
    const several = type === 'IN' || type === 'NOT_IN';
    const [wanted, unwanted] = several ? (['values', 'value'] as const) : (['value', 'values'] as const);
    const given = { value, values };
    if (given[wanted] === undefined) {
      context.addIssue({
        code: 'custom',
        path: [wanted],
        message: `\`${wanted}\` cannot be null for type ${type}`,
      });
    }
    if (given[unwanted] !== undefined) {
      context.addIssue({
        code: 'custom',
        path: [unwanted],
        message: `\`${unwanted}\` must be null for type ${type}`,
      });
    }
  });

/** What has to have happened before a Flow trigger fires (flow-language §6.13, Flow). */
export const preconditions = () =>
  fixed(
    z.strictObject({
      id: z.string().describe('Names the window; unique in the flow.'),
      timeWindow: timeWindow().optional().describe('Within which time everything has to happen.'),
      resetOnSuccess: z.boolean().default(true).describe('Whether everything has to happen anew afterwards.'),
      flows: z
        .array(
          z.strictObject({
            namespace: z.string(),
            flowId: z.string().optional(),
            states: states().optional(),
            labels: z.union([z.record(z.string(), z.unknown()), z.array(z.looseObject({}))]).optional(),
          }),
        )
        .optional()
        .describe('Flows that have to end.'),
      where: z
        .array(
          z.strictObject({
            id: z.string(),
            operand: z.enum(['AND', 'OR']).default('AND'),
            filters: z.array(filter).min(1, 'must not be empty'),
          }),
        )
        .optional()
        .describe('Executions that have to end, described by filters.'),
    }),
  );
