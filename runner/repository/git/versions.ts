import { roleOf } from '../layout.ts';
import type { CommitChanges, GitObjects } from './types.ts';

/** One version of a flow's file. */
export interface Version {
  /**
   * How many commits of the first-parent history changed the content of the file so far. A file that was moved as it is keeps
   * its count, and so does one that was deleted and came back.
   */
  revision: number;
  /** The commit that made it. */
  commit: string;
  oid: string;
  previous?: Version;
}

/** The versions of the flow files of a repository. */
export interface Versions {
  /** The latest version of each flow file at a commit, by path. */
  at(commit: string): Promise<ReadonlyMap<string, Version>>;
}

/** Commits whose versions are kept; what they have in common is kept once. */
const kept = 16;

/** Reads the history once, and from then on only what is new. */
export function flowVersions(git: GitObjects): Versions {
  /** Files that are gone are still there, so that the count goes on where they come back. */
  const known = new Map<string, ReadonlyMap<string, Version>>();
  let last: Promise<unknown> = Promise.resolve();

  const read = async (commit: string): Promise<ReadonlyMap<string, Version>> => {
    const found = known.get(commit);
    if (found) return found;
    const newest: CommitChanges[] = [];
    for await (const one of git.history(commit, (id) => known.has(id))) newest.push(ofFlows(one));
    const versions = new Map(known.get(newest.at(-1)?.parent ?? ''));
    for (const one of newest.reverse()) apply(one, versions);
    known.set(commit, versions);
    if (known.size > kept) known.delete(known.keys().next().value!);
    return versions;
  };

  return {
    at(commit) {
      // One after another, so that the second finds what the first read.
      const reading = last.then(
        () => read(commit),
        () => read(commit),
      );
      last = reading;
      return reading;
    },
  };
}

/** Most of a repository's files are no flows, and are not kept in memory. */
function ofFlows({ changes, ...commit }: CommitChanges): CommitChanges {
  const isFlow = (path: string | undefined) => path !== undefined && roleOf(path)?.kind === 'flow';
  return { ...commit, changes: changes.filter(({ path, from }) => isFlow(path) || isFlow(from)) };
}

function apply({ commit, changes }: CommitChanges, versions: Map<string, Version>): void {
  // Files may change their places with each other.
  const before = new Map(changes.flatMap(({ from }) => (from ? [[from, versions.get(from)]] : [])));
  for (const { from } of changes) if (from) versions.delete(from);
  for (const { path, oid, from } of changes) {
    if (oid === undefined || roleOf(path)?.kind !== 'flow') continue;
    const moved = from === undefined ? undefined : before.get(from);
    const previous = moved ?? versions.get(path);
    if (moved) versions.set(path, moved);
    else
      versions.set(path, {
        revision: (previous?.revision ?? 0) + 1,
        commit,
        oid,
        ...(previous && { previous }),
      });
  }
}
