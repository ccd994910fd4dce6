import type { CheckPublisher } from '../checks/index.ts';
import type { AppServices } from '../handlers.ts';
import type { Mirror } from '../mirror/index.ts';
import { flowReport, shortSha, validationReport } from '../report/index.ts';
import type { GitHubRepository } from '../types.ts';
import type { Judge } from '../verdict/index.ts';
import type { Verdict } from '../verdict/types.ts';

/** The aggregate that branches may require (github §0.7). */
export const verdictCheck = 'tutti';

/** Changed flows that get a check of their own; of more, the aggregate tells. */
const mostFlows = 10;

export interface PublisherParts {
  services: AppServices;
  mirror: Mirror;
  judge: Judge;
  checks: CheckPublisher;
}

interface Judging {
  repository: GitHubRepository;
  sha: string;
  base: string | undefined;
  /** The commit is what runs. */
  isDeployed?: boolean;
}

/** Says on a commit what is thought of it: at once that it is looked at, then the verdict. */
export function createPublisher({ services, mirror, judge, checks }: PublisherParts) {
  return {
    async begin(repository: GitHubRepository, sha: string): Promise<true> {
      const summary = `Looking at what ${shortSha(sha)} changes.`;
      await checks.publish({ repository, sha, name: verdictCheck }, { title: 'Checking the flows', summary });
      return true;
    },
    async end({ repository, sha, base, isDeployed }: Judging): Promise<Verdict> {
      const [before, after] = [
        base && (await mirror.tree(repository, base)),
        await mirror.tree(repository, sha),
      ];
      const verdict = await judge.judge(before || undefined, after);
      const { siteUrl } = services.github;
      const place = {
        repositoryUrl: `${siteUrl}/${repository.owner}/${repository.name}`,
        ...(isDeployed && { isDeployed }),
      };
      await checks.publish({ repository, sha, name: verdictCheck }, validationReport(verdict, place));
      const changed = verdict.flows.filter(({ change }) => change !== 'affected' && change !== 'removed');
      for (const flow of changed.length > mostFlows ? [] : changed) {
        const name = `${verdictCheck} / ${flow.name ? `${flow.name.namespace}.${flow.name.id}` : flow.path}`;
        await checks.publish({ repository, sha, name }, flowReport(verdict, flow, place));
      }
      return verdict;
    },
  };
}
