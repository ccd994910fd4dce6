/**
 * What the rooms of the GitHub App share (github §0). A repository is the orchestrator: its default branch is what runs, a pull
 * request is what may run next, and every answer is a check, a comment or a commit.
 */
import type { Backend } from '../../runner/backend/types.ts';
import type { Scheduler } from '../../runner/engine/triggers/types.ts';
import type { Engine } from '../../runner/engine/types.ts';
import type { Repository } from '../../runner/repository/types.ts';
import type { FlowStore } from '../flows/store.ts';

/** A repository that the App is installed on. Its id is its identity: owner and name may change (github §3.2). */
export interface GitHubRepository {
  id: number;
  installationId: number;
  owner: string;
  name: string;
  defaultBranch: string;
}

/**
 * How far what a commit says may be believed; work carries the trust of where it came from and never gains any (github §8.1).
 * `fork`: anybody wrote it. `branch`: somebody who may write to the repository. `default`: it was reviewed.
 */
export type Trust = 'fork' | 'branch' | 'default';

/** Whose executions, KV entries and files: what runs in production, or what runs for one pull request. */
export type Scope = { kind: 'production' } | { kind: 'pull'; number: number };

/**
 * Everything that runs of a repository in one scope: its own state, files and KV, in a folder of its own, so that a pull
 * request can touch nothing of production.
 */
export interface Workspace {
  readonly repository: GitHubRepository;
  readonly scope: Scope;
  readonly trust: Trust;
  /** SHA of the running revision. */
  readonly commit: string;
  /** Flows of the running revision. */
  readonly flows: FlowStore;
  /** The tree of the running revision. */
  readonly tree: Repository;
  readonly backend: Backend;
  readonly engine: Engine;
  /** Names of the secrets that its flows read, sorted: none but in production. */
  readonly secretNames: readonly string[];
  /** In production only: nothing of a pull request is started by a trigger. */
  readonly scheduler?: Scheduler;
  /** Makes another commit the running revision: triggers change at once, executions that run stay on theirs. */
  move(commit: string): Promise<void>;
}

/** A line range of a file that a check speaks of; lines and columns count from 1 (github §2.2). */
export interface Annotation {
  path: string;
  startLine: number;
  endLine: number;
  /** Only where start and end are one line. */
  startColumn?: number;
  endColumn?: number;
  level: 'failure' | 'warning' | 'notice';
  message: string;
  /** At most 255 characters: the id of the rule. */
  title?: string;
  rawDetails?: string;
}

/** A button of a completed check (github §2.2): label at most 20 characters, description 40, identifier 20. */
export interface CheckAction {
  label: string;
  description: string;
  identifier: CheckActionId;
}

/** What buttons ask for. `external_id` of the check says of which execution. */
export type CheckActionId =
  | 'replay'
  | 'replay-failed'
  | 'resume'
  | 'kill'
  | 'test'
  | 'fix'
  | 'explain'
  | 'format';

export type CheckConclusion =
  | 'action_required'
  | 'cancelled'
  | 'failure'
  | 'neutral'
  | 'success'
  | 'skipped'
  | 'timed_out';

/** What a check shows. Markdown within GitHub's limits in bytes, secrets masked, text of users harmless (github §2.2, §9). */
export interface CheckReport {
  /** Without a conclusion the check goes on. */
  conclusion?: CheckConclusion;
  /** Only where there is no conclusion; default `in_progress`. */
  status?: 'queued' | 'in_progress';
  title: string;
  summary: string;
  text?: string;
  annotations?: readonly Annotation[];
  /** At most three, shown when the check has a conclusion. */
  actions?: readonly CheckAction[];
}

/** A check run of this App: one for a commit and name. */
export interface CheckKey {
  repository: GitHubRepository;
  sha: string;
  /** `tutti` is the aggregate that branches may require (github §0.7). */
  name: string;
  /** Id of the execution; the check of another execution of that name is another check run. */
  externalId?: string;
  detailsUrl?: string;
}

/** Shows reports as check runs: coalesced, paged, exactly one check run for a key, also after a restart (github §2.6). */
export interface Checks {
  /**
   * Resolves when what is shown is at least as new as this report. Reports that follow each other within the pace are shown as
   * the last one. Rejects when GitHub refused it for good.
   */
  publish(key: CheckKey, report: CheckReport): Promise<void>;
}

/**
 * Small documents by kind and key, durable and synchronous: which check run shows what, which comment is the sticky one, what
 * was deployed. Keys are the idempotency keys of github §10.
 */
export interface Records {
  get<T>(kind: string, key: string): T | undefined;
  put(kind: string, key: string, value: unknown): void;
  /** Puts it only where there is none; whether it did. */
  claim(kind: string, key: string, value: unknown): boolean;
  /** Those whose key begins with `prefix`, by key. */
  list<T>(kind: string, prefix?: string): { key: string; value: T; updated: number }[];
  delete(kind: string, key: string): void;
}
