/**
 * What a commit says and would do (github §9.2, issue “The GitHub App”): computed from two trees, rendered by `report`. Plain
 * data; all texts are as they were written in the repository, and nobody has made them harmless.
 */

import type { StateName } from '../../../runner/execution/types.ts';
import type { Flow, Violation } from '../../../runner/flow/types.ts';
import type { Reachable } from '../../flows/reachable.ts';
import type { FlowTests } from '../tests/types.ts';

/** A flow by its name. */
export interface FlowName {
  namespace: string;
  id: string;
}

/** The flows that differ between two commits, what is wrong with them, and what the newer commit would do when it runs. */
export interface Verdict {
  /** SHA of the commit that is judged. */
  head: string;
  /** SHA of what it is compared with; absent where there is nothing yet. */
  base?: string;
  /** Changed flows by path, then those that are `affected`. */
  flows: readonly FlowChange[];
  /** Number of flows of `head`, changed or not. */
  total: number;
  /** By file, line and column. Also of files that are no flows, such as the policy and tests. */
  violations: readonly VerdictViolation[];
  /** Text at `head` of each file that has violations, by path: for code frames. */
  sources: Readonly<Record<string, string>>;
  deployment: Deployment;
  /** Runs of changed flows with their outside effects stubbed, where there are any. */
  previews?: readonly Preview[];
  /** Suites of unit tests that the change concerns; absent where unit tests are of no interest. */
  suites?: number;
  /** Changed flows that no suite is about. */
  untested?: FlowName[];
  /** What came of unit tests, once they were run. */
  tests?: readonly FlowTests[];
}

/** One file with a flow. */
export interface FlowChange {
  path: string;
  /** Where it was, if `renamed`. */
  previousPath?: string;
  /** `affected`: the same as before, and looked at because a flow that it runs or listens to changed. */
  change: 'added' | 'modified' | 'removed' | 'renamed' | 'affected';
  /** Name at `head`, of a removed one at `base`; absent where the document cannot be read. */
  name?: FlowName;
  /** The flow at `head`, where it is valid: its graph is shown. */
  flow?: Flow;
}

/** A violation with what helps to repair it. `file` is the path in the repository. */
export interface VerdictViolation extends Violation {
  /** Short name of the rule, such as `unknown-type`: title of the annotation. */
  rule?: string;
  /** What to do: one sentence. */
  hint?: string;
  /** Address of the documentation, ours: never from the repository. */
  docs?: string;
  /** Last line of what is wrong; default `line`. */
  endLine?: number;
  /** Column of its last character, if it ends on the line it begins on. */
  endColumn?: number;
}

/** What making `head` the running revision does, compared with `base`. */
export interface Deployment {
  triggers: readonly TriggerChange[];
  /** Flows that did not change and start because of, or are started by, one that did. */
  downstream: readonly DownstreamFlow[];
  /** What can be reached from flows at `head` and could not at `base`, the same thing once. */
  reachable: readonly Reachable[];
}

/** A trigger that will act differently. */
export interface TriggerChange {
  flow: FlowName;
  id: string;
  /** As written. */
  type: string;
  change: 'start' | 'stop' | 'change';
  /** What it listens to, in words: `0 9 * * 1-5 (Europe/Paris)`. */
  on?: string;
  /** Same, at `base`; of a `change`. */
  previousOn?: string;
  /** ISO instants, at most a few. */
  nextRuns?: readonly string[];
}

/** A flow that a change reaches. */
export interface DownstreamFlow {
  flow: FlowName;
  path: string;
  /** The changed flow. */
  because: FlowName;
  /** `runs`: it has a task that runs the changed one; `listens`: a trigger waits for it. `run`: the changed one runs it. */
  relation: 'runs' | 'listens' | 'run';
}

/** One flow run at `base` and at `head` with its outside effects stubbed (github §9, “pull request preview”). */
export interface Preview {
  flow: FlowName;
  /** Absent where the flow is not there. */
  base?: PreviewRun;
  head?: PreviewRun;
}

/** One side of a preview. */
export interface PreviewRun {
  state: StateName;
  /** Milliseconds. */
  duration: number;
  /** In the order in which they started. */
  tasks: readonly PreviewTask[];
  outputs?: Readonly<Record<string, unknown>>;
  /** Why it could not be run, or failed. */
  error?: string;
}

/** One task run of a preview. Secrets are masked already. */
export interface PreviewTask {
  taskId: string;
  /** The loop's value. */
  value?: string;
  /** `stubbed`: its outputs were recorded or made up. */
  how: 'ran' | 'stubbed' | 'skipped';
  state: StateName;
  /** Milliseconds. */
  duration: number;
  /** Rendered properties. */
  inputs?: Readonly<Record<string, unknown>>;
  outputs?: Readonly<Record<string, unknown>>;
}
