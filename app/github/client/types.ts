import type { Octokit } from '@octokit/rest';
import type { Logger } from 'pino';
import type { GitHubRepository } from '../types.ts';

/** Names of permissions of an App, with the level that is needed (github §3.3). */
export type Permissions = Readonly<Record<string, 'read' | 'write'>>;

/** A token of the installation, for one repository and some permissions (github §3.3). */
export interface NarrowToken {
  token: string;
  /** Epoch, milliseconds. */
  expiresAt: number;
}

/** The way to GitHub: no other module knows the App's key or makes tokens. */
export interface GitHubAccess {
  /** Of the REST API, without a slash at the end, such as `https://api.github.com`. */
  readonly apiUrl: string;
  /** Of the site, without a slash at the end, such as `https://github.com`: for links and for Git over HTTP. */
  readonly siteUrl: string;
  /** The App's name in addresses, and that of its bot without `[bot]`. */
  slug(): Promise<string>;
  /** Acts as the App itself: its installations, its deliveries. */
  readonly app: Octokit;
  /**
   * Acts as the installation, in this repository only and with these permissions only; waits for its limits and retries
   * (github §1.5). Cheap: the client and its token are kept.
   */
  octokit(repository: GitHubRepository, permissions: Permissions): Octokit;
  /** Acts as the installation with all it may do: for the App's own sweeps. */
  installation(id: number): Octokit;
  /**
   * A token for a program such as Git: cached until five minutes before its end. Never put it in a URL, an argument or a log.
   * Rejects with GitHub's 422 when the installation does not grant a permission.
   */
  token(repository: GitHubRepository, permissions: Permissions): Promise<NarrowToken>;
  /** A token that nobody else gets; `revoke` it when its job ended. */
  ownToken(
    repository: GitHubRepository,
    permissions: Permissions,
  ): Promise<NarrowToken & { revoke(): Promise<void> }>;
}

export interface ClientOptions {
  appId: string;
  /** PEM. */
  privateKey: string;
  apiUrl: string;
  /** Whether to keep to GitHub's pace and to retry; default true. */
  throttle?: boolean;
  log: Logger;
  /** Epoch, milliseconds. */
  now(): number;
  /** Told of each answer; status 0: there was none. `headers` hold what is left of the limit. */
  answered?(status: number, headers: object, installationId?: number): void;
}
