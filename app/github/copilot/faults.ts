import type { Violation } from '../../../runner/flow/types.ts';
import { roleOf } from '../../../runner/repository/layout.ts';
import type { Mirror } from '../mirror/index.ts';
import type { GitHubRepository } from '../types.ts';
import type { Judge } from '../verdict/index.ts';

/** The errors in the flows that a commit changes, compared with where its history left that of `base`. */
export type ErrorViolations = (
  repository: GitHubRepository,
  sha: string,
  base: string | undefined,
) => Promise<Violation[]>;

export function errorViolations(mirror: Pick<Mirror, 'tree' | 'mergeBase'>, judge: Judge): ErrorViolations {
  return async (repository, sha, base) => {
    const parted = base === undefined ? undefined : await mirror.mergeBase(repository, base, sha);
    const before = parted === undefined ? undefined : await mirror.tree(repository, parted);
    const { violations } = await judge.judge(before, await mirror.tree(repository, sha));
    return violations.filter(({ file, severity }) => severity === 'error' && roleOf(file)?.kind === 'flow');
  };
}
