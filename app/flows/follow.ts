import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkedRemote, fetchRemote, type GitRemote, servedRef } from '../../runner/repository/git/remote.ts';
import { openGitRepository } from '../../runner/repository/index.ts';
import type { Repository } from '../../runner/repository/types.ts';

/** A ref that is followed: its commit is what is served. */
export interface FollowedRef {
  /** The tree at the commit that the ref is at now. Rejects where that cannot be found out. */
  look(): Promise<Repository>;
  /** The tree at the last commit that was brought here, whatever the remote says; `undefined` where there was none yet. */
  last(): Promise<Repository | undefined>;
  close(): void;
}

/** Follows a ref of a repository on this machine. @throws GitError where the folder is none, or the name is none of a ref */
export async function followLocal(folder: string, ref: string): Promise<FollowedRef> {
  const git = await openGitRepository(folder);
  const look = async () => git.at(await git.resolve(ref));
  return { look, last: async () => undefined, close: git.close };
}

/**
 * Follows a ref of a repository elsewhere, by a copy of its history in `home`.
 *
 * @throws GitError where the remote is none that may be used
 */
export async function followRemote(home: string, remote: GitRemote): Promise<FollowedRef> {
  const checked = checkedRemote(remote);
  const name = createHash('sha256').update(`${checked.url}\n${checked.ref}`).digest('hex').slice(0, 16);
  const folder = join(home, 'git', `${name}.git`);
  let opened: ReturnType<typeof openGitRepository> | undefined;
  const open = () => {
    opened ??= openGitRepository(folder);
    return opened;
  };
  const served = async () => {
    const git = await open();
    return git.at(await git.resolve(servedRef));
  };
  return {
    async look() {
      await fetchRemote(folder, checked);
      return served();
    },
    last: async () => (existsSync(join(folder, 'HEAD')) ? served().catch(() => undefined) : undefined),
    close: () => void opened?.then((git) => git.close()).catch(() => undefined),
  };
}
