import type { Flow } from '../../../runner/flow/types.ts';
import type { Registry } from '../../../runner/plugin/registry.ts';
import { type PreviewRequest, preview } from '../../../runner/preview/index.ts';
import type { Repository } from '../../../runner/repository/types.ts';
import type { Preview } from '../verdict/types.ts';

/** A flow as it is at one commit. */
interface Side {
  flow: Flow;
  repository: Repository;
}

/** A changed flow to run at base and at head; absent sides have no such flow. */
export interface ChangedFlow {
  base?: Side;
  head?: Side;
  registry: Registry;
  /** Outputs of production: only for commits that may see them, never for a fork's. */
  recorded?: PreviewRequest['recorded'];
}

/**
 * Runs a changed flow at both commits without consequences, one after the other, for the report to show side by side
 * (github §9). Nothing where neither side has it.
 */
export async function previewChange({
  base,
  head,
  registry,
  recorded,
}: ChangedFlow): Promise<Preview | undefined> {
  const named = head?.flow ?? base?.flow;
  if (!named) return undefined;
  const run = (side: Side) => preview({ ...side, registry, ...(recorded && { recorded }) });
  return {
    flow: { id: named.id, namespace: named.namespace },
    ...(base && { base: await run(base) }),
    ...(head && { head: await run(head) }),
  };
}
