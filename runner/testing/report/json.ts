import type { Violation } from '../../flow/types.ts';
import type {
  AssertionResult,
  AssertionRunError,
  Place,
  TestCounts,
  TestReport,
  TestState,
} from '../types.ts';
import { plainOf } from './values.ts';

/** What `tutti test --json` prints. Properties are added, never renamed. */
export interface TestDocument {
  state: TestState;
  counts: TestCounts;
  /** Milliseconds. */
  duration: number;
  suites: SuiteEntry[];
}

interface SuiteEntry {
  id: string;
  namespace: string;
  flowId: string;
  file: string;
  state: TestState;
  /** ISO instants. */
  startDate: string;
  endDate: string;
  duration: number;
  /** Why no case was run; empty where they were. */
  violations: Violation[];
  cases: CaseEntry[];
}

interface CaseEntry extends Place {
  id: string;
  description?: string;
  state: TestState;
  duration: number;
  executionId: string;
  /** State of the execution; absent where none was made. */
  executionState?: string;
  assertions: (AssertionResult & Place)[];
  errors: (AssertionRunError & Place)[];
  /** Of cases that did not succeed: `timestamp`, `level`, `taskId`, `message`. */
  logs: { timestamp: string; level: string; taskId?: string; message: string }[];
}

/** A report as a document for programs. Texts should be masked (`masked`). */
export function testDocument(report: TestReport): TestDocument {
  const { suites, counts, duration } = report;
  return { state: stateOf(report), counts, duration: Math.round(duration), suites: suites.map(suiteEntry) };
}

/** The state of all, by the rule for a suite (surfaces §1.4); a suite that is not valid is an error. */
export function stateOf({ suites }: TestReport): TestState {
  const states = new Set(
    suites.map(({ result, violations }) => (isInvalid(violations) ? 'ERROR' : result.state)),
  );
  if (states.has('ERROR')) return 'ERROR';
  if (states.has('FAILED')) return 'FAILED';
  return states.has('SUCCESS') ? 'SUCCESS' : 'SKIPPED';
}

/** Whether violations kept a suite from being run. */
export function isInvalid(violations: readonly Violation[]): boolean {
  return violations.some(({ severity }) => severity === 'error');
}

function suiteEntry({ result, file, duration, cases, violations }: TestReport['suites'][number]): SuiteEntry {
  const { testSuiteId: id, namespace, flowId, state, startDate, endDate } = result;
  return {
    ...{ id, namespace, flowId, file, state, startDate, endDate },
    duration: Math.round(duration),
    violations,
    cases: cases.map(caseEntry),
  };
}

function caseEntry(each: TestReport['suites'][number]['cases'][number]): CaseEntry {
  const { result, description, duration, place, execution } = each;
  const { testId: id, state, executionId } = result;
  return {
    id,
    ...(description !== undefined && { description }),
    state,
    ...place,
    duration: Math.round(duration),
    executionId,
    ...(execution !== undefined && { executionState: execution.state.current }),
    assertions: result.assertionResults.map((assertion, index) => ({
      ...assertion,
      expected: plainOf(assertion.expected),
      actual: plainOf(assertion.actual),
      ...(each.assertionPlaces[index] ?? place),
    })),
    errors: result.errors.map((error, index) => ({ ...error, ...(each.errorPlaces[index] ?? place) })),
    logs:
      state === 'SUCCESS'
        ? []
        : each.logs.map(({ timestamp, level, taskId, message }) => ({
            timestamp,
            level,
            ...(taskId !== undefined && { taskId }),
            message,
          })),
  };
}
