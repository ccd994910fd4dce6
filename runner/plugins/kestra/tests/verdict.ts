import { z } from 'zod';
import type { CaseResult, SuiteResult, TestOutcome } from '../../../plugin/instance.ts';
import type { TaskContext, TaskResult } from '../../../plugin/types.ts';

/** How the results of cases are described, for the documentation. */
export const suiteResult = z
  .looseObject({
    id: z.string().describe('Of this run.'),
    testSuiteId: z.string(),
    namespace: z.string(),
    flowId: z.string(),
    state: z.string().describe('SUCCESS, FAILED, ERROR or SKIPPED.'),
    startDate: z.string(),
    endDate: z.string(),
    results: z.array(z.record(z.string(), z.unknown())).describe('One for each case, with its assertions.'),
  })
  .describe('What came of a suite.');

/** The end that tests give the task; nothing for a success. */
export type Override = 'WARNING' | 'FAILED' | undefined;

/** The end of a task after one suite (surfaces §1.6): an error always fails it. */
export function overrideOf(state: TestOutcome, failOnTestFailure: boolean): Override {
  switch (state) {
    case 'ERROR':
      return 'FAILED';
    case 'FAILED':
      return failOnTestFailure ? 'FAILED' : 'WARNING';
    case 'SKIPPED':
      return 'WARNING';
    case 'SUCCESS':
      return undefined;
  }
}

/** A task's result with the end that tests give it. */
export function resultWith(outputs: Record<string, unknown>, override: Override): TaskResult {
  if (override === undefined) return { outputs };
  return { outputs: { ...outputs, taskStateOverride: override }, state: override };
}

/** One line for each case, and the assertions of it at DEBUG. */
export function logSuite({ log }: Pick<TaskContext<unknown>, 'log'>, suite: SuiteResult): void {
  const name = `${suite.namespace}.${suite.testSuiteId}`;
  if (suite.results.length === 0) log(suite.state === 'ERROR' ? 'ERROR' : 'INFO', `${name}: ${suite.state}`);
  for (const each of suite.results) {
    const reasons = reasonsOf(each);
    const why = reasons.length === 0 ? '' : `: ${reasons.join('; ')}`;
    log(each.state === 'ERROR' ? 'ERROR' : 'INFO', `${name} › ${each.testId}: ${each.state}${why}`);
    for (const line of assertionLines(each)) log('DEBUG', line);
  }
}

function reasonsOf({ errors, assertionResults }: CaseResult): string[] {
  const failed = assertionResults.filter(({ isSuccess }) => !isSuccess);
  return [
    ...errors.map(({ message }) => message),
    ...failed.map(({ errorMessage, operator }) => errorMessage ?? `${operator} does not hold`),
  ];
}

function assertionLines({ assertionResults }: CaseResult): string[] {
  return assertionResults.map(({ operator, expected, actual, isSuccess, taskId }) => {
    const about = taskId === undefined ? '' : `${taskId}: `;
    return `${isSuccess ? '✔' : '✖'} ${about}${operator} ${JSON.stringify(expected)}, found ${JSON.stringify(actual)}`;
  });
}
