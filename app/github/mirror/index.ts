import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { mergeBase } from '../../../runner/repository/git/mergeBase.ts';
import { isCommitId } from '../../../runner/repository/git/refName.ts';
import { checkedRemote, fetchRemote } from '../../../runner/repository/git/remote.ts';
import { type GitRepository, type GitTree, openGitRepository } from '../../../runner/repository/index.ts';
import type { GitHubAccess } from '../client/types.ts';
import type { GitHubRepository } from '../types.ts';

/** Copies of the histories on GitHub, one bare repository each; nothing is read through REST (github §3.6). */
export interface Mirror {
  /** The tree at a commit, which is fetched where it is not here. Rejects with `GitError` where it cannot be had. */
  tree(repository: GitHubRepository, sha: string): Promise<GitTree>;
  /** Where two histories parted; undefined where they have nothing in common. */
  mergeBase(repository: GitHubRepository, one: string, other: string): Promise<string | undefined>;
  close(): void;
}

/** Keeps copies in `<home>/github/<repository id>/git`. Fetches of one repository come one after another. */
export function createMirror({ home, github }: { home: string; github: GitHubAccess }): Mirror {
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
    await fetchRemote(folderOf(repository), remote, `refs/tutti/commits/${sha}`);
  };

  const bring = (repository: GitHubRepository, sha: string): Promise<void> => {
    const fetch = () => fetchNow(repository, sha);
    const fetched = (last.get(repository.id) ?? Promise.resolve()).then(fetch, fetch);
    last.set(repository.id, fetched);
    return fetched;
  };

  return {
    async tree(repository, sha) {
      await bring(repository, sha);
      return (await open(repository)).at(sha);
    },
    async mergeBase(repository, one, other) {
      await bring(repository, one);
      await bring(repository, other);
      return mergeBase(folderOf(repository), one, other);
    },
    close() {
      for (const git of opened.values()) git.then((one) => one.close()).catch(() => undefined);
      opened.clear();
    },
  };
}
