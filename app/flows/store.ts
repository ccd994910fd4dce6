import { check } from '../../runner/expression/index.ts';
import type { PluginDefault } from '../../runner/flow/defaults.ts';
import type { Flow, FlowDocument } from '../../runner/flow/types.ts';
import type { Registry } from '../../runner/plugin/registry.ts';
import { openWorkingDirectory } from '../../runner/repository/index.ts';
import { type Namespaces, namespaceReader, parseFlowIn } from '../../runner/repository/namespaces.ts';
import type { Repository } from '../../runner/repository/types.ts';
import { followingRepository } from './repository.ts';
import { deleteFlowFile, flowFileFor, writeFlowFile } from './write.ts';

/** A valid flow of the repository, with its text. */
export interface StoredFlow {
  flow: Flow;
  source: string;
  /** Path from the repository's root, with slashes. */
  file: string;
  /** Where it was read, where that is known. */
  commit?: string;
}

/** The flows that are served: those of a folder, as they are on disk, or those of a commit. */
export interface FlowStore {
  /** The folder, always as it is now; or the tree at the commit that is served now. */
  readonly repository: Repository;
  /** Whether `write` and `remove` may change the folder; flows of a commit change with commits. */
  readonly writable: boolean;
  /** Valid flows, sorted by namespace and id. Of two files that declare the same flow the first one counts. */
  all(): readonly StoredFlow[];
  find(namespace: string, flowId: string): StoredFlow | undefined;
  /** Files that are no valid flows, with what is wrong. */
  invalid(): readonly FlowDocument[];
  /** What the flows of each namespace share. */
  namespaces(): Namespaces;
  /** Reads a text as a flow, as if it lay in the folder. */
  parse(source: string, file?: string): Promise<FlowDocument>;
  /**
   * Looks for changes now; whether there were any. Looks come one after another. Rejects where it cannot be looked; what was
   * there before is served on.
   */
  refresh(): Promise<boolean>;
  /** Writes the file of a flow: that which declares it, or a new one below `flows/`. @throws what the file system throws */
  write(flow: Flow, source: string): Promise<StoredFlow>;
  /** Writes and deletes several, each flow once. Rejects with what the file system throws; what was done by then stays. */
  change(changes: FlowChanges): Promise<void>;
  /** Deletes the file of a flow; whether there was one. */
  remove(namespace: string, flowId: string): Promise<boolean>;
}

/** What is to become of several flows. */
export interface FlowChanges {
  write?: readonly { flow: Flow; source: string }[];
  remove?: readonly Pick<Flow, 'namespace' | 'id'>[];
}

export interface FlowStoreOptions {
  /** Absolute path of the folder. */
  root: string;
  registry: Registry;
  /** The repository as it is now. Default: the folder. Where it is that of a commit, flows are not written. */
  look?(): Promise<Repository>;
  /** Default true. */
  writable?: boolean;
  /** Plugin defaults of all flows; those of flows and namespaces have priority (flow-language §1.5). */
  pluginDefaults?: readonly PluginDefault[];
}

