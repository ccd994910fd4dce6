/** What a task reaches of the instance that runs it, besides its own execution (flow-language §6.2, §6.8, §6.9; surfaces §1.6). */
import type { StateName } from '../execution/types.ts';

/** Which executions are meant: those that all of these hold for. */
export interface ExecutionSearch {
  /** Exactly this one. */
  namespace?: string;
  flowId?: string;
  states?: StateName[];
  labels?: Record<string, string>;
  /** ISO instants, inclusive: when they were made. */
  startedAfter?: string;
  startedBefore?: string;
  /** Made by tasks of this execution. */
  triggeredBy?: string;
  /** Whether another execution made it. */
  isChild?: boolean;
  /** `SYSTEM`: the namespace `system`; `USER`: all others. */
  scopes?: readonly ('USER' | 'SYSTEM')[];
}

/** Executions as clients of the API read them (surfaces §10.9), without task runs; newest first. */
export interface FoundExecutions {
  results: Record<string, unknown>[];
  /** How many the search means in all. */
  total: number;
}

/** Executions of this instance, in every namespace; whichever process drives them. */
export interface ExecutionsAccess {
  /** `page` from 1. Secrets are masked. */
  search(search: ExecutionSearch, page: { page: number; size: number }): Promise<FoundExecutions>;
  count(search: ExecutionSearch): Promise<number>;
  /**
   * Lets a paused one go on (flow-language §7.9). Without an id: the one of a flow that was paused last.
   *
   * Rejects where there is none, it is not paused, or not one of the flow that is named, or the inputs are refused.
   */
  resume(
    which: { executionId?: string; namespace?: string; flowId?: string },
    inputs?: Record<string, unknown>,
  ): Promise<void>;
  /** Ends one; with `cascade` those that it made too (flow-language §7.8). Rejects where nothing of it runs. */
  kill(executionId: string, options: { cascade: boolean }): Promise<void>;
  /** Deletes one with what belongs to it, but for what is kept. Rejects where it has not ended. */
  delete(
    executionId: string,
    kept?: { keepLogs?: boolean; keepMetrics?: boolean; keepFiles?: boolean },
  ): Promise<void>;
}

/** A valid flow of the repository, with its text. */
export interface RepositoryFlow {
  /** As clients of the API read it (surfaces §14.1). */
  flow: { namespace: string; id: string; labels?: readonly { key: string; value: string }[] } & Record<
    string,
    unknown
  >;
  source: string;
}

/** The flows of the repository, at the commit of the execution where it is one of Git. */
export interface FlowsAccess {
  /** Those of a namespace, or of all; sorted by namespace and id. */
  list(choice?: { namespace?: string }): Promise<RepositoryFlow[]>;
}

/** Triggers of the repository's flows. */
export interface TriggersAccess {
  /** Switches triggers of a flow on or off: one, or all of them; gives how many. Rejects where there is no such one. */
  toggle(which: { namespace: string; flowId: string; triggerId?: string }, enabled: boolean): Promise<number>;
}

/** What came of a suite of unit tests, as clients of the API read it (surfaces §1.4). */
export interface SuiteResult {
  id: string;
  testSuiteId: string;
  namespace: string;
  flowId: string;
  state: TestOutcome;
  /** ISO instants. */
  startDate: string;
  endDate: string;
  results: readonly CaseResult[];
}

export type TestOutcome = 'SUCCESS' | 'FAILED' | 'ERROR' | 'SKIPPED';

/** What came of one case; further properties are for clients. */
export interface CaseResult {
  testId: string;
  state: TestOutcome;
  assertionResults: readonly {
    operator: string;
    expected?: unknown;
    actual?: unknown;
    isSuccess: boolean;
    taskId?: string;
    description?: string;
    errorMessage?: string;
  }[];
  errors: readonly { message: string; details?: string }[];
}

/** Which suites to run: those that all of these hold for; all of them by default. */
export interface SuiteChoice {
  namespace?: string;
  flowId?: string;
  /** Default true. */
  includeChildNamespaces?: boolean;
}

/** What came of several suites (surfaces §1.5). */
export interface SuiteResults {
  requestMade: SuiteChoice;
  tenantId: string;
  numberOfTestSuitesToBeRun: number;
  numberOfTestCasesToBeRun: number;
  results: readonly SuiteResult[];
}

/** Unit tests of the repository's flows, at the commit of the execution where it is one of Git (surfaces §1.6). */
export interface TestsAccess {
  /** Runs a suite, or some of its cases. Rejects where there is no such suite or case, or its file is not valid. */
  run(which: { namespace: string; testId: string; testCases?: readonly string[] }): Promise<SuiteResult>;
  /** Runs suites one after another. */
  runAll(choice: SuiteChoice): Promise<SuiteResults>;
}
