import type { Registry } from '../../../runner/plugin/registry.ts';
import type { GitTree } from '../../../runner/repository/index.ts';
import { belongsTo, isShared, roleOf } from '../../../runner/repository/layout.ts';
import type { SuiteDocument } from '../../../runner/testing/index.ts';
import { identityOf } from '../../../runner/testing/suites.ts';
import { changedFiles, sharedChanged } from '../verdict/changes.ts';
import { downstreamFlows } from '../verdict/downstream.ts';
import type { Snapshot, SnapshotReader } from '../verdict/snapshot.ts';
import type { FlowName } from '../verdict/types.ts';
import type { SuiteReader } from './suites.ts';

/** The suites that a change concerns. */
export interface ChosenTests {
  suites: SuiteDocument[];
  /** Suites of the commit, concerned or not. */
  total: number;
  /** Flows that are new or not as they were, by name. */
  changed: FlowName[];
  /** Those of `changed` that no suite is about. */
  untested: FlowName[];
}

/** Finds the suites that a change concerns. Without `before`, all. */
export type ChooseTests = (before: GitTree | undefined, after: GitTree) => Promise<ChosenTests>;

/**
 * Suites that changed themselves; those of flows that changed, that run such a flow through any number of others or listen to
 * one; and those of flows whose namespace files did (github §3.5).
 */
export function testChooser(parts: {
  registry: Registry;
  read: SnapshotReader;
  suites: SuiteReader;
}): ChooseTests {
  const { registry, read } = parts;
  return async (before, after) => {
    const files = changedFiles(before, after);
    const all = await parts.suites(after);
    if (all.length === 0 && files.length === 0) return { suites: [], total: 0, changed: [], untested: [] };
    const [old, now] = [before && (await read(before)), await read(after)];
    const names = new Map<string, FlowName>();
    for (const { path, previousPath } of files)
      for (const name of [nameAt(old, previousPath ?? path), nameAt(now, path)])
        if (name) names.set(keyOf(name), name);
    const present = new Set([...now.documents.values()].flatMap(({ flow }) => (flow ? [keyOf(flow)] : [])));
    const changed = [...names.values()].filter((name) => present.has(keyOf(name)));
    if (all.length === 0) return { suites: [], total: 0, changed, untested: changed };
    const reached = withDependents([...names.values()], now, registry);
    const isEverything = !before || sharedChanged(before, after);
    const folders = changedFolders(before, after);
    const isConcerned = (document: SuiteDocument) => {
      const { namespace, flowId } = identityOf(document);
      return (
        isEverything ||
        after.entries.get(document.file)?.oid !== before.entries.get(document.file)?.oid ||
        reached.has(`${namespace}.${flowId}`) ||
        folders.some((folder) => isShared(folder) || belongsTo(folder, String(namespace)))
      );
    };
    const tested = new Set(all.map(identityOf).map(({ namespace, flowId }) => `${namespace}.${flowId}`));
    return {
      suites: all.filter(isConcerned),
      total: all.length,
      changed,
      untested: changed.filter((name) => !tested.has(keyOf(name))),
    };
  };
}

function nameAt(snapshot: Snapshot | undefined, path: string): FlowName | undefined {
  const flow = snapshot?.documents.get(path)?.flow;
  return flow && { namespace: flow.namespace, id: flow.id };
}

/** With all that run or listen to one of them, step by step. */
function withDependents(
  names: readonly FlowName[],
  { documents }: Snapshot,
  registry: Registry,
): Set<string> {
  const reached = new Map(names.map((name) => [keyOf(name), name]));
  for (let size = -1; size !== reached.size; ) {
    size = reached.size;
    for (const { flow, relation } of downstreamFlows(
      [...documents.values()],
      [...reached.values()],
      registry,
    ))
      if (relation !== 'run') reached.set(keyOf(flow), flow);
  }
  return new Set(reached.keys());
}

/** Folders of namespace files in which something differs. */
function changedFolders(before: GitTree | undefined, after: GitTree): string[] {
  const folders = new Set<string>();
  for (const [one, other] of [
    [after, before],
    [before, after],
  ])
    for (const [path, { oid }] of one?.entries ?? []) {
      const role = roleOf(path);
      if (role?.kind === 'file' && other?.entries.get(path)?.oid !== oid) folders.add(role.folder);
    }
  return [...folders];
}

function keyOf({ namespace, id }: FlowName): string {
  return `${namespace}.${id}`;
}
