import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isAbsent } from './fileErrors.ts';
import { incoming } from './filePath.ts';
import type { FilePurge, PurgedFiles } from './types.ts';

/** Folders that are asked about at a time. */
const batch = 500;

/** Folders of an execution's folder (flow-language §6.7). */
const ofExecution: ReadonlySet<string> = new Set(['tasks', 'inputs', 'trigger']);

/**
 * Removes, below `root`, the folders of executions that are not known, and caches of tasks, where they are older than
 * asked for (flow-language §6.1, §6.7, §7.16). A folder that may be anything else stays.
 */
export async function purgeFiles(root: string, purge: FilePurge): Promise<PurgedFiles> {
  const counts: PurgedFiles = { orphans: 0, caches: 0 };
  const { orphansBefore, cachesBefore, known, signal } = purge;

  const visit = async (folder: string): Promise<void> => {
    const entries = (await entriesOf(folder)).filter((entry) => entry.isDirectory());
    for (const { name } of entries) {
      if (signal?.aborted) return;
      const path = join(folder, name);
      // Namespace files and the like begin with an underscore.
      if (name.startsWith('_') || name === incoming) continue;
      if (name === 'cache' && cachesBefore !== undefined)
        counts.caches += await purgeCaches(path, cachesBefore);
      if (name === 'executions') await visitExecutions(path);
      else await visit(path);
    }
  };

  const visitExecutions = async (folder: string): Promise<void> => {
    const entries = (await entriesOf(folder)).filter((entry) => entry.isDirectory());
    const names = entries.map(({ name }) => name);
    for (let at = 0; at < names.length && !signal?.aborted; at += batch) {
      const some = names.slice(at, at + batch);
      const ids = await known(some);
      for (const name of some) {
        const path = join(folder, name);
        if (ids.has(name)) continue;
        // A part of a namespace may be called `executions` too.
        if (!isId(name)) await visit(path);
        else if (await isOrphan(path, orphansBefore)) {
          await rm(path, { recursive: true, force: true });
          counts.orphans++;
        }
      }
    }
  };

  await visit(root);
  return counts;
}

/** Ids have 22 letters and digits; flows and namespaces hardly ever do, and `isOrphan` looks into the folder. */
function isId(name: string): boolean {
  return /^[A-Za-z0-9]{22}$/.test(name);
}

async function isOrphan(folder: string, before: number): Promise<boolean> {
  if ((await lstat(folder)).mtimeMs >= before) return false;
  return (await entriesOf(folder)).every((entry) => !entry.isDirectory() || ofExecution.has(entry.name));
}

/** A WorkingDirectory's files, or what a task with `taskCache` gave (flow-language §6.1, §7.16). */
const isCache = (name: string) => name === 'cache.zip' || /^[0-9a-f]{64}\.json$/.test(name);

/** A value of a loop has a folder of its own. */
const isOfValue = (name: string) => /^[0-9a-f]{16}([0-9a-f]{48})?$/.test(name);

async function purgeCaches(folder: string, before: number): Promise<number> {
  let count = 0;
  for (const entry of await entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && isOfValue(entry.name)) count += await purgeCaches(path, before);
    if (!entry.isFile() || !isCache(entry.name) || (await lstat(path)).mtimeMs >= before) continue;
    await rm(path, { force: true });
    count++;
  }
  return count;
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}
