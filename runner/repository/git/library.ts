import fs from 'node:fs';
import { GitError } from './command.ts';
import { kindOf } from './program.ts';
import { candidatesOf, checkedRef } from './refName.ts';
import type { CommitChanges, FileChange, GitObjects, TreeEntry } from './types.ts';

/** Milliseconds without a question after which packs are no longer kept in memory. */
const idleTime = 10_000;

/**
 * Reads a repository without the `git` program. Whole packs are held in memory while they are read, and neither partial clones
 * nor SHA-256 are understood (github §3.6).
 */
export function gitLibrary(gitFolder: string): GitObjects {
  let cache: object = {};
  let idle: NodeJS.Timeout | undefined;
  const forget = () => {
    cache = {};
  };
  /** What every call needs. Loaded late, for most commands need it never. */
  const library = async () => {
    clearTimeout(idle);
    idle = setTimeout(forget, idleTime).unref();
    const { default: calls } = await import('isomorphic-git');
    return { calls, at: { fs, gitdir: gitFolder, cache } };
  };

  const readTree = async (oid: string) => {
    const { calls, at } = await library();
    return (await said(calls.readTree({ ...at, oid }))).tree;
  };
  const readCommit = async (oid: string) => {
    const { calls, at } = await library();
    const { commit, oid: id } = await said(calls.readCommit({ ...at, oid }));
    return { id, tree: commit.tree, parent: commit.parent[0] };
  };

  const visit = async (oid: string, prefix: string, entries: TreeEntry[]): Promise<void> => {
    for (const { path, mode, type, oid: id } of await readTree(oid)) {
      if (type === 'tree') await visit(id, `${prefix}${path}/`, entries);
      else entries.push({ path: prefix + path, kind: kindOf(mode), oid: id });
    }
  };

  /** What differs between two trees; equal ones are not looked into. */
  const compare = async (
    before: string | undefined,
    after: string | undefined,
    prefix: string,
    changed: Changed,
  ): Promise<void> => {
    const [old, now] = await Promise.all([before, after].map((oid) => (oid ? readTree(oid) : [])));
    const byName = new Map(old!.map((entry) => [entry.path, entry]));
    for (const entry of now!) {
      const earlier = byName.get(entry.path);
      byName.delete(entry.path);
      if (earlier?.oid === entry.oid) continue;
      const path = prefix + entry.path;
      const [from, to] = [earlier, entry].map((one) => (one?.type === 'tree' ? one.oid : undefined));
      if (from || to) await compare(from, to, `${path}/`, changed);
      if (entry.type !== 'tree') changed.written.set(path, entry.oid);
      else if (earlier && earlier.type !== 'tree') changed.deleted.set(path, earlier.oid);
      if (entry.type !== 'tree' && (!earlier || earlier.type === 'tree')) changed.added.add(path);
    }
    for (const { path, oid, type } of byName.values())
      if (type === 'tree') await compare(oid, undefined, `${prefix}${path}/`, changed);
      else changed.deleted.set(prefix + path, oid);
  };

  return {
    by: 'library',
    async resolve(ref) {
      const { calls, at } = await library();
      for (const name of [...candidatesOf(checkedRef(ref)), `refs/remotes/${ref}/HEAD`]) {
        const oid = await calls.resolveRef({ ...at, ref: name }).catch(() => undefined);
        if (oid !== undefined) return (await readCommit(oid).catch(() => undefined))?.id;
      }
      if (!/^[0-9a-f]{4,40}$/.test(ref)) return undefined;
      const whole = await calls.expandOid({ ...at, oid: ref }).catch(() => undefined);
      return whole && (await readCommit(whole).catch(() => undefined))?.id;
    },
    async tree(commit) {
      const entries: TreeEntry[] = [];
      await visit((await readCommit(commit)).tree, '', entries);
      return entries;
    },
    async blob(oid) {
      const { calls, at } = await library();
      return (await said(calls.readBlob({ ...at, oid }))).blob;
    },
    async *history(commit, known): AsyncGenerator<CommitChanges> {
      let id: string | undefined = commit;
      while (id !== undefined && !known(id)) {
        const { tree, parent } = await readCommit(id);
        // The first commit of a shallow clone names a parent that is not there.
        const before: { tree: string } | undefined =
          parent === undefined ? undefined : await readCommit(parent).catch(() => undefined);
        const changed: Changed = { written: new Map(), added: new Set(), deleted: new Map() };
        await compare(before?.tree, tree, '', changed);
        yield { commit: id, ...(before && parent && { parent }), changes: changesOf(changed) };
        id = before && parent;
      }
    },
    close() {
      clearTimeout(idle);
      forget();
    },
  };
}

/** Blobs by path. */
interface Changed {
  written: Map<string, string>;
  /** Paths of `written` that were no files before. */
  added: Set<string>;
  deleted: Map<string, string>;
}

/** A file that is gone and one that is new with the same content are one that moved. */
function changesOf({ written, added, deleted }: Changed): FileChange[] {
  const gone = new Map([...deleted].map(([path, oid]) => [oid, path]));
  const changes = [...written].map(([path, oid]): FileChange => {
    const from = added.has(path) ? gone.get(oid) : undefined;
    if (from === undefined) return { path, oid };
    gone.delete(oid);
    deleted.delete(from);
    return { path, oid, from };
  });
  return [...changes, ...[...deleted.keys()].map((path) => ({ path }))];
}

/** Its errors, in words that say where they come from. */
async function said<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw new GitError(`Cannot read the Git repository: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
}
