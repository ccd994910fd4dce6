/** The evaluation set of Copilot: what is asked, what must hold of the answer, and what came of asking. */
import type { CopilotFailure, TokenUsage, Wish } from '../../app/copilot/types.ts';

/** One prompt, where it is said, and how its answer is judged. */
export interface EvaluationCase {
  /** Unique; names the recording. */
  id: string;
  level: 'easy' | 'medium' | 'hard';
  prompt: string;
  namespace: string;
  /** Files of the repository by path: flows, suites, namespace files. */
  files: Readonly<Record<string, string>>;
  /** The one of `files` that is to change; without it a new flow is asked for. */
  flow?: string | undefined;
  tests: boolean;
  conversation?: Wish['conversation'];
  failure?: Wish['failure'];
  expect: Expectation;
}

/**
 * What must hold. Parts of flows are written as in a flow, with what matters alone: a mapping stands for every mapping that has at
 * least its properties, a list for every list that has at least its items, a text between slashes for every value that the regular
 * expression finds.
 */
export interface Expectation {
  /** What comes of it; `proposal` unless another is named. */
  outcome: 'proposal' | CopilotFailure;
  /** Parts that stand somewhere in the flow. */
  has: readonly unknown[];
  /** Parts that stand nowhere in it. */
  lacks: readonly unknown[];
  /** Values by property path: `tasks[fetch].retry.maxAttempts`, `triggers[0].cron`. */
  at: Readonly<Record<string, unknown>>;
  /** Regular expressions that find something in the text of the flow. */
  matches: readonly string[];
  /** Regular expressions that find nothing in any file that would be written. */
  never: readonly string[];
  /** Of an edit: lines of the original that may go or change, without their indentation. All others stay, byte for byte, in order. */
  loses: readonly string[];
  /** Regular expressions for the names of secrets that are to be created. */
  secrets: readonly string[];
  /** Test cases that must pass, at least. */
  cases: number;
}

/** What came of asking once. */
export interface Outcome {
  id: string;
  level: EvaluationCase['level'];
  passed: boolean;
  /** What did not hold; sentences. */
  failures: string[];
  /** Answers of the model; 0 where none was judged. */
  rounds: number;
  usage: TokenUsage;
  milliseconds: number;
}
