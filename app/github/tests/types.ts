import type { FlowCoverage } from '../../../runner/testing/coverage/types.ts';
import type { SuiteReport } from '../../../runner/testing/types.ts';
import type { FlowName } from '../verdict/types.ts';

/** Suites to run at a commit, as it is told to the thread that runs them. Plain data. */
export interface TestJob {
  /** The bare repository. */
  folder: string;
  commit: string;
  /** Files of suites. */
  files: readonly string[];
  /** Only mocked tasks and such that compute run, and nothing is reached (github §8.2). */
  sandboxed: boolean;
  /** For all of them, milliseconds. */
  timeout: number;
  /** Modules of further plugins. */
  plugins: readonly string[];
}

/** What came of a suite at a commit: small, and without the execution. */
export interface SuiteOutcome {
  report: SuiteReport;
  /** Of its flow, by this suite alone. Absent where the flow cannot be read. */
  coverage?: FlowCoverage;
}

/** How far the cases of a flow's suites came. */
export interface FlowTests {
  flow: FlowName;
  passed: number;
  cases: number;
  /** None failed, none could not be judged. */
  isPassed: boolean;
}

/** What came of the tests of a commit. */
export interface TestsDone {
  outcomes: SuiteOutcome[];
  /** Milliseconds that running took; suites whose results were known took none. */
  duration: number;
  /** Why some were not run; a sentence. */
  problem?: string;
  /** Time was over before all were run. */
  isLate?: boolean;
}
