import type { Repository } from '../repository/types.ts';
import type { Runtime } from './runtime.ts';

/**
 * The repository as an execution sees it: at the commit that it was made at, for all its life, subflows and namespace files
 * included (architecture, decision 7). Files of a folder are read as they are now.
 *
 * @throws Error where the repository has that commit no more.
 */
export async function treeAt(
  { repository }: Pick<Runtime, 'repository'>,
  commit: string | undefined,
): Promise<Repository> {
  if (commit === undefined || commit === repository.commit || !repository.at) return repository;
  return repository.at(commit);
}
