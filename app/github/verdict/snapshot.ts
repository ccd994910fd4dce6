import { check } from '../../../runner/expression/index.ts';
import type { FlowDocument } from '../../../runner/flow/types.ts';
import type { Registry } from '../../../runner/plugin/registry.ts';
import { type GitTree, namespaceReader, parseFlowIn } from '../../../runner/repository/index.ts';
import type { Namespaces } from '../../../runner/repository/namespaces.ts';

/** The flows of a commit. */
export interface Snapshot {
  tree: GitTree;
  /** Of each flow's file, by path. */
  documents: ReadonlyMap<string, FlowDocument>;
}

/** Reads the flows of a commit. */
export type SnapshotReader = (tree: GitTree) => Promise<Snapshot>;

/** Documents that are kept: the flows of some large repositories. */
const kept = 5_000;

/** Reads the flows of commits; a blob that was seen before, with the same shared settings, is not parsed again. */
export function snapshotReader(registry: Registry): SnapshotReader {
  const readNamespaces = namespaceReader(registry);
  const generations = new WeakMap<Namespaces, number>();
  let generation = 0;
  const known = new Map<string, FlowDocument>();

  const parse = async (tree: GitTree, file: string, shared: Namespaces): Promise<FlowDocument> => {
    const entry = tree.entries.get(file);
    if (!generations.has(shared)) generations.set(shared, generation++);
    const key = `${generations.get(shared)} ${entry?.kind} ${entry?.oid} ${file}`;
    const found = known.get(key);
    known.delete(key);
    const document = found ?? (await read(tree, file, shared, registry));
    known.set(key, document);
    if (known.size > kept) known.delete(known.keys().next().value!);
    return document;
  };

  return async (tree) => {
    const shared = await readNamespaces(tree);
    const documents = new Map<string, FlowDocument>();
    for (const file of await tree.flowFiles()) documents.set(file, await parse(tree, file, shared));
    return { tree, documents };
  };
}

/** The history is not asked: no verdict depends on the number of a revision. */
async function read(
  tree: GitTree,
  file: string,
  shared: Namespaces,
  registry: Registry,
): Promise<FlowDocument> {
  try {
    const { kind } = tree.entries.get(file) ?? {};
    // It says why links and submodules are not read.
    const source =
      kind === 'file' ? new TextDecoder().decode(await tree.read(file)) : (await tree.readFlow(file)).source;
    return await parseFlowIn(shared, source, { file, registry, checkTemplate: check });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const violation = { file, line: 1, column: 1, path: '', message, severity: 'error' } as const;
    return { file, source: '', violations: [violation], locate: () => undefined };
  }
}
