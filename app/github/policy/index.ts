import type { Logger } from 'pino';
import type { GitHubAccess } from '../client/types.ts';
import type { Mirror } from '../mirror/index.ts';
import type { GitHubRepository, Records } from '../types.ts';
import { parsePolicy, policyFile } from './document.ts';
import { readPolicy } from './read.ts';
import { defaultSettings, type PolicySettings } from './schema.ts';

/** What a repository asks of Tutti: `.github/tutti.yml` of its default branch, with the defaults of what it leaves out. */
export interface Policy extends PolicySettings {
  /** SHA of the commit that it was read from; absent where there is no policy. */
  sha?: string;
}

/** The policies of repositories (github §4.3.5). Never that of the head of a pull request. */
export interface Policies {
  /**
   * At the head of the default branch as GitHub has it now. Where that is invalid, or the branch cannot be found, the last
   * valid one. Rejects where GitHub does not answer.
   */
  of(repository: GitHubRepository): Promise<Policy>;
  /** The last valid one that was read, also before a restart. */
  last(repository: GitHubRepository): Policy;
}

export interface PoliciesParts {
  mirror: Pick<Mirror, 'tree'>;
  records: Records;
  github: Pick<GitHubAccess, 'octokit'>;
  log: Logger;
}

/** The last valid policy as it was written. Record `policy`, key `<repository id>`. */
interface PolicyRecord {
  sha: string;
  source: string;
}

export function createPolicies({ mirror, records, github, log }: PoliciesParts): Policies {
  const read = new Map<number, Policy>();
  /** Which look at a repository wrote last: an older one that is slow takes nothing back. */
  const written = new Map<number, number>();
  let looks = 0;

  const last = ({ id }: GitHubRepository): Policy => {
    let policy = read.get(id);
    if (!policy) {
      const record = records.get<PolicyRecord>('policy', `${id}`);
      const settings = record && parsePolicy(record.source).settings;
      policy = settings ? { ...settings, sha: record.sha } : defaultSettings;
      read.set(id, policy);
    }
    return policy;
  };

  return {
    last,
    async of(repository) {
      const { id, owner, name } = repository;
      const look = looks++;
      const sha = await headOf(github, repository);
      const before = last(repository);
      if (sha === undefined || before.sha === sha) return before;
      const document = await readPolicy(await mirror.tree(repository, sha));
      if (document && !document.settings) {
        const [first] = document.violations;
        log.warn(
          { repository: `${owner}/${name}`, sha, line: first?.line, violation: first?.message },
          `${policyFile} is invalid: the last valid policy stays`,
        );
        return last(repository);
      }
      const policy = document?.settings ? { ...document.settings, sha } : defaultSettings;
      if (look < (written.get(id) ?? -1)) return policy;
      written.set(id, look);
      if (document) records.put('policy', `${id}`, { sha, source: document.source } satisfies PolicyRecord);
      else records.delete('policy', `${id}`);
      read.set(id, policy);
      return policy;
    },
  };
}

/** Head of the default branch; undefined where GitHub knows none, as in an empty repository. */
async function headOf(
  github: Pick<GitHubAccess, 'octokit'>,
  repository: GitHubRepository,
): Promise<string | undefined> {
  const { owner, name: repo, defaultBranch } = repository;
  const { rest } = github.octokit(repository, { contents: 'read', metadata: 'read' });
  try {
    return (await rest.git.getRef({ owner, repo, ref: `heads/${defaultBranch}` })).data.object.sha;
  } catch (error) {
    if ([404, 409].includes((error as { status?: number }).status ?? 0)) return undefined;
    throw error;
  }
}
