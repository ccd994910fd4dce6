/**
 * What a path means, by the folders it lies in (architecture, decision 7). The first folder of a path that is named `flows` or
 * `files`, or so with a `_` before it, decides: below it, other such names are ordinary folders. Without one, a folder named
 * `tests` or `_tests` does; a namespace may have that name too.
 */

/** Folders that are never looked into. */
const ignoredFolders: ReadonlySet<string> = new Set(['.git', 'node_modules', '.tutti']);

/** What a folder with this name holds, or `undefined` for an ordinary one. */
export function folderKind(name: string): 'flows' | 'files' | 'tests' | 'ignored' | undefined {
  if (name === 'flows' || name === '_flows') return 'flows';
  if (name === 'files' || name === '_files') return 'files';
  if (name === 'tests' || name === '_tests') return 'tests';
  return ignoredFolders.has(name) ? 'ignored' : undefined;
}

/** Whether a file below a `flows/` folder is a flow, one below a `tests/` folder perhaps a suite of unit tests. */
export function isYamlName(name: string): boolean {
  return /\.ya?ml$/i.test(name) && !name.startsWith('.');
}

/**
 * Whether a folder of namespace files, by its path from the root, belongs to a namespace: its parent folders spell it,
 * either in one dotted name (`company.team/files`, at any depth) or one folder a part (`company/team/files`).
 */
export function belongsTo(filesFolder: string, namespace: string): boolean {
  const parents = filesFolder.split('/').slice(0, -1);
  return parents.length > 0 && (parents.at(-1) === namespace || parents.join('.') === namespace);
}

/** Whether a folder of namespace files lies at the root: shared, or with one folder a namespace. */
export function isShared(filesFolder: string): boolean {
  return !filesFolder.includes('/');
}

/** Whether a file of this name, in no folder of flows or files, holds what flows of a namespace share (surfaces §10.5). */
export function isNamespaceName(name: string): boolean {
  return name === 'namespace.yaml' || name === 'namespace.yml';
}

/**
 * The namespace that the folders around a `namespace.yaml` spell: in one dotted name (`company.team`, at any depth) or one
 * folder a part (`company/team`). Empty at the root: all namespaces.
 */
export function namespaceAround(path: string): string {
  const folders = path.split('/').slice(0, -1);
  const nearest = folders.at(-1) ?? '';
  return nearest.includes('.') ? nearest : folders.join('.');
}

/**
 * What a file is by its path: a flow, a suite of unit tests (if its content is one), a namespace file with the folder that it
 * belongs to, a `namespace.yaml`, or none.
 */
export function roleOf(
  path: string,
): { kind: 'flow' | 'suite' | 'namespace' } | { kind: 'file'; folder: string } | undefined {
  const folders = path.split('/');
  const name = folders.pop()!;
  const kinds = folders.map(folderKind);
  const at = kinds.findIndex((kind) => kind === 'flows' || kind === 'files');
  if (kinds.includes('ignored')) return undefined;
  if (kinds[at] === 'files') return { kind: 'file', folder: folders.slice(0, at + 1).join('/') };
  if (at !== -1 || kinds.includes('tests'))
    return isYamlName(name) ? { kind: at === -1 ? 'suite' : 'flow' } : undefined;
  return isNamespaceName(name) ? { kind: 'namespace' } : undefined;
}

/** Whether a path lies below a folder of flows, or is named as one. */
export function isAmongFlows(path: string): boolean {
  const kinds = path.split('/').map(folderKind);
  return !kinds.includes('ignored') && kinds.find((kind) => kind === 'flows' || kind === 'files') === 'flows';
}
