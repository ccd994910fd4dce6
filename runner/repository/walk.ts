import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { folderKind, isNamespaceName, isYamlName } from './layout.ts';

/** The folders and files of a repository that matter, as paths from its root with slashes, sorted. */
export interface Structure {
  /** Flow files. */
  flows: string[];
  /** YAML files below folders of unit tests. */
  suites: string[];
  /** Folders named `files` or `_files`. */
  fileFolders: string[];
  /** Files named `namespace.yaml`. */
  namespaces: string[];
  /** Why a folder could not be looked into; what is in it is not known. */
  unreadable?: Error;
}

/** Finds the flow files, the suites, the folders of namespace files and the `namespace.yaml` files below `root`. */
export async function readStructure(root: string): Promise<Structure> {
  const structure: Structure = { flows: [], suites: [], fileFolders: [], namespaces: [] };
  await visit(root, '', structure, false);
  structure.flows.sort(byCodeUnits);
  structure.suites.sort(byCodeUnits);
  structure.fileFolders.sort(byCodeUnits);
  structure.namespaces.sort(byCodeUnits);
  return structure;
}

/** `isTests`: below a folder of unit tests. */
async function visit(root: string, folder: string, structure: Structure, isTests: boolean): Promise<void> {
  const entries = await readFolder(join(root, folder)).catch((error: Error) => {
    structure.unreadable ??= error;
    return [];
  });
  await Promise.all(
    entries.map(async (entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (!entry.isDirectory()) {
        if (!isTests && isNamespaceName(entry.name)) structure.namespaces.push(path);
        if (isTests && isYamlName(entry.name) && (await isRegular(root, path, entry)))
          structure.suites.push(path);
        return;
      }
      const kind = folderKind(entry.name);
      if (kind === undefined || kind === 'tests')
        return visit(root, path, structure, isTests || kind === 'tests');
      if (kind === 'files') structure.fileFolders.push(path);
      if (kind === 'flows') {
        const files = await listFolder(root, path).catch((error: Error) => {
          structure.unreadable ??= error;
          return [];
        });
        structure.flows.push(...files.filter((file) => isYamlName(file.slice(file.lastIndexOf('/') + 1))));
      }
    }),
  );
}

/**
 * Every file below a folder, as paths from `root`, unsorted. A symbolic link to a file counts when the file lies inside
 * the root; links to folders are not followed, as in a Git tree.
 */
export async function listFolder(root: string, folder: string): Promise<string[]> {
  const entries = await readFolder(join(root, folder));
  const found = await Promise.all(
    entries.map(async (entry): Promise<string[]> => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return folderKind(entry.name) === 'ignored' ? [] : listFolder(root, path);
      return (await isRegular(root, path, entry)) ? [path] : [];
    }),
  );
  return found.flat();
}

/** Whether an entry is a file, or a link to one inside the root. */
async function isRegular(root: string, path: string, entry: Dirent): Promise<boolean> {
  return entry.isSymbolicLink() ? isFileInside(root, path) : entry.isFile();
}

/** Whether a path exists below the root, its links resolved, and is a file. */
export async function isFileInside(root: string, path: string): Promise<boolean> {
  try {
    const [base, real] = await Promise.all([realpath(root), realpath(join(root, path))]);
    return real.startsWith(base.endsWith(sep) ? base : base + sep) && (await stat(real)).isFile();
  } catch {
    return false;
  }
}

async function readFolder(path: string): Promise<Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    throw unreadable('folder', path, error);
  }
}

/** An error a person understands, with the `code` of the cause. */
export function unreadable(what: 'folder' | 'file', path: string, cause: unknown): Error {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  const reasons: Record<string, string> = {
    ENOENT: 'it does not exist',
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    ENOTDIR: 'it is not a folder',
    EISDIR: 'it is a folder, not a file',
    ELOOP: 'its symbolic links lead in a circle',
  };
  const reason = (code && reasons[code]) ?? (cause instanceof Error ? cause.message : String(cause));
  return Object.assign(new Error(`Cannot read the ${what} ${path}: ${reason}`, { cause }), { code });
}

/** The order of `sort()`, the same on every machine. */
function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
