import type { CredentialsSource } from '../../../runner/engine/credentials.ts';
import type { GitHubAccess } from '../client/types.ts';
import type { GitHubRepository, Trust } from '../types.ts';

/**
 * Tokens of the App for the tasks of a workspace: for its own repository only, with no more than the task needs, until the task
 * ended (github §8.2, “token scope”). Pull requests of this repository may read; forks get nothing (github §8.1).
 */
export function appCredentials(
  access: Pick<GitHubAccess, 'ownToken' | 'apiUrl'>,
  repository: GitHubRepository,
  trust: Trust,
): CredentialsSource {
  const own = `${repository.owner}/${repository.name}`;
  return {
    async github({ repository: wanted = own, permissions }) {
      if (trust === 'fork') throw new Error('Tasks of forks get no token of the GitHub App');
      if (trust === 'branch' && Object.values(permissions).some((level) => level !== 'read'))
        throw new Error(
          'Tasks of pull requests only read on GitHub: this one changes something, and runs once it is merged',
        );
      if (wanted.toLowerCase() !== own.toLowerCase())
        throw new Error(
          `The GitHub App lets tasks of ${own} reach this repository only, not ${wanted}: set a token such as \`oauthToken\``,
        );
      const { token, revoke } = await access.ownToken(repository, permissions);
      return { token, apiUrl: access.apiUrl, repository: own, revoke: () => revoke().catch(() => undefined) };
    },
  };
}
