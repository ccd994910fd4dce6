import { isNamespaceId } from '../../../runner/repository/changes.ts';
import { flowIdentity } from '../../../runner/repository/index.ts';
import { isAmongFlows } from '../../../runner/repository/layout.ts';
import type { Repository } from '../../../runner/repository/types.ts';
import { CopilotError } from '../errors.ts';
import type { Wish } from '../types.ts';

/** Where the flows of a repository lie: what a new one goes by. */
export interface Layout {
  /** Paths of all flow files. */
  files: ReadonlySet<string>;
  /** Files of each namespace. */
  byNamespace: ReadonlyMap<string, readonly string[]>;
}

/** Reads which flows there are, by their names alone. Files that cannot be read belong to no namespace. */
export async function readLayout(repository: Repository): Promise<Layout> {
  const files = await repository.flowFiles();
  const byNamespace = new Map<string, string[]>();
  for (const file of files) {
    const source = await repository.readFlow(file).then(
      (flow) => flow.source,
      () => '',
    );
    const namespace = (await flowIdentity(source))?.namespace;
    if (namespace === undefined) continue;
    const known = byNamespace.get(namespace) ?? [];
    known.push(file);
    byNamespace.set(namespace, known);
  }
  return { files: new Set(files), byNamespace };
}

/**
 * The namespace of a new flow: the one that was asked for, else the one that most flows have.
 *
 * @throws CopilotError `refused` where none can be told
 */
export function namespaceFor({ namespace }: Pick<Wish, 'namespace'>, { byNamespace }: Layout): string {
  if (namespace !== undefined) {
    if (isNamespaceId(namespace)) return namespace;
    throw new CopilotError('refused', `${JSON.stringify(namespace)} is no name of a namespace`);
  }
  const [first, second] = [...byNamespace].toSorted(([, a], [, b]) => b.length - a.length);
  if (first && first[1].length > (second?.[1].length ?? 0)) return first[0];
  const names = [...byNamespace.keys()].sort().slice(0, 20).join(', ');
  throw new CopilotError(
    'refused',
    names === ''
      ? 'There are no flows yet: say in which namespace the new one is made'
      : `Say in which namespace the flow is made: there are ${names}`,
  );
}

/**
 * Where a new flow is written: beside the flows of its namespace; else in the folder of the namespace, where others have one; else
 * in `flows/` (architecture, decision 7). Never the file of another flow.
 */
export function newFlowFile(
  { namespace, id }: { namespace: string; id: string },
  { files, byNamespace }: Layout,
): string {
  const folder = folderOf(byNamespace.get(namespace) ?? []) ?? newFolder(namespace, byNamespace);
  const candidates = [`${folder}/${id}.yaml`, `${folder}/${namespace}.${id}.yaml`];
  // On many disks `Orders.yaml` and `orders.yaml` are one file.
  const taken = new Set([...files].map((file) => file.toLowerCase().replace(/\.yml$/, '.yaml')));
  const free = candidates.find((file) => !taken.has(file.toLowerCase()));
  if (free !== undefined) return free;
  throw new CopilotError('forbidden', `There are files named ${candidates.join(' and ')} already`);
}

/** The folder that most of these files lie in. */
function folderOf(files: readonly string[]): string | undefined {
  const folders = Map.groupBy(files.filter(isAmongFlows), (file) => file.split('/').slice(0, -1).join('/'));
  return [...folders].toSorted(([, a], [, b]) => b.length - a.length)[0]?.[0];
}

function newFolder(namespace: string, byNamespace: Layout['byNamespace']): string {
  for (const [other, files] of byNamespace) {
    const example = files.find((file) => /^_?flows$/.test(file.split('/').at(-2) ?? ''));
    const folders = example?.split('/') ?? [];
    // `company.team/flows/…`, perhaps below further folders.
    if (folders.at(-3) === other) return [...folders.slice(0, -3), namespace, folders.at(-2)].join('/');
  }
  return 'flows';
}
