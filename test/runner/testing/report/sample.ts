import type {
  AssertionResult,
  CaseReport,
  SuiteReport,
  TestReport,
  TestState,
} from '../../../../runner/testing/types.ts';

/** A suite's file, as the samples are written. */
export const file = 'shop.prod/tests/orders_suite.yaml';

/** A result of an assertion that holds; `change` makes it another. */
export function assertionOf(change: Partial<AssertionResult> = {}): AssertionResult {
  return { operator: 'equalTo', expected: 200, actual: 200, isSuccess: true, ...change };
}

/** A case with these results; its assertions are written from line 10 on. */
export function caseOf(
  testId: string,
  state: TestState,
  assertionResults: AssertionResult[] = [],
  change: Partial<CaseReport> = {},
): CaseReport {
  return {
    result: {
      testId,
      testType: 'io.kestra.core.tests.flow.UnitTest',
      executionId: `execution-${testId}`,
      url: '',
      state,
      assertionResults,
      errors: [],
      fixtures: {},
    },
    duration: 12,
    place: { file, line: 5, column: 5 },
    assertionPlaces: assertionResults.map((_, index) => ({ file, line: 10 + index, column: 9 })),
    errorPlaces: [],
    logs: [],
    ...change,
  };
}

/** A case that could not be judged. */
export function brokenCaseOf(testId: string, message: string, details?: string): CaseReport {
  const made = caseOf(testId, 'ERROR', [], { errorPlaces: [{ file, line: 20, column: 7 }] });
  return {
    ...made,
    result: { ...made.result, errors: [{ message, ...(details !== undefined && { details }) }] },
  };
}

/** A suite of these cases. */
export function suiteOf(id: string, cases: CaseReport[], change: Partial<SuiteReport> = {}): SuiteReport {
  const states = cases.map(({ result }) => result.state);
  const worst = (['ERROR', 'FAILED', 'SUCCESS', 'SKIPPED'] as const).find((state) => states.includes(state));
  return {
    result: {
      id: `run-${id}`,
      testSuiteId: id,
      namespace: 'shop.prod',
      flowId: 'orders',
      state: worst ?? 'ERROR',
      startDate: '2026-11-23T02:00:00.000Z',
      endDate: '2026-11-23T02:00:01.000Z',
      results: cases.map(({ result }) => result),
    },
    file,
    duration: 34,
    cases,
    violations: [],
    ...change,
  };
}

/** A suite that is not valid. */
export function invalidSuiteOf(id: string, message: string): SuiteReport {
  return suiteOf(id, [], {
    violations: [{ file, line: 3, column: 9, path: 'flowId', message, severity: 'error' }],
  });
}

/** A report of these suites, counted. */
export function reportOf(...suites: SuiteReport[]): TestReport {
  const states = suites.flatMap(({ cases }) => cases.map(({ result }) => result.state));
  const number = (state: TestState) => states.filter((each) => each === state).length;
  const invalid = suites.filter(({ violations }) => violations.length > 0).length;
  return {
    suites,
    duration: 56,
    counts: {
      suites: suites.length,
      cases: states.length,
      passed: number('SUCCESS'),
      failed: number('FAILED'),
      errors: number('ERROR') + invalid,
      skipped: number('SKIPPED'),
    },
  };
}
