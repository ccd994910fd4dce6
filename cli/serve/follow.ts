import { type FollowedRef, followLocal, followRemote } from '../../app/flows/follow.ts';
import type { Repository } from '../../runner/repository/types.ts';
import { messageOf, Refusal } from '../errors.ts';
import type { ServeConfig } from './config.ts';

/** Where flows come from where a ref is followed. */
export interface Following {
  /** The tree at the ref's commit, as it is now. Rejects where that cannot be found out. */
  look(): Promise<Repository>;
  /** Why the last look failed, and since when looks fail (epoch milliseconds). */
  failing(): { reason: string; since: number } | undefined;
  close(): void;
}

/** What hides in texts: the token, and how it is sent. */
export function gitSecrets({ token, username }: ServeConfig['git']): string[] {
  return token === undefined ? [] : [token, Buffer.from(`${username}:${token}`).toString('base64')];
}

/**
 * Follows the ref that the configuration names: of the remote where it names one, else of the repository at `root`. A remote that cannot be reached at the start keeps nobody from serving the commit that was brought here before.
 *
 * @throws Refusal where there is nothing to serve
 */
export async function follow(
  root: string,
  home: string,
  { url, ref = 'HEAD', username, token }: ServeConfig['git'],
): Promise<Following> {
  const credentials = token === undefined ? undefined : { username, password: token };
  let followed: FollowedRef;
  let begin: Repository | undefined;
  let failed: { reason: string; since: number } | undefined;
  const look = async () => {
    try {
      const tree = await followed.look();
      failed = undefined;
      return tree;
    } catch (error) {
      failed = { reason: messageOf(error), since: failed?.since ?? Date.now() };
      throw error;
    }
  };
  try {
    if (url !== undefined)
      followed = await followRemote(home, { url, ref, ...(credentials && { credentials }) });
    else followed = await followLocal(root, ref);
    begin = await look().catch(async (error: unknown) => {
      const last = await followed.last();
      if (last) return last;
      throw error;
    });
  } catch (error) {
    throw new Refusal(`Cannot serve ${ref} of ${url ?? root}: ${messageOf(error)}`, { cause: error });
  }
  return {
    async look() {
      const first = begin;
      begin = undefined;
      return first ?? look();
    },
    failing: () => failed,
    close: () => followed.close(),
  };
}
