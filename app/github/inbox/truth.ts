import type { Octokit } from '@octokit/rest';
import { statusOf } from '../client/limits.ts';
import type { GitHubAccess } from '../client/types.ts';
import type { Handlers, Hint } from '../handlers.ts';
import type { GitHubRepository, Records } from '../types.ts';
import { branchKey, pullKey } from './describe.ts';
import { Later } from './queue.ts';

/** Tries for which a delivery is believed more than the API, which may lag behind; and the pause between them, milliseconds. */
const patientTries = 3;
const lag = 1_000;

/** What a delivery said of a head, to notice an API that lags behind. `sha` undefined: it is gone. */
export interface Said {
  before?: string;
  sha?: string;
  attempts: number;
  /** Message of the commit `sha`. */
  message?: string;
}

export interface TruthParts {
  records: Records;
  github: GitHubAccess;
  handlers: readonly Handlers[];
  /** Asks GitHub which repositories the installation has; whether this one has another name now, or is gone. */
  refresh(repository: GitHubRepository): Promise<boolean>;
}

/** Finds out what is, and tells the handlers where it is not what they were told last (github §0.5). */
export interface Truth {
  branch(hint: Hint, branch: string, said?: Said): Promise<void>;
  pull(hint: Hint, number: number, said?: Said): Promise<void>;
}

/** Kind of the records that hold what the handlers were told last of a branch or pull request, by the keys of the queue. */
export const reconciled = 'reconciled';

/** What the record of a branch holds. */
export interface ReconciledBranch {
  sha: string;
  isDefault: boolean;
}

/** What the record of an open pull request holds. */
export interface ReconciledPull {
  head: string;
  headBranch: string;
  base: string;
  isDraft: boolean;
}

export function createTruth({ records, github, handlers, refresh }: TruthParts): Truth {
  /**
   * Something that is not there may be gone, or its repository has another name: what was told of the old name must not be
   * taken for an end.
   *
   * @throws Later where the registry knows the new name now
   */
  const confirm = async (repository: GitHubRepository) => {
    const octokit = github.installation(repository.installationId);
    if ((await idOf(octokit, repository)) === repository.id) return;
    const what = `${repository.owner}/${repository.name} is another repository than it was, or none`;
    throw (await refresh(repository)) ? new Later(0, what) : new Error(what);
  };

  return {
    async branch(hint, branch, said) {
      const { repository } = hint;
      const sha = await headOf(github.installation(repository.installationId), repository, branch);
      if (sha === undefined) await confirm(repository);
      awaitLag(sha, said);
      const key = branchKey(repository.id, branch);
      const isDefault = branch === repository.defaultBranch;
      const now: ReconciledBranch | undefined = sha === undefined ? undefined : { sha, isDefault };
      if (isSame(now, records.get(reconciled, key))) return;
      const message = said?.sha === sha ? said?.message : undefined;
      const moved = {
        ...hint,
        branch,
        isDefault,
        ...(sha !== undefined && { sha }),
        ...(message !== undefined && { message }),
      };
      for (const { branchMoved } of handlers) await branchMoved?.(moved);
      remember(records, key, now);
    },

    async pull(hint, number, said) {
      const { repository } = hint;
      const key = pullKey(repository.id, number);
      const pull = await pullOf(github.installation(repository.installationId), repository, number);
      if (!pull) {
        await confirm(repository);
        return records.delete(reconciled, key);
      }
      if (pull.state === 'closed') {
        const closed = { ...hint, number, isMerged: pull.merged, sha: pull.head.sha };
        for (const { pullClosed } of handlers) await pullClosed?.(closed);
        return records.delete(reconciled, key);
      }
      awaitLag(pull.head.sha, said);
      const now: ReconciledPull = {
        head: pull.head.sha,
        headBranch: pull.head.ref,
        base: pull.base.ref,
        isDraft: pull.draft === true,
      };
      if (isSame(now, records.get(reconciled, key))) return;
      const headRepository = pull.head.repo as { id: number } | null;
      const moved = {
        ...hint,
        number,
        head: {
          sha: pull.head.sha,
          branch: pull.head.ref,
          ...(headRepository && { repositoryId: headRepository.id }),
        },
        base: { sha: pull.base.sha, branch: pull.base.ref },
        isFork: headRepository?.id !== repository.id,
        isDraft: now.isDraft,
        author: pull.user,
      };
      for (const { pullMoved } of handlers) await pullMoved?.(moved);
      remember(records, key, now);
    },
  };
}

/** Where a branch is; undefined where there is none. */
async function headOf(
  octokit: Octokit,
  { owner, name }: Hint['repository'],
  branch: string,
): Promise<string | undefined> {
  try {
    const { data } = await octokit.rest.git.getRef({ owner, repo: name, ref: `heads/${branch}` });
    return data.object.sha;
  } catch (error) {
    // 409: the repository is empty.
    if ([404, 409].includes(statusOf(error) ?? 0)) return undefined;
    throw error;
  }
}

/** Id of the repository that has this name; undefined where there is none. */
async function idOf(octokit: Octokit, { owner, name }: GitHubRepository): Promise<number | undefined> {
  try {
    return (await octokit.rest.repos.get({ owner, repo: name })).data.id;
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

async function pullOf(octokit: Octokit, { owner, name }: Hint['repository'], number: number) {
  try {
    return (await octokit.rest.pulls.get({ owner, repo: name, pull_number: number })).data;
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

/** @throws Later where the API shows what was before the delivery; a head that was moved back shows it for good */
function awaitLag(found: string | undefined, said: Said | undefined): void {
  if (said && found === said.before && found !== said.sha && said.attempts < patientTries)
    throw new Later(lag, 'the API of GitHub does not show yet what the delivery told');
}

function isSame(now: unknown, told: unknown): boolean {
  return JSON.stringify(now) === JSON.stringify(told);
}

function remember(records: Records, key: string, value: unknown): void {
  if (value === undefined) records.delete(reconciled, key);
  else records.put(reconciled, key, value);
}