/** Reads the flows of a repository. A file is parsed again only when it changed. */
export async function openFlowStore({
  root,
  registry,
  look: open = async () => openWorkingDirectory(root),
  writable = true,
  pluginDefaults,
}: FlowStoreOptions): Promise<FlowStore> {
  const first = await open();
  const following = followingRepository(first);
  const readNamespaces = namespaceReader(registry, { pluginDefaults });
  let namespaces = await readNamespaces(first);
  let seen: Repository | undefined;
  let known = new Map<string, { stamp: string; document: FlowDocument }>();
  let flows = new Map<string, StoredFlow>();
  let last: Promise<unknown> = Promise.resolve();

  const parse = (source: string, file = 'flow.yaml') => parseIn(namespaces, source, file);
  const parseIn = (shared: Namespaces, source: string, file: string) =>
    parseFlowIn(shared, source, { file, registry, checkTemplate: check });

  /** A file that cannot be read is no valid flow; the others are served all the same. */
  const read = async (repository: Repository, file: string, shared: Namespaces): Promise<FlowDocument> => {
    try {
      const { source, revision } = await repository.readFlow(file);
      return numbered(await parseIn(shared, source, file), revision);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const violation = { file, line: 1, column: 1, path: '', message, severity: 'error' } as const;
      return { file, source: '', violations: [violation], locate: () => undefined };
    }
  };

  const look = async (repository: Repository): Promise<boolean> => {
    const found = new Map<string, { stamp: string; document: FlowDocument }>();
    let changed = false;
    // A tree at a commit never changes.
    if (repository === seen) return false;
    const shared = await readNamespaces(repository);
    // It is part of every flow.
    const isShared = shared === namespaces;
    for (const file of await repository.flowFiles()) {
      const before = isShared ? known.get(file) : undefined;
      const stamp = await repository.stamp(file);
      if (stamp === undefined) continue;
      if (before?.stamp === stamp) found.set(file, before);
      else {
        found.set(file, { stamp, document: await read(repository, file, shared) });
        changed = true;
      }
    }
    // Folders of namespace files may be new, and the commit another one, although the flows are the same.
    const hasMoved = repository.commit !== following.repository.commit;
    const documents = [...found.values()].map(({ document }) => document);
    namespaces = shared;
    following.replace(
      repository,
      documents.flatMap(({ flow }) => flow ?? []),
    );
    seen = repository;
    if (!changed && !hasMoved && isShared && found.size === known.size) return false;
    known = found;
    flows = flowsOf(documents, repository.commit);
    return true;
  };
  const refresh = (): Promise<boolean> => {
    const lookNow = async () => look(await open());
    const looked = last.then(lookNow, lookNow);
    last = looked;
    return looked;
  };
  const fileOf = (flow: Flow) => flowFileFor(root, flow, flows.get(`${flow.namespace}/${flow.id}`)?.file);
  const change = async ({ write = [], remove = [] }: FlowChanges) => {
    for (const { flow, source } of write) {
      const file = fileOf(flow);
      await writeFlowFile(root, file, source);
      // Within the resolution of its date, a file may have changed without one.
      known.delete(file);
    }
    for (const { namespace, id } of remove) {
      const stored = flows.get(`${namespace}/${id}`);
      if (stored) await deleteFlowFile(root, stored.file);
    }
    await refresh();
  };
  await look(first);

  return {
    repository: following.repository,
    writable,
    all: () => [...flows.values()],
    find: (namespace, flowId) => flows.get(`${namespace}/${flowId}`),
    invalid: () => [...known.values()].map(({ document }) => document).filter(({ flow }) => !flow),
    namespaces: () => namespaces,
    parse,
    refresh,
    async write(flow, source) {
      await change({ write: [{ flow, source }] });
      return flows.get(`${flow.namespace}/${flow.id}`) ?? { flow, source, file: fileOf(flow) };
    },
    change,
    async remove(namespace, flowId) {
      if (!flows.has(`${namespace}/${flowId}`)) return false;
      await change({ remove: [{ namespace, id: flowId }] });
      return true;
    },
  };
}

function flowsOf(documents: readonly FlowDocument[], commit: string | undefined): Map<string, StoredFlow> {
  const found = documents.flatMap(({ flow, source, file }): StoredFlow[] =>
    flow ? [{ flow, source, file, ...(commit !== undefined && { commit }) }] : [],
  );
  found.sort((a, b) => compare(a.flow.namespace, b.flow.namespace) || compare(a.flow.id, b.flow.id));
  const flows = new Map<string, StoredFlow>();
  for (const stored of found) {
    const name = `${stored.flow.namespace}/${stored.flow.id}`;
    if (!flows.has(name)) flows.set(name, stored);
  }
  return flows;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The number of a flow's revision comes from the history of its file. */
export function numbered(document: FlowDocument, revision: number | undefined): FlowDocument {
  const { flow } = document;
  return flow && revision !== undefined ? { ...document, flow: { ...flow, revision } } : document;
}
