/**
 * What a path means, by the folders it lies in (architecture, decision 7). The first folder of a path that is named
 * `flows`, `_flows`, `files` or `_files` decides: below it, other such names are ordinary folders.
 */

/** Folders that are never looked into. */
const ignoredFolders: ReadonlySet<string> = new Set(['.git', 'node_modules', '.tutti']);

/** What a folder with this name holds, or `undefined` for an ordinary one. */
export function folderKind(name: string): 'flows' | 'files' | 'ignored' | undefined {
  if (name === 'flows' || name === '_flows') return 'flows';
  if (name === 'files' || name === '_files') return 'files';
  return ignoredFolders.has(name) ? 'ignored' : undefined;
}

/** Whether a file below a `flows/` folder is a flow. */
export function isFlowName(name: string): boolean {
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
