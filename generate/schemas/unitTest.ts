import { z } from 'zod';
import { type JsonSchema, jsonSchemaOf } from '../../runner/plugin/jsonSchema.ts';
import { list, number, string, typed } from '../../runner/plugin/properties.ts';
import { ids } from './flow/values.ts';

/** The JSON Schema of a unit test of a flow (surfaces §1.1, §1.2). */
export function unitTestSchema(): JsonSchema {
  const schema = jsonSchemaOf(suite);
  const { definitions, ...root } = schema;
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Unit test',
    ...root,
    properties: {
      ...root.properties,
      namespace: { ...(root.properties?.['namespace'] as JsonSchema), ...ids.namespace },
      flowId: { ...(root.properties?.['flowId'] as JsonSchema), ...ids.flow },
    },
    ...(definitions && { definitions }),
  };
}

/** States that a mocked task may end in. */
const states = ['SUCCESS', 'WARNING', 'FAILED', 'KILLED', 'CANCELLED', 'SKIPPED', 'PAUSED'] as const;

const operators = {
  equalTo: typed().describe('The value is this one; text and number differ.'),
  notEqualTo: typed().describe('The value is another one.'),
  contains: string().describe('The text holds this one.'),
  startsWith: string().describe('The text begins with this one.'),
  endsWith: string().describe('The text ends with this one.'),
  greaterThan: number().describe('The number is greater.'),
  greaterThanOrEqualTo: number().describe('The number is greater or the same.'),
  lessThan: number().describe('The number is less.'),
  lessThanOrEqualTo: number().describe('The number is less or the same.'),
  in: list(string()).describe('The value is one of these.'),
  notIn: list(string()).describe('The value is none of these.'),
  isNull: z.union([z.boolean(), z.string()]).describe('There is no value; with false, there is one.'),
  isNotNull: z.union([z.boolean(), z.string()]).describe('There is a value; with false, there is none.'),
  equalsTo: typed().meta({ description: 'Former name of equalTo.', deprecationMessage: 'Use equalTo.' }),
  notEqualsTo: typed().meta({
    description: 'Former name of notEqualTo.',
    deprecationMessage: 'Use notEqualTo.',
  }),
};

const assertion = z
  .strictObject({
    value: typed().describe('What is looked at: an expression that reads the ended execution.'),
    taskId: z.string().optional().describe('Task that the result is shown at.'),
    description: string().optional().describe('What is asserted.'),
    errorMessage: string().optional().describe('What to say where it does not hold.'),
    ...z.object(operators).partial().shape,
  })
  .meta({ anyOf: Object.keys(operators).map((name) => ({ required: [name] })) });

const taskFixture = z.strictObject({
  id: z.string().describe('Id of the task, wherever it is nested.'),
  value: z
    .union([z.string(), z.number(), z.boolean()])
    .optional()
    .describe('Value of the loop for which this counts; without it, runs without a value are meant.'),
  state: z.enum(states).default('SUCCESS').describe('State that the task ends in.'),
  outputs: z.record(z.string(), z.unknown()).optional().describe('Outputs that the task gives.'),
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
      id: z.string().describe('Id of the trigger.'),
      type: z.string().describe('Type of the trigger.'),
      variables: z.record(z.string(), z.unknown()).optional().describe('What `{{ trigger }}` holds.'),
    })
    .optional()
    .describe('What starts the flow.'),
});

const testCase = z.strictObject({
  id: z.string().describe('Name of the case.'),
  type: z.literal('io.kestra.core.tests.flow.UnitTest').describe('Type of the case.'),
  description: z.string().optional().describe('What the case shows.'),
  disabled: z.boolean().default(false).describe('A disabled case is skipped.'),
  fixtures: fixtures.optional().describe('What the flow is given, and which of its tasks are not run.'),
  assertions: z.array(assertion).min(1).describe('What has to hold at the end.'),
});

const suite = z
  .strictObject({
    id: z.string().describe('Name of the suite, unique in its namespace.'),
    namespace: z.string().describe('Namespace of the flow.'),
    flowId: z.string().describe('The flow that is tested.'),
    description: z.string().optional().describe('What the suite is for.'),
    disabled: z.boolean().default(false).describe('A disabled suite is skipped.'),
    testCases: z.array(testCase).min(1).describe('Cases, each an execution of its own.'),
  })
  .describe('Cases that a flow is tried with, and what they have to give.');
