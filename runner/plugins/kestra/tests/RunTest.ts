import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { boolean, list, string } from '../../../plugin/properties.ts';
import { connection, instanceOf } from '../connection.ts';
import { logSuite, overrideOf, resultWith, suiteResult } from './verdict.ts';

/** surfaces §1.6. */
export default defineTask({
  type: 'io.kestra.plugin.kestra.ee.tests.RunTest',
  title: 'Run a suite of unit tests of a flow.',
  description: `The suite is a file of the repository. The task ends as the suite does: an error of a test fails it, a test that fails gives a
warning, or fails it too where \`failOnTestFailure\` says so; a suite that is skipped gives a warning.`,
  properties: z.object({
    ...connection,
    namespace: string().describe('Of the suite, which is that of its flow.'),
    testId: string().describe('Id of the suite.'),
    testCases: list(string()).optional().describe('Ids of the cases to run; all of them by default.'),
    failOnTestFailure: boolean().default(false).describe('Whether a test that fails makes the task fail.'),
  }),
  outputs: z.object({
    result: suiteResult,
    taskStateOverride: z
      .string()
      .optional()
      .describe('The end that the tests gave the task: WARNING or FAILED.'),
  }),
  runs: 'inline',
  async run(context) {
    const { namespace, testId, testCases, failOnTestFailure } = context.properties;
    const result = await instanceOf(context).runTest({
      namespace,
      testId,
      ...(testCases && { testCases }),
    });
    logSuite(context, result);
    return resultWith({ result }, overrideOf(result.state, failOnTestFailure));
  },
  examples: [
    {
      title: 'Test a flow before it is run',
      code: `id: tested_orders
namespace: company.team

tasks:
  - id: tests
    type: io.kestra.plugin.kestra.ee.tests.RunTest
    namespace: company.team
    testId: orders_suite
    failOnTestFailure: true
  - id: orders
    type: io.kestra.plugin.core.flow.Subflow
    namespace: company.team
    flowId: orders
`,
    },
  ],
});
