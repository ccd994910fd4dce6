import { createHash, randomUUID } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { flowFolder, slug } from '../../backend/storageUri.ts';
import type { FileStore } from '../../backend/types.ts';
import type { TaskContext } from '../../plugin/types.ts';
import { workingDirectoryGlobs } from '../../plugins/scripts/files/globs.ts';
import { filesBelow } from '../../plugins/scripts/files/outputFiles.ts';
import { messageOf } from '../../worker/run.ts';
import { readZip, writeZip } from './zip.ts';

/** What tells whether a file was changed, by path: its size and when it was written. */
export type FileStamps = ReadonlyMap<string, string>;

/**
 * Puts the files of a WorkingDirectory's cache into its directory (flow-language §6.1, Cache). A cache that is absent, older
 * than `ttl` milliseconds or broken is none.
 *
 * @returns the files that were put there.
 */
export async function restoreCache(
  context: TaskContext<unknown>,
  files: FileStore,
  directory: string,
  ttl: number | undefined,
): Promise<FileStamps | undefined> {
  const cache = cacheFile(context);
  const saved = await files.modified(cache);
  if (saved === undefined) return undefined;
  if (ttl !== undefined && Date.now() - saved > ttl) {
    context.log('DEBUG', 'The cache is older than its `ttl`; it is not used');
    return undefined;
  }
  try {
    const paths = await readZip(await files.localPath(cache), directory);
    context.log('DEBUG', `${paths.length} files restored from the cache`);
    return await stampsOf(directory, paths);
  } catch (error) {
    context.log('WARN', `The cache cannot be used: ${messageOf(error)}`);
    return undefined;
  }
}

/** Keeps the files that match `patterns`, unless they are what the cache held already, so that its time is not renewed. */
export async function saveCache(
  context: TaskContext<unknown>,
  files: FileStore,
  directory: string,
  patterns: readonly string[],
  cached: FileStamps | undefined,
): Promise<void> {
  const matches = workingDirectoryGlobs(patterns, directory);
  const paths = (await filesBelow(directory)).filter(matches);
  if (paths.length === 0) return;
  if (cached && areSame(cached, await stampsOf(directory, paths))) return;
  const zip = join(directory, `.${randomUUID()}.zip`);
  try {
    await writeZip(zip, directory, paths);
    await files.putFile(cacheFile(context), zip);
    context.log('DEBUG', `${paths.length} files kept in the cache`);
  } finally {
    await rm(zip, { force: true });
  }
}

/** One cache a task, in a loop one for each value: `/<ns>/<flow>/<task>/cache[/<hash of the value>]/cache.zip`. */
function cacheFile({ flow, task, taskRun }: TaskContext<unknown>): string {
  const parts = [flowFolder({ namespace: flow.namespace, flowId: flow.id }), slug(task.id), 'cache'];
  if (taskRun.value !== undefined)
    parts.push(createHash('sha256').update(taskRun.value).digest('hex').slice(0, 16));
  return [...parts, 'cache.zip'].join('/');
}

async function stampsOf(directory: string, paths: readonly string[]): Promise<FileStamps> {
  const stamps = new Map<string, string>();
  for (const path of paths) {
    const { size, mtimeNs } = await stat(join(directory, path), { bigint: true });
    stamps.set(path, `${size} ${mtimeNs}`);
  }
  return stamps;
}

function areSame(some: FileStamps, others: FileStamps): boolean {
  return some.size === others.size && [...some].every(([path, stamp]) => others.get(path) === stamp);
}
