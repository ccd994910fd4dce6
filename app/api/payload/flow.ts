import type { Flow } from '../../../runner/flow/types.ts';
import type { StoredFlow } from '../../flows/store.ts';

/** A flow as Kestra's clients read it (surfaces §14.1). */
export function flowPayload(flow: Flow): Record<string, unknown> {
  return { ...flow, deleted: false };
}

/** The same with its text. */
export function flowWithSource({ flow, source }: StoredFlow): Record<string, unknown> {
  return { ...flowPayload(flow), source };
}
