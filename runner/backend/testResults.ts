/** What came of running a suite of unit tests (surfaces §1.4), as it is kept. */
export interface TestResultRecord {
  id: string;
  testSuiteId: string;
  namespace: string;
  flowId: string;
  /** SUCCESS, FAILED, ERROR or SKIPPED. */
  state: string;
  /** ISO instants. */
  startDate: string;
  endDate: string;
  /** Of its cases; JSON-able. */
  results: readonly unknown[];
}

/** What results can be sorted by. */
export type TestResultOrder =
  | 'id'
  | 'testSuiteId'
  | 'namespace'
  | 'flowId'
  | 'state'
  | 'startDate'
  | 'endDate';

/** Which results to list: those that all of these hold for. */
export interface TestResultQuery {
  testSuiteId: string;
  namespace?: string;
  flowId?: string;
  /** Default: newest first. */
  sort?: readonly { by: TestResultOrder; descending?: boolean }[];
  limit: number;
  offset: number;
}

/** Results of unit tests that a server or a task ran. */
export interface TestResults {
  add(results: readonly TestResultRecord[]): Promise<void>;
  get(id: string): Promise<TestResultRecord | undefined>;
  /** A page, and how many there are in all. */
  search(query: TestResultQuery): Promise<{ results: TestResultRecord[]; total: number }>;
  /** The newest result of each of these suites; those that never ran are left out. */
  last(suites: readonly { namespace: string; id: string }[]): Promise<TestResultRecord[]>;
}
