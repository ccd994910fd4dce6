/**
 * Executions as they are seen and asked for on GitHub (issue “The GitHub App”, github §9.3). Whoever wants one (a comment, a
 * button, an event) says why; the id of the execution follows from the cause, so that asking twice is asking once (github §10).
 */
import type { Execution, Label } from '../../../runner/execution/types.ts';
import type { Flow } from '../../../runner/flow/types.ts';
import type { GitHubRepository, Scope, Workspace } from '../types.ts';

/** Why there is an execution. What a trigger of the running revision started has no record of a cause: the execution says it. */
export type Cause =
  | { kind: 'comment' /** Of the comment. */; id: number; url: string }
  | { kind: 'button' | 'rerequest'; deliveryId: string }
  | { kind: 'event'; deliveryId: string; event: string; triggerId: string };

/** What every wish says. */
interface Wish {
  workspace: Workspace;
  cause: Cause;
  /** Login of the person. */
  startedBy?: string;
  /**
   * SHA that the execution belongs to: its check is seen there from its start. Default: that of the workspace. `none`: it
   * belongs to no commit, and is seen at the running revision when it failed.
   */
  commit?: string | 'none';
}

/** A wish for a new execution of a flow of the workspace. */
export interface StartWish extends Wish {
  flow: Flow;
  /** As submitted; checked against the flow's inputs. */
  inputs?: Record<string, unknown>;
  labels?: readonly Label[];
  /** What `trigger` reads, with an event. */
  variables?: { type: string; values: Record<string, unknown> };
}

/** A wish for a new execution that repeats another one of the workspace. */
export interface ReplayWish extends Wish {
  executionId: string;
  /** `failed`: goes on where it failed. `all` (default): from the start, or from `taskRunId` on. */
  from?: 'all' | 'failed';
  taskRunId?: string;
  /** As submitted; they take the place of the original's. */
  inputs?: Record<string, unknown>;
}

/** What is known of an execution that is, or is to be, a check. Record `execution`, key `<repository id>/<execution id>`. */
export interface ShownExecution {
  scope: Scope;
  /** Where its check is. */
  sha: string;
  namespace: string;
  flowId: string;
  startedBy?: string;
  cause?: Cause;
  /** It belongs to no commit: it is seen only if it fails. */
  onlyFailed?: true;
  /** The check shows its end: nothing is left to do. */
  isFinal?: true;
}

/** Starts executions and shows them as checks. */
export interface Executions {
  /**
   * Makes the execution of the cause, or gives the one that is there; resolves when it is durable.
   *
   * @throws ExecutionRefused for a commit that nobody trusts. @throws InputsError, FlowRefused as `Engine.start`
   */
  start(wish: StartWish): Promise<Execution>;
  /** As `start`. @throws OperationRefused as `Engine.replay` and `Engine.restart` */
  replay(wish: ReplayWish): Promise<Execution>;
  /** Where an execution that was shown is; undefined if none of this repository has this id. */
  find(repository: GitHubRepository, executionId: string): Promise<FoundExecution | undefined>;
  /**
   * Shows what happens in a workspace from now on, and what ended unseen before. Called when a workspace was opened, before
   * its engine recovers; the result ends it.
   */
  watch(workspace: Workspace): () => void;
  /** Whether everything of a workspace that was to be seen is shown with its end. */
  isShown(workspace: Workspace): boolean;
  /** Resolves when every check shows what is known now. */
  settled(): Promise<void>;
}

/** An execution with where it runs. */
export interface FoundExecution {
  workspace: Workspace;
  execution: Execution;
  shown: ShownExecution;
}

/** Gives the open workspace of a scope; undefined where there is none any more, such as that of a closed pull request. */
export type OpenWorkspace = (repository: GitHubRepository, scope: Scope) => Promise<Workspace | undefined>;

/** The trust of the commit does not suffice (github §8.1). */
export class ExecutionRefused extends Error {
  override name = 'ExecutionRefused';
}
