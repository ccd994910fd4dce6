import type { Registry } from './handlers.ts';
import type { GitHubRepository, Records } from './types.ts';

/** The registry, and how the inbox keeps it true. */
export interface WritableRegistry extends Registry {
  /** Whether another branch of a known repository is the default one now: then its head is to be looked at. */
  put(repository: GitHubRepository): boolean;
  remove(id: number): void;
}

/** Repositories by id, in memory and as records of kind `repository` (github §3.2.5). */
export function openRegistry(records: Records): WritableRegistry {
  const known = new Map(
    records.list<GitHubRepository>('repository').map(({ value }) => [value.id, value] as const),
  );
  return {
    get: (id) => known.get(id),
    find(owner, name) {
      const wanted = `${owner}/${name}`.toLowerCase();
      return [...known.values()].find((one) => `${one.owner}/${one.name}`.toLowerCase() === wanted);
    },
    list: () => [...known.values()],
    put(repository) {
      const before = known.get(repository.id);
      if (before && JSON.stringify(before) === JSON.stringify(repository)) return false;
      records.put('repository', String(repository.id), repository);
      known.set(repository.id, repository);
      return before !== undefined && before.defaultBranch !== repository.defaultBranch;
    },
    remove(id) {
      records.delete('repository', String(id));
      known.delete(id);
    },
  };
}
