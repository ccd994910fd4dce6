import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import type { SuiteResult } from '../../../plugin/instance.ts';
import { boolean, string } from '../../../plugin/properties.ts';
import { connection, instanceOf } from '../connection.ts';
import { logSuite, type Override, overrideOf, resultWith, suiteResult } from './verdict.ts';

/** surfaces §1.6. */
export default defineTask({
  type: 'io.kestra.plugin.kestra.ee.tests.RunTests',
  title: 'Run the unit tests of flows.',
  description: `Every suite of the repository by default. The task ends as the suites do: an error of a test fails it, a test that fails gives
a warning, or fails it too where \`failOnTestFailure\` says so; a suite that is skipped gives a warning.`,
  properties: z.object({
    ...connection,
    namespace: string().optional().describe('Only suites of flows of this namespace.'),
    flowId: string().optional().describe('Only suites of the flow with this id.'),
    includeChildNamespaces: boolean()
      .default(true)
      .describe('Whether the namespaces below `namespace` are meant too.'),
    failOnTestFailure: boolean().default(false).describe('Whether a test that fails makes the task fail.'),
  }),
  outputs: z.object({
    result: z
      .looseObject({
        requestMade: z.record(z.string(), z.unknown()).describe('Which suites were meant.'),
        tenantId: z.string(),
        numberOfTestSuitesToBeRun: z.number(),
        numberOfTestCasesToBeRun: z.number(),
        results: z.array(suiteResult),
      })
      .describe('What came of the suites.'),
    testSuitesRunSuccessCount: z.number().describe('Suites of which every test passed.'),
    testSuitesRunSkippedCount: z.number().describe('Suites that are switched off.'),
    testSuitesRunFailedCount: z.number().describe('Suites with a test that failed or could not be judged.'),
    taskStateOverride: z
      .string()
      .optional()
      .describe('The end that the tests gave the task: WARNING or FAILED.'),
  }),
  runs: 'inline',
  async run(context) {
    const { namespace, flowId, includeChildNamespaces, failOnTestFailure } = context.properties;
    const result = await instanceOf(context).runTests({
      ...(namespace !== undefined && { namespace }),
      ...(flowId !== undefined && { flowId }),
      includeChildNamespaces,
    });
    const { results } = result;
    for (const suite of results) logSuite(context, suite);
    const counts = {
      testSuitesRunSuccessCount: count(results, 'SUCCESS'),
      testSuitesRunSkippedCount: count(results, 'SKIPPED'),
      testSuitesRunFailedCount: count(results, 'FAILED') + count(results, 'ERROR'),
    };
    context.log(
      'INFO',
      `${results.length} test suites: ${counts.testSuitesRunSuccessCount} passed, ${counts.testSuitesRunFailedCount} failed, ${counts.testSuitesRunSkippedCount} skipped`,
    );
    const overrides = results.map(({ state }) => overrideOf(state, failOnTestFailure));
    return resultWith({ result, ...counts }, worst(overrides));
  },
  examples: [
    {
      title: 'Run all unit tests every working day',
      code: `id: nightly_tests
namespace: system

tasks:
  - id: all
    type: io.kestra.plugin.kestra.ee.tests.RunTests
    failOnTestFailure: true

triggers:
  - id: weekdays
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "0 9 * * 1-5"
`,
    },
  ],
});

function count(results: readonly SuiteResult[], state: SuiteResult['state']): number {
  return results.filter((result) => result.state === state).length;
}

function worst(overrides: readonly Override[]): Override {
  return (['FAILED', 'WARNING'] as const).find((state) => overrides.includes(state));
}
