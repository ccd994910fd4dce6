/** What of flows their unit tests have run. */

/** What can be reached in a flow. */
export type PointKind =
  | 'task'
  | 'branch'
  | 'errors'
  | 'finally'
  | 'afterExecution'
  | 'loop'
  | 'runIf'
  | 'retry'
  | 'allowFailure'
  | 'trigger'
  | 'input';

/** One thing that tests can reach. */
export interface CoveragePoint {
  kind: PointKind;
  /** `greet`, `decide: else`, `each: many values`: unique among the points of its kind. */
  name: string;
  /** 1-based, in the flow's file. */
  line: number;
  /** Last line of the task, property or block. */
  endLine: number;
  /** How often it was reached. */
  hits: number;
  /** Of `hits`, those by a task that a fixture ended instead of running it. */
  mocked: number;
}

/** How many points were reached. */
export interface CoverageSummary {
  points: number;
  hit: number;
  /** 0 to 100, not rounded; 100 where there are no points. */
  percent: number;
}

/** What of one flow was reached. */
export interface FlowCoverage {
  file: string;
  namespace: string;
  flowId: string;
  /** In the order of the file's sections. */
  points: CoveragePoint[];
  summary: CoverageSummary;
}

/** What of all flows was reached. */
export interface Coverage {
  /** Of this shape. */
  version: 1;
  flows: FlowCoverage[];
  total: CoverageSummary;
}
