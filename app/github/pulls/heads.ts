import { statusOf } from '../client/limits.ts';
import type { AppServices } from '../handlers.ts';
import type { GitHubRepository } from '../types.ts';

/** What GitHub says a ref points to now (github §4.3.9). Undefined: it is gone. */
export function createHeads({ github }: Pick<AppServices, 'github'>) {
  const ask = async <T>(request: Promise<T>): Promise<T | undefined> => {
    try {
      return await request;
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  };
  return {
    async pull({ owner, name: repo, installationId }: GitHubRepository, number: number) {
      const { rest } = github.installation(installationId);
      const answer = await ask(rest.pulls.get({ owner, repo, pull_number: number }));
      return answer?.data.head.sha;
    },
    async branch({ owner, name: repo, installationId }: GitHubRepository, branch: string) {
      const { rest } = github.installation(installationId);
      const answer = await ask(rest.git.getRef({ owner, repo, ref: `heads/${branch}` }));
      return answer?.data.object.sha;
    },
  };
}
