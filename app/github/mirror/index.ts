import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { mergeBase } from '../../../runner/repository/git/mergeBase.ts';
import { isCommitId } from '../../../runner/repository/git/refName.ts';
import { checkedRemote, deleteRef, fetchRemote } from '../../../runner/repository/git/remote.ts';
import { type GitRepository, type GitTree, openGitRepository } from '../../../runner/repository/index.ts';
import type { GitHubAccess } from '../client/types.ts';
import type { GitHubRepository, Records } from '../types.ts';

/** Copies of the histories on GitHub, one bare repository each; nothing is read through REST (github §3.6). */
export interface Mirror {
  /** The tree at a commit, which is fetched where it is not here. Rejects with `GitError` where it cannot be had. */
  tree(repository: GitHubRepository, sha: string): Promise<GitTree>;
  /** The bare repository, for who reads it in a process or thread of its own. */
  folder(repository: GitHubRepository): string;
  /** Where two histories parted; undefined where they have nothing in common. */
  mergeBase(repository: GitHubRepository, one: string, other: string): Promise<string | undefined>;
  /** Forgets commits that nobody asked for in 90 days but those of `kept`; they are fetched again where they are asked for. */
  prune(repository: GitHubRepository, kept: ReadonlySet<string>): Promise<void>;
  close(): void;
}

interface MirrorParts {
  home: string;
  github: GitHubAccess;
  records: Records;
  /** Epoch milliseconds. */
  now(): number;
}

/** As long as executions are kept, by default. Milliseconds. */
const retention = 90 * 86_400_000;

/** How exactly it is known when a commit was last asked for. Milliseconds. */
const precision = 86_400_000;

/** Keeps copies in `<home>/github/<repository id>/git`. Fetches of one repository come one after another. */
export function createMirror({ home, github, records, now }: MirrorParts): Mirror {
  const opened = new Map<number, Promise<GitRepository>>();
  const last = new Map<number, Promise<unknown>>();
  const folderOf = ({ id }: GitHubRepository) => join(home, 'github', String(id), 'git');

  const open = (repository: GitHubRepository): Promise<GitRepository> => {
    const known = opened.get(repository.id);
    if (known) return known;
    const git = openGitRepository(folderOf(repository));
    opened.set(repository.id, git);
    git.catch(() => opened.delete(repository.id));
    return git;
  };

  const has = async (repository: GitHubRepository, sha: string): Promise<boolean> => {
    if (!existsSync(join(folderOf(repository), 'HEAD'))) return false;
    return (await open(repository)).resolve(sha).then(
      () => true,
      () => false,
    );
  };

  const fetchNow = async (repository: GitHubRepository, sha: string) => {
    if (!isCommitId(sha)) throw new Error(`Expected the SHA of a commit, found ${JSON.stringify(sha)}`);
    if (await has(repository, sha)) return;
    const { token } = await github.token(repository, { contents: 'read', metadata: 'read' });
    const url = `${github.siteUrl}/${repository.owner}/${repository.name}.git`;
    const remote = checkedRemote({
      url,
      ref: sha,
      credentials: { username: 'x-access-token', password: token },
    });
    // A ref for each commit: what a force push takes away may still be that of an execution.
    await fetchRemote(folderOf(repository), remote, refOf(sha));
  };

  /** Record `mirrored`: when a commit was last asked for, about. */
  const noteUse = (repository: GitHubRepository, sha: string) => {
    const key = `${repository.id}/${sha}`;
    const known = records.get<number>('mirrored', key);
    if (known === undefined || now() - known > precision) records.put('mirrored', key, now());
  };

  const inTurn = (repository: GitHubRepository, work: () => Promise<void>): Promise<void> => {
    const done = (last.get(repository.id) ?? Promise.resolve()).then(work, work);
    last.set(repository.id, done);
    return done;
  };

  const bring = (repository: GitHubRepository, sha: string): Promise<void> =>
    inTurn(repository, async () => {
      await fetchNow(repository, sha);
      noteUse(repository, sha);
    });

  return {
    async tree(repository, sha) {
      await bring(repository, sha);
      return (await open(repository)).at(sha);
    },
    folder: folderOf,
    async mergeBase(repository, one, other) {
      await bring(repository, one);
      await bring(repository, other);
      return mergeBase(folderOf(repository), one, other);
    },
    prune: (repository, kept) =>
      inTurn(repository, async () => {
        const prefix = `${repository.id}/`;
        for (const { key, value } of records.list<number>('mirrored', prefix)) {
          const sha = key.slice(prefix.length);
          if (kept.has(sha) || now() - value <= retention) continue;
          await deleteRef(folderOf(repository), refOf(sha));
          records.delete('mirrored', key);
        }
      }),
    close() {
      for (const git of opened.values()) git.then((one) => one.close()).catch(() => undefined);
      opened.clear();
    },
  };
}

function refOf(sha: string): string {
  return `refs/tutti/commits/${sha}`;
}
