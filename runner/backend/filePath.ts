import { realpath } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { BackendError } from './errors.ts';
import { isAbsent } from './fileErrors.ts';
import { nameProblem } from './storageUri.ts';

/** Where files are written before they get their name; no namespace starts with a dot. */
export const incoming = '.incoming';

/**
 * The local path of a storage path, below `root` whatever it says. A `folder` may be the root and end with a slash, a
 * `namedFolder` may not be the root. Throws a `BackendError` (`INVALID_PATH`).
 */
export function localName(
  root: string,
  path: string,
  kind: 'file' | 'folder' | 'namedFolder' = 'file',
): string {
  if (!path.startsWith('/')) throw invalid(path, 'it must be absolute');
  if (path === '/' && kind === 'folder') return root;
  const names = (kind === 'file' ? path : path.replace(/(?<=.)\/$/, '')).slice(1).split('/');
  const problem = names.map(nameProblem).find((found) => found !== undefined);
  if (problem) throw invalid(path, problem);
  if (names[0] === incoming) throw invalid(path, `${incoming} is reserved`);
  return join(root, ...names);
}

/** Rejects when a symbolic link leads to `local`; with `ENOENT` when nothing is there. */
export async function assertNoLink(root: string, local: string, path: string): Promise<void> {
  const [realRoot, real] = await Promise.all([realpath(root), realpath(local)]);
  if (real !== join(realRoot, relative(root, local))) throw invalid(path, 'a symbolic link leads there');
}

/** As `assertNoLink`, for a folder of which only the first part may exist. */
export async function assertPlainFolder(root: string, local: string, path: string): Promise<void> {
  try {
    await assertNoLink(root, local, path);
  } catch (error) {
    if (!isAbsent(error) || local === root) throw error;
    await assertPlainFolder(root, dirname(local), path);
  }
}

function invalid(path: string, reason: string): BackendError {
  return new BackendError('INVALID_PATH', `Invalid storage path "${path}": ${reason}`);
}
