import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * The root of the repository that a folder lies in: the nearest folder at or above it with a `.git`; without Git the
 * nearest with a `flows/` or `_flows/` folder, or the one above that where it is a namespace folder of Kestra's Git sync
 * (`<namespace>/flows/…`); else the folder itself.
 */
export function findRoot(folder: string): string {
  const above = [...ancestors(folder)];
  const git = above.find((path) => existsSync(join(path, '.git')));
  if (git !== undefined) return git;
  const withFlows = above.find((path) => isFolder(join(path, 'flows')) || isFolder(join(path, '_flows')));
  if (withFlows === undefined) return folder;
  return basename(withFlows).includes('.') && above.length > 1 ? dirname(withFlows) : withFlows;
}

/**
 * Whether `findRoot` could have found this root by what is in it. Any other folder, such as one for downloads, may be large or
 * hold what cannot be read, and a flow file in it belongs to nothing.
 */
export function isRepository(root: string): boolean {
  const has = (folder: string) => isFolder(join(folder, 'flows')) || isFolder(join(folder, '_flows'));
  if (existsSync(join(root, '.git')) || has(root)) return true;
  return readdirSync(root, { withFileTypes: true }).some(
    (entry) => entry.isDirectory() && has(join(root, entry.name)),
  );
}

/** A folder, its parent, and so on. */
function* ancestors(folder: string): Generator<string> {
  yield folder;
  if (dirname(folder) !== folder) yield* ancestors(dirname(folder));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
