import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join, posix, relative, resolve, sep } from 'node:path';
import picomatch from 'picomatch';
import type { StorageAccess } from '../../../plugin/types.ts';

/**
 * Writes files into a directory: copies of storage files where the content is the URI of one, and the content itself elsewhere.
 *
 * @throws Error where a path leads out of the directory.
 */
export async function writeFiles(
  directory: string,
  files: Readonly<Record<string, string>>,
  storage: StorageAccess,
): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const target = resolve(directory, path);
    if (!target.startsWith(directory + sep))
      throw new Error(`The path '${path}' is not inside the working directory`);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, /^(kestra|file|nsfile):\/\//.test(content) ? storage.stream(content) : content);
  }
}

/** Files of a directory that a glob matches, by relative path with slashes, sorted. */
export async function matchingFiles(
  directory: string,
  globs: readonly string[],
): Promise<{ path: string; absolute: string }[]> {
  if (globs.length === 0) return [];
  const matches = picomatch([...globs], { dot: true, noextglob: true, nonegate: true });
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((absolute) => ({ absolute, path: relative(directory, absolute).replaceAll(sep, posix.sep) }))
    .filter(({ path }) => matches(path))
    .sort((one, other) => (one.path < other.path ? -1 : 1));
}
