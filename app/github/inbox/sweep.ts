import type { Octokit } from '@octokit/rest';
import { statusOf } from '../client/limits.ts';
import type { GitHubAccess } from '../client/types.ts';
import type { Handlers, Hint, SyntheticHint } from '../handlers.ts';
import type { GitHubRepository, Records } from '../types.ts';
import { branchKey, pullKey } from './describe.ts';
import { type ReconciledBranch, type ReconciledPull, reconciled } from './truth.ts';

export interface SweepParts {
  records: Records;
  github: GitHubAccess;
  handlers: readonly Handlers[];
  enqueue(hint: SyntheticHint): void;
}

const page = 100;

/**
 * Looks whether the default branch and the open pull requests of a repository are what the handlers were told last, and asks for
 * those that are not (github §3.2.3). Two conditional requests, which GitHub does not count where nothing changed.
 */
export function createSweep({
  records,
  github,
  handlers,
  enqueue,
}: SweepParts): (hint: Hint) => Promise<void> {
  const tags = new Map<string, string>();

  /** What `look` gives where it is not what the last look found with nothing to do. */
  const ifChanged = async (
    key: string,
    look: (headers: Record<string, string>) => Promise<{ etag?: string | undefined; changed: boolean }>,
  ) => {
    const tag = tags.get(key);
    try {
      const { etag, changed } = await look(tag === undefined ? {} : { 'if-none-match': tag });
      if (etag === undefined || changed) tags.delete(key);
      else tags.set(key, etag);
    } catch (error) {
      if (statusOf(error) !== 304) throw error;
    }
  };

  const lookAtDefault = async (octokit: Octokit, { id, owner, name, defaultBranch }: GitHubRepository) =>
    ifChanged(`${id} ${defaultBranch}`, async (headers) => {
      const known = records.get<ReconciledBranch>(reconciled, branchKey(id, defaultBranch));
      const ref = { owner, repo: name, ref: `heads/${defaultBranch}` };
      const answer = await octokit.rest.git.getRef({ ...ref, headers }).catch((error: unknown) => {
        if (![404, 409].includes(statusOf(error) ?? 0)) throw error;
        return undefined;
      });
      const changed = answer?.data.object.sha !== known?.sha || (known !== undefined && !known.isDefault);
      if (changed) enqueue({ kind: 'branch', repositoryId: id, branch: defaultBranch });
      return { etag: answer?.headers.etag, changed };
    });

  const lookAtPulls = async (octokit: Octokit, { id, owner, name }: GitHubRepository) =>
    ifChanged(`${id} pulls`, async (headers) => {
      const query = { owner, repo: name, state: 'open', per_page: page } as const;
      const first = await octokit.rest.pulls.list({ ...query, headers });
      const isAll = first.data.length < page;
      const open = isAll ? first.data : await octokit.paginate(octokit.rest.pulls.list, query);
      const told = new Map(
        records.list<ReconciledPull>(reconciled, pullPrefix(id)).map(({ key, value }) => [key, value]),
      );
      const moved = open.filter(({ number, head, base, draft }) => {
        const known = told.get(pullKey(id, number));
        told.delete(pullKey(id, number));
        return known?.head !== head.sha || known.base !== base.ref || known.isDraft !== (draft === true);
      });
      const closed = [...told.keys()].map((key) => Number(key.slice(pullPrefix(id).length)));
      for (const number of [...moved.map((pull) => pull.number), ...closed])
        enqueue({ kind: 'pull', repositoryId: id, number });
      const changed = moved.length + closed.length > 0;
      return { etag: isAll ? first.headers.etag : undefined, changed };
    });

  return async (hint) => {
    const octokit = github.installation(hint.repository.installationId);
    await lookAtDefault(octokit, hint.repository);
    await lookAtPulls(octokit, hint.repository);
    for (const { swept } of handlers) await swept?.(hint);
  };
}

function pullPrefix(repositoryId: number): string {
  return `${repositoryId} pull `;
}
