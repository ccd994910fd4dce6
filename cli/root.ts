import { existsSync, statSync } from 'node:fs';
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

/** A folder, its parent, and so on. */
function* ancestors(folder: string): Generator<string> {
  yield folder;
  if (dirname(folder) !== folder) yield* ancestors(dirname(folder));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
