/** Names of permissions of a GitHub App, with the level that is needed (github §3.3). */
export type GitHubPermissions = Readonly<Record<string, 'read' | 'write'>>;

/** What a task wants of GitHub. */
export interface GitHubWish {
  /** `owner/name`; by default the repository that the flow is in. */
  repository?: string | undefined;
  /** The least that will do. */
  permissions: GitHubPermissions;
}

/** A way to GitHub for one task run: one repository, a few permissions, until the task run ends. */
export interface GitHubCredentials {
  token: string;
  /** Of the REST API, without a slash at the end. */
  apiUrl: string;
  /** `owner/name`: all that the token can change. */
  repository: string;
}

/** Credentials that a task need not have written: those of who runs it (github §8.2, “token scope”). */
export interface CredentialsAccess {
  /**
   * Those of the GitHub App that runs the flow; `undefined` where no App does. The token is masked in logs and revoked when
   * the attempt ended. Rejects where the App refuses it: for another repository, or for what nobody has reviewed.
   */
  github(wish: GitHubWish): Promise<GitHubCredentials | undefined>;
}
