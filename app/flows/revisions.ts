import type { FlowRevision } from '../../runner/repository/types.ts';
import { type FlowStore, numbered, type StoredFlow } from './store.ts';

/**
 * The revisions of a flow that are known and valid, the first one first (surfaces §14.1): those of the history of its file, or
 * the one in the folder.
 */
export async function flowRevisions(flows: FlowStore, current: StoredFlow): Promise<StoredFlow[]> {
  const { namespace, id } = current.flow;
  const all = await flows.repository.revisions?.(namespace, id);
  if (!all) return [current];
  const stored = await Promise.all(all.map((revision) => storedAt(flows, revision)));
  return stored.filter((one) => one !== undefined);
}

/** A flow in one of its revisions; `undefined` where that is not known, or not valid. */
export async function flowAt(
  flows: FlowStore,
  current: StoredFlow,
  revision: number,
): Promise<StoredFlow | undefined> {
  if (revision === current.flow.revision) return current;
  const { namespace, id } = current.flow;
  const all = await flows.repository.revisions?.(namespace, id);
  const found = all?.find((one) => one.revision === revision);
  return found && storedAt(flows, found);
}

async function storedAt(
  flows: FlowStore,
  { source, file, revision, commit }: FlowRevision,
): Promise<StoredFlow | undefined> {
  const { flow } = numbered(await flows.parse(source, file), revision);
  return flow && { flow, source, file, commit };
}
