import type { AppServices } from '../handlers.ts';
import type { PolicySettings } from '../policy/schema.ts';
import { hasToSay, isSticky, stickyComment } from '../report/index.ts';
import type { GitHubRepository } from '../types.ts';
import type { Verdict } from '../verdict/types.ts';

/** Which comment it is. Record `sticky`; without an id it is being made. */
interface StickyRecord {
  id?: number;
  body?: string;
}

/**
 * Keeps the one comment of a pull request: made when the policy says, by default when there is something to say, then kept up
 * to date (github §9.1, §9.4).
 */
export function createSticky({ records, github }: AppServices) {
  const last = new Map<string, Promise<void>>();
  const keep = async (
    repository: GitHubRepository,
    number: number,
    verdict: Verdict,
    when: PolicySettings['comments']['sticky'],
  ): Promise<void> => {
    const record = `${repository.id}/${number}`;
    const key = { kind: 'pr', repositoryId: repository.id, number };
    const known = records.get<StickyRecord>('sticky', record);
    if (!known && (when === 'never' || (when === 'problems' && !hasToSay(verdict)))) return;
    const { owner, name: repo } = repository;
    const place = { repositoryUrl: `${github.siteUrl}/${owner}/${repo}` };
    const body = stickyComment({ key, verdict, place });
    if (known?.body === body) return;
    const { rest, paginate } = github.octokit(repository, { pull_requests: 'write', issues: 'write' });

    /** The comment that was made by a process that could not note it: among those of our bot only. */
    const find = async () => {
      const login = `${await github.slug()}[bot]`;
      const all = await paginate(rest.issues.listComments, {
        owner,
        repo,
        issue_number: number,
        per_page: 100,
      });
      return all.find((one) => one.user?.login === login && isSticky(one.body ?? '', key))?.id;
    };
    const id = known ? (known.id ?? (await find())) : undefined;
    if (!known) records.put('sticky', record, {});
    if (id === undefined) {
      const { data } = await rest.issues.createComment({ owner, repo, issue_number: number, body });
      records.put('sticky', record, { id: data.id, body });
    } else {
      await rest.issues.updateComment({ owner, repo, comment_id: id, body });
      records.put('sticky', record, { id, body });
    }
  };
  /** One after the other: the verdict and the end of the tests must not make a comment each. */
  return (...about: Parameters<typeof keep>): Promise<void> => {
    const key = `${about[0].id}/${about[1]}`;
    const turn = (last.get(key) ?? Promise.resolve()).catch(() => undefined).then(() => keep(...about));
    last.set(key, turn);
    const leave = () => void (last.get(key) === turn && last.delete(key));
    turn.then(leave, leave);
    return turn;
  };
}
