/**
 * Copilot on GitHub (issue “Copilot”; github §3.7, §4.2): a command or a button becomes one draft pull request, or one commit on the
 * branch of a pull request. The model has no token and chooses no branch: what is written is decided here (github §0.14).
 */
import type { Wish } from '../../copilot/types.ts';
import type { GitHubRepository } from '../types.ts';

/** Where a proposal goes to, with the commit that it is made for. */
export type Target =
  /** A branch and a draft pull request of its own, from the head of the default branch. */
  | { kind: 'new'; sha: string }
  /** A commit on the head branch of a pull request of this repository. */
  | {
      kind: 'pull';
      sha: string;
      number: number;
      branch: string /** SHA of the head of its base. */;
      base: string;
    };

/** One wish of one person, from wherever it came. */
export interface Job {
  /** Unique within the repository, and the same after a crash: the wish has one effect (github §10). */
  id: string;
  repository: GitHubRepository;
  /** Login of who asks. */
  user: string;
  /** The thread where it was asked for. */
  number?: number;
  /** Whether that is a pull request. */
  isPull: boolean;
  target: Target;
  prompt: string;
  /** As `namespace.id`, id or path; without it the changed flow of the pull request is meant. */
  flow?: string;
  namespace?: string;
  failure?: Wish['failure'];
  signal: AbortSignal;
}

/** What was written. */
export interface Written {
  /** Of the commit. */
  sha: string;
  /** The pull request that holds it. */
  number: number;
  isNew: boolean;
  title: string;
  /** Markdown: what was asked, what changed, checks. */
  body: string;
}

/** Does jobs. */
export interface Worker {
  /**
   * Called again for the same job after a crash, it goes on and has its effect once.
   *
   * @throws CommandRefused where nothing is written, with the reason. @throws Later where others are being done
   */
  work(job: Job): Promise<Written>;
}
