import { z } from 'zod';
import { type JsonSchema, jsonSchemaOf } from '../../runner/plugin/jsonSchema.ts';
import { string, typed } from '../../runner/plugin/properties.ts';
import { fixtureStates } from '../../runner/testing/format/fixtures.ts';
import { formerNames } from '../../runner/testing/format/operators.ts';
import { caseType } from '../../runner/testing/format/suite.ts';
import type { Operator } from '../../runner/testing/types.ts';
import { ids } from './flow/values.ts';

/** The JSON Schema of a suite of unit tests (surfaces §1.1, §1.2). */
export function unitTestSchema(): JsonSchema {
  const { definitions, ...root } = jsonSchemaOf(suite);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Unit test',
    ...root,
    ...(definitions && { definitions }),
  };
}

/** A text in which an expression stands. */
const expression = z.string().regex(/\{[{%]/);
const text = () => z.union([z.string(), z.number(), z.boolean()]);
const number = () => z.union([z.number(), expression, z.string().regex(/^[-+]?\d+(\.\d+)?$/)]);
const boolean = () => z.union([z.boolean(), expression]);
const list = () => z.union([z.array(z.unknown()), expression, z.string().regex(/^\s*\[/)]);

const operators: Readonly<Record<Operator, z.ZodType>> = {
  equalTo: typed().describe('The value is this one; the text "200" and the number 200 differ.'),
  notEqualTo: typed().describe('The value is another one; the text "200" and the number 200 differ.'),
  contains: text().describe('The text holds this one.'),
  startsWith: text().describe('The text begins with this one.'),
  endsWith: text().describe('The text ends with this one.'),
  greaterThan: number().describe('The number is greater.'),
  greaterThanOrEqualTo: number().describe('The number is greater or the same.'),
  lessThan: number().describe('The number is less.'),
  lessThanOrEqualTo: number().describe('The number is less or the same.'),
  in: list().describe('The value is one of these: a list, or an expression that gives one.'),
  notIn: list().describe('The value is none of these: a list, or an expression that gives one.'),
  isNull: boolean().describe('There is no value; with false, there is one.'),
  isNotNull: boolean().describe('There is a value; with false, there is none.'),
};

const formerOperators = Object.fromEntries(
  Object.entries(formerNames).map(([former, name]) => [
    former,
    typed().meta({ description: `Former name of ${name}.`, deprecationMessage: `Use ${name}.` }),
  ]),
);

const allOperators = { ...operators, ...formerOperators };

/** An id, with the pattern that it has to match. */
const named = (id: JsonSchema, description: string) => z.string().meta({ ...id, description });

const assertion = z
  .strictObject({
    value: typed().describe('What is looked at: an expression that reads the ended execution.'),
    taskId: z.string().optional().describe('Task that the result is shown at.'),
    description: string().optional().describe('What is asserted.'),
    errorMessage: string().optional().describe('What to say where it does not hold.'),
    ...z.object(allOperators).partial().shape,
  })
  .meta({ anyOf: Object.keys(allOperators).map((name) => ({ required: [name] })) });

const taskFixture = z.strictObject({
  id: named(ids.task, 'Id of the task, wherever it is nested.'),
  value: z
    .union([z.string(), z.number(), z.boolean()])
    .optional()
    .describe(
      'Value of the loop for which this counts; without it, every run is meant that has no fixture of its own.',
    ),
  state: z.enum(fixtureStates).default('SUCCESS').describe('State that the task ends in.'),
  outputs: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('Outputs that the task gives; texts may hold expressions.'),
  description: string().optional().describe('Why the task is not run.'),
});

const fixtures = z.strictObject({
  inputs: z.record(z.string(), z.unknown()).optional().describe('Inputs of the execution.'),
  files: z
    .record(z.string(), z.string())
    .optional()
    .describe("Files by name, as content or as the URI of a namespace file: `{{ read(files['name']) }}`."),
  tasks: z
    .array(taskFixture)
    .optional()
    .describe('Tasks that are not run, but end as is written here. All others run.'),
  trigger: z
    .strictObject({
      id: named(ids.task, 'Id of the trigger.'),
      type: z.string().describe('Type of the trigger.'),
      variables: z.record(z.string(), z.unknown()).optional().describe('What `{{ trigger }}` holds.'),
    })
    .optional()
    .describe('What starts the flow.'),
  time: z
    .string()
    .optional()
    .meta({
      description: 'Instant at which the execution begins, in place of the real one.',
      examples: ['2025-01-31T09:00:00Z'],
    }),
});

const testCase = z.strictObject({
  id: named(ids.flow, 'Name of the case.'),
  type: z.literal(caseType).describe('Type of the case.'),
  description: z.string().optional().describe('What the case shows.'),
  disabled: z.boolean().default(false).describe('A disabled case is skipped.'),
  fixtures: fixtures.optional().describe('What the flow is given, and which of its tasks are not run.'),
  assertions: z.array(assertion).min(1).describe('What has to hold at the end.'),
});

const suite = z
  .strictObject({
    id: named(ids.flow, 'Name of the suite, unique in its namespace.'),
    namespace: named(ids.namespace, 'Namespace of the flow.'),
    flowId: named(ids.flow, 'The flow that is tested.'),
    description: z.string().optional().describe('What the suite is for.'),
    disabled: z.boolean().default(false).describe('A disabled suite is skipped.'),
    testCases: z.array(testCase).min(1).describe('Cases, each an execution of its own.'),
  })
  .describe('Cases that a flow is tried with, and what they have to give.');
