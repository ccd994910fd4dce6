import { createHash } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import type { TaskContext } from '../../../plugin/types.ts';
import { workingDirectoryGlobs } from './globs.ts';
import { ownFolder } from './localFiles.ts';

/** Stores the files of a directory that match `globs`; gives their URIs by relative path (flow-language §6.11). */
export async function storeOutputFiles(
  context: TaskContext<unknown>,
  directory: string,
  globs: readonly string[],
): Promise<Record<string, string>> {
  return globs.length === 0 ? {} : storeFiles(context, directory, workingDirectoryGlobs(globs, directory));
}

/** Stores the files of a directory that `wanted` takes by relative path; all of them by default. */
export async function storeFiles(
  context: TaskContext<unknown>,
  directory: string,
  wanted: (path: string) => boolean = () => true,
): Promise<Record<string, string>> {
  const stored: Record<string, string> = {};
  for (const path of await filesBelow(directory)) {
    if (!wanted(path)) continue;
    stored[path] = (await context.storage.putFile(join(directory, path), { name: storageName(path) })).uri;
  }
  return stored;
}

/**
 * Paths of the files below a directory, relative, with `/`, sorted; those of Tutti itself left out. A link counts as the file
 * it leads to, but only within the directory: a container must not make us store files of the host.
 */
export async function filesBelow(directory: string): Promise<string[]> {
  const root = await realpath(directory);
  const found: string[] = [];
  await walk('');
  return found.sort();

  async function walk(folder: string): Promise<void> {
    for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (path === ownFolder) continue;
      if (entry.isDirectory()) await walk(path);
      else if (await isFile(entry, join(root, path))) found.push(path);
    }
  }

  async function isFile(entry: Dirent, path: string): Promise<boolean> {
    if (!entry.isSymbolicLink()) return entry.isFile();
    const target = await realpath(path).catch(() => undefined);
    return target?.startsWith(root + sep) === true && (await stat(target)).isFile();
  }
}

/** Readable, of the characters that a URI in a command may have, and different for different paths. */
function storageName(path: string): string {
  const name = basename(path).replace(/[^-\w.+~=]/g, '_');
  return name === path ? name : `${createHash('sha256').update(path).digest('hex').slice(0, 8)}-${name}`;
}
