/**
 * How the rooms of the App learn what happened on GitHub. Deliveries are hints (github §0.5): every handler makes “ref X of
 * repository Y is at SHA Z” true, is called again after a crash, after a doubled delivery and by the sweeps, and must do the
 * same once more without a second effect. One that rejects is called again later, with growing pauses.
 */
import type { Logger } from 'pino';
import type { GitHubAccess } from './client/types.ts';
import type { GitHubRepository, Records } from './types.ts';

/** What a room offers; it registers only what it cares about. */
export interface Handlers {
  /** A branch points to another commit, is new, or is gone. Tags and branches of merge queues are not told. */
  branchMoved?(hint: BranchMoved): Promise<void>;
  /** The head or the base of an open pull request is not what it was, or it was opened, reopened or made ready for review. */
  pullMoved?(hint: PullMoved): Promise<void>;
  pullClosed?(hint: PullClosed): Promise<void>;
  /** A merge queue asks for checks of a commit, or wants none any more (github §2.4). */
  mergeGroup?(hint: MergeGroup): Promise<void>;
  /** Somebody wrote a new comment; edited ones are never told (github §4.2). */
  comment?(hint: CommentCreated): Promise<void>;
  /** Somebody pressed a button of a check of this App. */
  checkAction?(hint: CheckActionRequested): Promise<void>;
  /** Somebody wants a check, or all of a commit, once more (github §2.3). */
  checkRerequested?(hint: CheckRerequested): Promise<void>;
  /** The App has reached, or lost, repositories. The registry knows as soon as this resolved. */
  installationChanged?(hint: InstallationChanged): Promise<void>;
  /** Every delivery that belongs to a known repository, as GitHub sent it: for triggers. Never called by a sweep. */
  event?(hint: GitHubEvent): Promise<void>;
  /** Looks after what may have been left behind in a repository, such as checks that nobody goes on with (github §3.2.3). */
  swept?(hint: Hint): Promise<void>;
}

/** What rooms get of the App to do their work; given to `register` functions once, at the start. */
export interface AppServices {
  records: Records;
  registry: Registry;
  github: GitHubAccess;
  log: Logger;
  /** Epoch, milliseconds. */
  now(): number;
  /** Folder of everything the App keeps, `TUTTI_HOME`; that of a repository is `<home>/github/<repository id>`. */
  home: string;
  /** Where people reach this server, without a slash at the end, for links; undefined where nobody said. */
  url?: string;
  /** Puts a hint into the durable queue, as a sweep does. */
  enqueue(hint: SyntheticHint): void;
}

/** Repositories that the App is installed on, durable, by id: names change (github §3.2.5). */
export interface Registry {
  get(id: number): GitHubRepository | undefined;
  /** Whatever it is called now: owner and name in any case. */
  find(owner: string, name: string): GitHubRepository | undefined;
  list(): GitHubRepository[];
}

/** Who did it. `type` is `User`, `Bot` or `Organization`. */
export interface Sender {
  login: string;
  id: number;
  type: string;
}

/** What every hint tells. */
export interface Hint {
  repository: GitHubRepository;
  /** Id of the delivery, the same when it is repeated; one of a sweep begins with `sweep-`. */
  deliveryId: string;
  /** When this server got it, epoch milliseconds: a time that nobody can forge (github §4.3.6). */
  receivedAt: number;
  /** Missing in a sweep. */
  sender?: Sender;
  /** Aborted when the server ends; what was not done is done again at the next start. */
  signal: AbortSignal;
}

export interface BranchMoved extends Hint {
  /** Without `refs/heads/`. */
  branch: string;
  isDefault: boolean;
  /** Undefined: the branch is gone. */
  sha?: string;
  /** Message of that commit, where it is known. */
  message?: string;
}

export interface PullMoved extends Hint {
  number: number;
  head: { sha: string; branch: string; repositoryId?: number };
  base: { sha: string; branch: string };
  /** The head is not in this repository: compared by id, and true where the head's repository is gone (github §8.2). */
  isFork: boolean;
  isDraft: boolean;
  author: Sender;
}

export interface PullClosed extends Hint {
  number: number;
  isMerged: boolean;
  sha: string;
}

export interface MergeGroup extends Hint {
  kind: 'requested' | 'destroyed';
  head: { sha: string; branch: string };
  base: { sha: string; branch: string };
}

export interface CommentCreated extends Hint {
  id: number;
  body: string;
  url: string;
  /** GitHub's time, epoch milliseconds. */
  createdAt: number;
  /** Of the issue or pull request. */
  number: number;
  isPull: boolean;
  author: Sender;
  /** An App wrote it in the name of its author (github §4.3.2). */
  isByApp: boolean;
}

/** The check run that was pressed. */
export interface PressedCheck {
  id: number;
  name: string;
  sha: string;
  /** Id of the execution that it shows. */
  externalId?: string;
}

export interface CheckActionRequested extends Hint {
  sender: Sender;
  check: PressedCheck;
  /** As GitHub sent it: compare with `CheckActionId`. */
  identifier: string;
}

export interface CheckRerequested extends Hint {
  sender: Sender;
  sha: string;
  /** Without it: all checks of the commit. */
  check?: PressedCheck;
  /** Numbers of the open pull requests that GitHub names; none for those of forks. */
  pulls: readonly number[];
}

export interface InstallationChanged {
  installationId: number;
  /** Repositories that are there now and were not before. */
  added: readonly GitHubRepository[];
  /** Repositories that are reached no more: removed, deleted, suspended, or the App was uninstalled. */
  removed: readonly GitHubRepository[];
  deliveryId: string;
}

export interface GitHubEvent extends Hint {
  /** Such as `pull_request`. */
  name: string;
  action?: string;
  /** The body of the delivery. */
  payload: Readonly<Record<string, unknown>>;
}

/** What to look at: the truth is asked for when its turn comes. */
export type SyntheticHint =
  | { kind: 'branch'; repositoryId: number; branch: string }
  | { kind: 'pull'; repositoryId: number; number: number }
  | { kind: 'sweep'; repositoryId: number };
