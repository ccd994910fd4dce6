/** Unit tests of flows (surfaces §1): what a suite says, and what came of running it. */

import type { ExecutionDocument, LogEntry, StateName } from '../execution/types.ts';
import type { Violation } from '../flow/types.ts';
import type { Mapping, Path } from '../flow/values.ts';

/** A suite, before it is parsed. */
export interface SuiteSource {
  /** Path relative to the repository's root, with slashes. */
  file: string;
  source: string;
  /** Why it cannot be read; a sentence. */
  problem?: string;
}

/** Cases about one flow (surfaces §1.1). */
export interface TestSuite {
  id: string;
  /** That of the flow. */
  namespace: string;
  flowId: string;
  description?: string;
  /** It is SKIPPED, without results of its cases. */
  disabled: boolean;
  testCases: TestCase[];
}

/** One execution of the flow, and what must hold of it (surfaces §1.1). */
export interface TestCase {
  id: string;
  type: string;
  description?: string;
  /** It is SKIPPED. */
  disabled: boolean;
  fixtures: Fixtures;
  assertions: Assertion[];
}

/** What a case gives to the execution. */
export interface Fixtures {
  /** As submitted: checked and defaulted like those of any execution. */
  inputs?: Mapping;
  /** Content by name, or a text with `fileURI(…)`, which names a namespace file; expressions read `files['name']`, a URI. */
  files?: Readonly<Record<string, string>>;
  tasks: TaskFixture[];
  /** Fills `trigger.*`. */
  trigger?: { id: string; type: string; variables?: Mapping };
  /** ISO instant that the execution begins at, in place of the real one. Ours: Kestra has no such property. */
  time?: string;
}

/** What a task gives instead of running (surfaces §1.1, §1.3). */
export interface TaskFixture {
  /** Of the task, at any depth. */
  id: string;
  /** Of the iteration; without it, every run of the task that no other fixture names. */
  value?: string;
  state: StateName;
  /** Rendered with what the case knows when the task would run. */
  outputs?: Mapping;
  description?: string;
}

/** Operators of assertions in the order in which they are evaluated (surfaces §1.2). */
export const operators = [
  'equalTo',
  'notEqualTo',
  'contains',
  'startsWith',
  'endsWith',
  'greaterThan',
  'greaterThanOrEqualTo',
  'lessThan',
  'lessThanOrEqualTo',
  'in',
  'notIn',
  'isNull',
  'isNotNull',
] as const;

export type Operator = (typeof operators)[number];

/** What must hold of a finished execution (surfaces §1.2). */
export interface Assertion {
  /** Text is rendered against the finished execution. */
  value: unknown;
  /** All must hold; each gives a result of its own. */
  operators: { operator: Operator; expected: unknown }[];
  /** That it speaks of. */
  taskId?: string;
  description?: string;
  errorMessage?: string;
}

/** What reading a suite gives. `suite` is present exactly when no violation has severity `error`. */
export interface SuiteDocument extends SuiteSource {
  suite?: TestSuite;
  violations: Violation[];
  /** 1-based position of a property path such as `['testCases', 0, 'assertions', 1]`; with `offset`, of that character of its text. */
  locate(path: Path, offset?: number): { line: number; column: number } | undefined;
}

export type TestState = 'SUCCESS' | 'FAILED' | 'ERROR' | 'SKIPPED';

/** What came of one operator of an assertion (surfaces §1.4). */
export interface AssertionResult {
  operator: string;
  expected: unknown;
  actual: unknown;
  isSuccess: boolean;
  taskId?: string;
  description?: string;
  /** The author's text, else one that was made. Present where it does not hold. */
  errorMessage?: string;
}

/** Why a case could not be judged (surfaces §1.4). */
export interface AssertionRunError {
  message: string;
  details?: string;
}

/** What came of one case, as clients of the API see it (surfaces §1.4). */
export interface UnitTestResult {
  testId: string;
  testType: string;
  executionId: string;
  url: string;
  state: TestState;
  assertionResults: AssertionResult[];
  errors: AssertionRunError[];
  fixtures: Mapping;
}

/** What came of a suite, as clients of the API see it (surfaces §1.4). */
export interface TestSuiteRunResult {
  id: string;
  testSuiteId: string;
  namespace: string;
  flowId: string;
  state: TestState;
  /** ISO instants. */
  startDate: string;
  endDate: string;
  results: UnitTestResult[];
}

/** A place in a file, for annotations. */
export interface Place {
  file: string;
  /** 1-based. */
  line: number;
  column: number;
}

/** What came of one case, with what a person needs to see why. */
export interface CaseReport {
  result: UnitTestResult;
  description?: string;
  /** Milliseconds. */
  duration: number;
  place: Place;
  /** Where each of `result.assertionResults` is written; the property of its operator. */
  assertionPlaces: Place[];
  /** Where each of `result.errors` belongs: an assertion, a fixture, or the case. */
  errorPlaces: Place[];
  /** The ended execution; absent where none was made. */
  execution?: ExecutionDocument;
  /** Of its tasks from DEBUG on, secrets masked; the last ones, where there are many. */
  logs: LogEntry[];
}

/** What came of a suite, with what a person needs to see why. */
export interface SuiteReport {
  result: TestSuiteRunResult;
  file: string;
  /** Milliseconds. */
  duration: number;
  cases: CaseReport[];
  /** Why no case was run: the suite or its flow is not valid. Empty otherwise. */
  violations: Violation[];
}

/** What came of all suites of a run. */
export interface TestReport {
  suites: SuiteReport[];
  /** Milliseconds. */
  duration: number;
  counts: TestCounts;
}

/** Cases by what came of them; suites that could not be run are in `errors`. */
export interface TestCounts {
  suites: number;
  cases: number;
  passed: number;
  failed: number;
  errors: number;
  skipped: number;
}
