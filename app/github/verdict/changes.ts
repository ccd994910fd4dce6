import type { GitTree } from '../../../runner/repository/index.ts';
import { roleOf } from '../../../runner/repository/layout.ts';

/** A flow's file that is not the same in two trees. */
export interface ChangedFile {
  path: string;
  previousPath?: string;
  change: 'added' | 'modified' | 'removed' | 'renamed';
}

/**
 * The files of flows that differ, by the ids of their blobs (github §3.5), sorted by path; a file whose content lies elsewhere
 * now was renamed. Without `base` all of them are new. Links and submodules among flows count: they are refused later.
 */
export function changedFiles(base: GitTree | undefined, head: GitTree): ChangedFile[] {
  const before = flowsOf(base);
  const after = flowsOf(head);
  const gone = new Map<string, string>();
  for (const [path, oid] of before) if (!after.has(path)) gone.set(oid, path);
  const changes: ChangedFile[] = [];
  for (const [path, oid] of after) {
    if (before.get(path) === oid) continue;
    const previousPath = before.has(path) ? undefined : gone.get(oid);
    if (previousPath !== undefined) gone.delete(oid);
    if (before.has(path)) changes.push({ path, change: 'modified' });
    else if (previousPath !== undefined) changes.push({ path, previousPath, change: 'renamed' });
    else changes.push({ path, change: 'added' });
  }
  const moved = new Set(changes.map(({ previousPath }) => previousPath));
  for (const path of before.keys())
    if (!after.has(path) && !moved.has(path)) changes.push({ path, change: 'removed' });
  return changes.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Whether what flows of a namespace share differs: it is part of each of them. */
export function sharedChanged(base: GitTree | undefined, head: GitTree): boolean {
  const text = (tree: GitTree | undefined) =>
    [...(tree?.entries ?? [])]
      .flatMap(([path, { oid }]) => (roleOf(path)?.kind === 'namespace' ? `${path} ${oid}` : []))
      .sort()
      .join('\n');
  return text(base) !== text(head);
}

function flowsOf(tree: GitTree | undefined): Map<string, string> {
  return new Map(
    [...(tree?.entries ?? [])].flatMap(([path, { oid }]) =>
      roleOf(path)?.kind === 'flow' ? [[path, oid] as const] : [],
    ),
  );
}
