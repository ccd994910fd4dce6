import type { Lane } from '../lanes/types.ts';
import type { RunNode, Turn } from '../model.ts';

/** What a flowable task run starts with. */
export interface Opening {
  lane: Lane;
  outputs?: Record<string, unknown>;
}

/** The behaviour of a flowable task (flow-language §6.1). One file each. */
export interface Flowable {
  /**
   * Its children, when the run starts. Expressions are read with `evaluate`; while one is rendered elsewhere it throws
   * `Waiting`, and `open` is called again.
   *
   * @throws EvaluationFailed, or any other error whose message the execution's log shows: the run becomes FAILED.
   */
  open?(turn: Turn, node: RunNode, resume: (turn: Turn) => void): Opening;
  /** Comes before `open` where a run does not begin with its children (Pause); it is not called for one that has some. */
  start?(turn: Turn, node: RunNode, resume: (turn: Turn) => void): void;
  /** The main list is over, whatever became of it; `wait` until its group is stale again. Called until it says `end`. */
  tasksOver?(turn: Turn, node: RunNode): 'end' | 'wait';
  /** The main list ended without a failure; `wait` when the run goes on later instead of ending. */
  mainEnded?(turn: Turn, node: RunNode, resume: (turn: Turn) => void): 'end' | 'wait';
  /** Set where FAILED becomes WARNING whatever the task says (AllowFailure). */
  allowsFailure?: true;
}
