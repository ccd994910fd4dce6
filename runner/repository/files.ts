import { isNamespaceId, isPlain } from './changes.ts';
import { type FlowIdentity, flowIdentity } from './identity.ts';
import { belongsTo, isShared } from './layout.ts';
import type { FlowSource } from './types.ts';
import type { Structure } from './walk.ts';

/** Files by path from a root: on disk, or of a Git tree. Paths have slashes. */
export interface Files {
  /** Which flow files and folders of namespace files there are. */
  structure(): Promise<Structure>;
  /** Every file below a folder, unsorted; none where there is no such folder. */
  list(folder: string): Promise<string[]>;
  isFile(path: string): Promise<boolean>;
  readFlow(file: string): Promise<FlowSource>;
}

/** A folder of namespace files, without the paths that `hides` says belong elsewhere. */
export interface Place {
  folder: string;
  /** Whether other namespaces see its files too. */
  shared: boolean;
  hides(path: string): boolean;
}

/** Finds flows by name and namespace files by path, wherever the files are (architecture, decision 7). */
export interface Finder {
  findFlow(namespace: string, flowId: string): Promise<FlowSource | undefined>;
  /** The folders that hold files of a namespace, the one that wins first. */
  placesOf(namespace: string): Promise<Place[]>;
  listFiles(namespace: string): Promise<string[]>;
  /** Path from the root, or `undefined` where there is no such file. */
  locate(namespace: string, path: string): Promise<string | undefined>;
}

/** A finder that reads each flow's name once. */
export function finderOver(files: Files): Finder {
  let namespaces: Promise<ReadonlySet<string>> | undefined;
  const identities = new Map<string, Promise<FlowIdentity | undefined>>();

  const identityOf = (file: string) => {
    let identity = identities.get(file);
    if (identity === undefined) {
      identity = files.readFlow(file).then(({ source }) => flowIdentity(source));
      identities.set(file, identity);
    }
    return identity;
  };
  const readNamespacesOnce = () => {
    namespaces ??= files
      .structure()
      .then(({ flows }) => Promise.all(flows.map(identityOf)))
      .then((all) => new Set(all.flatMap((identity) => identity?.namespace ?? [])));
    return namespaces;
  };

  const placesOf = async (namespace: string): Promise<Place[]> => {
    if (!isNamespaceId(namespace)) return [];
    const { fileFolders } = await files.structure();
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
  };

  return {
    placesOf,

    async findFlow(namespace, flowId) {
      const { flows } = await files.structure();
      // Files are mostly named for their flow: then one is read, not a thousand.
      const [likely, others] = partition(flows, (file) => stem(file) === flowId);
      for (const candidates of [likely, others]) {
        const found = await Promise.all(candidates.map(identityOf));
        const index = found.findIndex((flow) => flow?.id === flowId && flow.namespace === namespace);
        if (index !== -1) return files.readFlow(candidates[index]!);
      }
      return undefined;
    },

    async listFiles(namespace) {
      const paths = new Set<string>();
      for (const place of await placesOf(namespace))
        for (const file of await files.list(place.folder)) {
          const path = file.slice(place.folder.length + 1);
          if (!place.hides(path)) paths.add(path);
        }
      return [...paths].sort();
    },

    async locate(namespace, path) {
      const wanted = path.replace(/^\/+/, '');
      if (!isPlain(wanted)) return undefined;
      for (const { folder, hides } of await placesOf(namespace))
        if (!hides(wanted) && (await files.isFile(`${folder}/${wanted}`))) return `${folder}/${wanted}`;
      return undefined;
    },
  };
}

const nothing = () => false;

function stem(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1).replace(/\.ya?ml$/i, '');
}

function partition<T>(items: readonly T[], matches: (item: T) => boolean): [T[], T[]] {
  return [items.filter(matches), items.filter((item) => !matches(item))];
}
