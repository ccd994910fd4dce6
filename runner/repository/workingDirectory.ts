import { lstat, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { deleteInside, fileName, isNamespaceId, isPlain, writeInside } from './changes.ts';
import { currentCommit } from './commit.ts';
import { finderOver } from './files.ts';
import type { FlowSource, NamespaceSource, Repository } from './types.ts';
import { isFileInside, listFolder, readStructure, type Structure, unreadable } from './walk.ts';

/**
 * A folder on disk as a repository (architecture, decision 7); it need not be one of Git.
 *
 * - Flows: any YAML file below a folder named `flows` or `_flows`, at any depth; the file says which namespace.
 * - Unit tests: any YAML file below a folder named `tests` or `_tests` that has cases; the file says of which flow.
 * - Namespace files, the earlier place wins where a path exists twice:
 *   1. `files/` or `_files/` in a folder that spells the namespace: `company.team/files/…` or `company/team/files/…`;
 *   2. `files/<namespace>/…` at the root;
 *   3. `files/…` at the root, for every namespace; without the folders there that are named as a flow's namespace.
 * - What the flows of a namespace share: `namespace.yaml` in a folder that spells the namespace, or anywhere when it names one.
 * - `.git`, `node_modules` and `.tutti` are ignored, and so is what links out of the root.
 *
 * Namespace files that are written go to the first of these places that belongs to the namespace alone; without one to
 * `<namespace>/files/`.
 *
 * Which flows and folders there are is found out once, when first asked; open the folder again to see new ones. Methods reject with a sentence that names the path, and with the `code` of the file system's error.
 */
export function openWorkingDirectory(root: string): Repository {
  const base = resolve(root);
  let structure: Promise<Structure> | undefined;

  const readStructureOnce = () => {
    structure ??= readStructure(base);
    return structure;
  };
  /** Which flows there are is known only where every folder can be read. */
  const wholeStructure = async () => {
    const whole = await readStructureOnce();
    if (whole.unreadable) throw whole.unreadable;
    return whole;
  };
  const readFlow = async (file: string): Promise<FlowSource> => {
    const bytes = await readInside(base, file);
    return { file, source: new TextDecoder().decode(bytes) };
  };
  const { findFlow, placesOf, listFiles, locate } = finderOver({
    structure: wholeStructure,
    list: async (folder) => ((await exists(base, folder)) ? listFolder(base, folder) : []),
    isFile: (path) => isFileInside(base, path),
    readFlow,
  });
  const existing = async (namespace: string, path: string) => {
    const file = await locate(namespace, path);
    if (file !== undefined) return file;
    throw Object.assign(new Error(`No file ${path} in the namespace ${namespace} of ${base}`), {
      code: 'ENOENT',
    });
  };

  return {
    root: base,
    commit: currentCommit(base),
    flowFiles: async () => (await wholeStructure()).flows,
    readFlow,
    suiteFiles: async () => (await wholeStructure()).suites,
    readSuite: readFlow,
    findFlow,
    stamp: (file) => stampOf(join(base, file)),
    async namespaceSources() {
      const { namespaces } = await readStructureOnce();
      return (await Promise.all(namespaces.map((file) => readNamespace(base, file)))).filter(isPresent);
    },
    listFiles,

    async readFile(namespace, path) {
      return readInside(base, await existing(namespace, path));
    },

    async fileFacts(namespace, path) {
      const { size, birthtimeMs, mtimeMs } = await stat(join(base, await existing(namespace, path)));
      return { size, created: Math.trunc(birthtimeMs), modified: Math.trunc(mtimeMs) };
    },

    async writeFile(namespace, path, content) {
      if (!isNamespaceId(namespace)) throw new Error(`Invalid path: '${namespace}' is no namespace`);
      const own = (await placesOf(namespace)).find(({ shared }) => !shared);
      const folder = own?.folder ?? `${namespace}/files`;
      await writeInside(base, `${folder}/${fileName(path)}`, content);
      // The folder may be new.
      if (!own) structure = undefined;
    },

    async deleteFile(namespace, path) {
      const wanted = fileName(path);
      let found = false;
      for (const place of await placesOf(namespace))
        if (!place.hides(wanted) && (await deleteInside(base, place.folder, wanted))) found = true;
      return found;
    },
  };
}

async function readInside(base: string, path: string): Promise<Uint8Array> {
  try {
    if (isPlain(path) && (await isFileInside(base, path))) return await readFile(join(base, path));
    // For the reason: it does not exist, it is a folder, or it may not be looked at.
    if (isPlain(path)) await readFile(join(base, path));
  } catch (error) {
    throw unreadable('file', join(base, path), error);
  }
  throw Object.assign(new Error(`The file ${path} lies outside the repository ${base}`), { code: 'ENOENT' });
}

/** `undefined` where it is gone since the folder was opened. */
async function readNamespace(base: string, file: string): Promise<NamespaceSource | undefined> {
  try {
    return { file, source: new TextDecoder().decode(await readInside(base, file)) };
  } catch (error) {
    const isGone = await lstat(join(base, file)).then(
      () => false,
      () => true,
    );
    return isGone ? undefined : { file, source: '', problem: (error as Error).message };
  }
}

function isPresent<T>(value: T | undefined): value is T {
  return value !== undefined;
}

/** Within the resolution of its date, a file may change without another stamp. */
async function stampOf(path: string): Promise<string | undefined> {
  try {
    const { mtimeMs, size, ino } = await stat(path);
    return `${mtimeMs}:${size}:${ino}`;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** `lstat`, for a link to a folder is not followed. */
async function exists(base: string, folder: string): Promise<boolean> {
  return lstat(join(base, folder)).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
