import { lstat, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { deleteInside, fileName, isPlain, writeInside } from './changes.ts';
import { currentCommit } from './commit.ts';
import { type FlowIdentity, flowIdentity } from './identity.ts';
import { belongsTo, isShared } from './layout.ts';
import type { FlowSource, Repository } from './types.ts';
import { isFileInside, listFolder, readStructure, type Structure, unreadable } from './walk.ts';

/**
 * A folder on disk as a repository (architecture, decision 7); it need not be one of Git.
 *
 * - Flows: any YAML file below a folder named `flows` or `_flows`, at any depth; the file says which namespace.
 * - Namespace files, the earlier place wins where a path exists twice:
 *   1. `files/` or `_files/` in a folder that spells the namespace: `company.team/files/…` or `company/team/files/…`;
 *   2. `files/<namespace>/…` at the root;
 *   3. `files/…` at the root, for every namespace; without the folders there that are named as a flow's namespace.
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
  let namespaces: Promise<ReadonlySet<string>> | undefined;
  const identities = new Map<string, Promise<FlowIdentity | undefined>>();

  const readStructureOnce = () => {
    structure ??= readStructure(base);
    return structure;
  };
  const readFlow = async (file: string): Promise<FlowSource> => {
    const bytes = await readInside(base, file);
    return { file, source: new TextDecoder().decode(bytes) };
  };
  const identityOf = (file: string) => {
    let identity = identities.get(file);
    if (identity === undefined) {
      identity = readFlow(file).then(({ source }) => flowIdentity(source));
      identities.set(file, identity);
    }
    return identity;
  };
  const readNamespacesOnce = () => {
    namespaces ??= readStructureOnce()
      .then(({ flows }) => Promise.all(flows.map(identityOf)))
      .then((all) => new Set(all.flatMap((identity) => identity?.namespace ?? [])));
    return namespaces;
  };

  return {
    root: base,
    commit: currentCommit(base),
    flowFiles: async () => (await readStructureOnce()).flows,
    readFlow,

    async findFlow(namespace, flowId) {
      const { flows } = await readStructureOnce();
      // Files are mostly named for their flow: then one is read, not a thousand.
      const [likely, others] = partition(flows, (file) => stem(file) === flowId);
      for (const candidates of [likely, others]) {
        const found = await Promise.all(candidates.map(identityOf));
        const index = found.findIndex((flow) => flow?.id === flowId && flow.namespace === namespace);
        if (index !== -1) return readFlow(candidates[index]!);
      }
      return undefined;
    },

    async listFiles(namespace) {
      const paths = new Set<string>();
      for (const place of await placesOf(namespace)) {
        if (!(await exists(base, place.folder))) continue;
        for (const file of await listFolder(base, place.folder)) {
          const path = file.slice(place.folder.length + 1);
          if (!place.hides(path)) paths.add(path);
        }
      }
      return [...paths].sort();
    },

    async readFile(namespace, path) {
      const wanted = path.replace(/^\/+/, '');
      for (const place of await placesOf(namespace)) {
        if (
          isPlain(wanted) &&
          !place.hides(wanted) &&
          (await isFileInside(base, `${place.folder}/${wanted}`))
        ) {
          return readInside(base, `${place.folder}/${wanted}`);
        }
      }
      throw Object.assign(new Error(`No file ${path} in the namespace ${namespace} of ${base}`), {
        code: 'ENOENT',
      });
    },

    async writeFile(namespace, path, content) {
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

  /** The folders that hold files of a namespace, the one that wins first. */
  async function placesOf(namespace: string): Promise<Place[]> {
    const { fileFolders } = await readStructureOnce();
    const shared = fileFolders.filter(isShared);
    const declared = shared.length === 0 ? new Set<string>() : await readNamespacesOnce();
    const ofNamespace = (path: string) => {
      const first = path.slice(0, path.indexOf('/'));
      return path.includes('/') && (first === namespace || declared.has(first));
    };
    return [
      ...fileFolders
        .filter((folder) => belongsTo(folder, namespace))
        .map((folder) => ({ folder, shared: false, hides: nothing })),
      ...shared.map((folder) => ({ folder: `${folder}/${namespace}`, shared: false, hides: nothing })),
      ...shared.map((folder) => ({ folder, shared: true, hides: ofNamespace })),
    ];
  }
}

/** A folder of namespace files, without the paths that `hides` says belong elsewhere. */
interface Place {
  folder: string;
  /** Whether other namespaces see its files too. */
  shared: boolean;
  hides(path: string): boolean;
}

const nothing = () => false;

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

/** `lstat`, for a link to a folder is not followed. */
async function exists(base: string, folder: string): Promise<boolean> {
  return lstat(join(base, folder)).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

function stem(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1).replace(/\.ya?ml$/i, '');
}

function partition<T>(items: readonly T[], matches: (item: T) => boolean): [T[], T[]] {
  return [items.filter(matches), items.filter((item) => !matches(item))];
}
