import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { check } from '../../runner/expression/index.ts';
import { parseFlow } from '../../runner/flow/parse.ts';
import type { Flow, FlowDocument } from '../../runner/flow/types.ts';
import type { Registry } from '../../runner/plugin/registry.ts';
import { openWorkingDirectory } from '../../runner/repository/index.ts';
import type { Repository } from '../../runner/repository/types.ts';
import { followingRepository } from './repository.ts';
import { deleteFlowFile, flowFileFor, writeFlowFile } from './write.ts';

/** A valid flow of the repository, with its text. */
export interface StoredFlow {
  flow: Flow;
  source: string;
  /** Path from the repository's root, with slashes. */
  file: string;
}

/** The flows that are served: those of a folder, as they are on disk. */
export interface FlowStore {
  /** The folder, always as it is now. */
  readonly repository: Repository;
  /** Whether `write` and `remove` may change the folder; flows of a commit change with commits. */
  readonly writable: boolean;
  /** Valid flows, sorted by namespace and id. Of two files that declare the same flow the first one counts. */
  all(): readonly StoredFlow[];
  find(namespace: string, flowId: string): StoredFlow | undefined;
  /** Files that are no valid flows, with what is wrong. */
  invalid(): readonly FlowDocument[];
  /** Reads a text as a flow, as if it lay in the folder. */
  parse(source: string, file?: string): Promise<FlowDocument>;
  /** Looks for changes now; whether there were any. Looks come one after another. */
  refresh(): Promise<boolean>;
  /** Writes the file of a flow: that which declares it, or a new one below `flows/`. @throws what the file system throws */
  write(flow: Flow, source: string): Promise<StoredFlow>;
  /** Deletes the file of a flow; whether there was one. */
  remove(namespace: string, flowId: string): Promise<boolean>;
}

export interface FlowStoreOptions {
  /** Absolute path of the folder. */
  root: string;
  registry: Registry;
  /** Default true. */
  writable?: boolean;
}

/** Reads the flows of a folder. A file is parsed again only when its size or date changed. */
export async function openFlowStore({
  root,
  registry,
  writable = true,
}: FlowStoreOptions): Promise<FlowStore> {
  const following = followingRepository(openWorkingDirectory(root));
  let known = new Map<string, { stamp: string; document: FlowDocument }>();
  let flows = new Map<string, StoredFlow>();
  let last: Promise<unknown> = Promise.resolve();

  const parse = (source: string, file = 'flow.yaml') =>
    parseFlow(source, { file, registry, checkTemplate: check });

  /** A file that cannot be read is no valid flow; the others are served all the same. */
  const read = async (repository: Repository, file: string): Promise<FlowDocument> => {
    try {
      return await parse((await repository.readFlow(file)).source, file);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const violation = { file, line: 1, column: 1, path: '', message, severity: 'error' } as const;
      return { file, source: '', violations: [violation], locate: () => undefined };
    }
  };

  const look = async (): Promise<boolean> => {
    const repository = openWorkingDirectory(root);
    const found = new Map<string, { stamp: string; document: FlowDocument }>();
    let changed = false;
    for (const file of await repository.flowFiles()) {
      const before = known.get(file);
      const stamp = await stampOf(join(root, file));
      if (stamp === undefined) continue;
      if (before?.stamp === stamp) found.set(file, before);
      else {
        found.set(file, { stamp, document: await read(repository, file) });
        changed = true;
      }
    }
    // Folders of namespace files may be new, and the commit another one, although the flows are the same.
    following.replace(repository);
    if (!changed && found.size === known.size) return false;
    known = found;
    flows = flowsOf([...found.values()].map(({ document }) => document));
    return true;
  };
  const refresh = (): Promise<boolean> => {
    const looked = last.then(look, look);
    last = looked;
    return looked;
  };
  await refresh();

  return {
    repository: following.repository,
    writable,
    all: () => [...flows.values()],
    find: (namespace, flowId) => flows.get(`${namespace}/${flowId}`),
    invalid: () => [...known.values()].map(({ document }) => document).filter(({ flow }) => !flow),
    parse,
    refresh,
    async write(flow, source) {
      const file = flowFileFor(root, flow, flows.get(`${flow.namespace}/${flow.id}`)?.file);
      await writeFlowFile(root, file, source);
      // Within the resolution of its date, a file may have changed without one.
      known.delete(file);
      await refresh();
      return flows.get(`${flow.namespace}/${flow.id}`) ?? { flow, source, file };
    },
    async remove(namespace, flowId) {
      const stored = flows.get(`${namespace}/${flowId}`);
      if (!stored) return false;
      await deleteFlowFile(root, stored.file);
      await refresh();
      return true;
    },
  };
}

async function stampOf(path: string): Promise<string | undefined> {
  try {
    const { mtimeMs, size, ino } = await stat(path);
    return `${mtimeMs}:${size}:${ino}`;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function flowsOf(documents: readonly FlowDocument[]): Map<string, StoredFlow> {
  const found = documents.flatMap(({ flow, source, file }): StoredFlow[] =>
    flow ? [{ flow, source, file }] : [],
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
