import type { Flow } from '../../../runner/flow/types.ts';
import type { StoredFlow } from '../../flows/store.ts';

/** A flow as Kestra's clients read it (surfaces §14.1). */
export function flowPayload(own: Flow): Record<string, unknown> {
  // What its namespace gives is no property of a flow.
  const { namespaceVariables: _, allowedNamespaces: __, ...flow } = own;
  const triggers = flow.triggers.map((trigger) => ({ ...trigger, disabled: trigger['disabled'] === true }));
  return { ...flow, triggers, deleted: false };
}

/** The same with its text. */
export function flowWithSource({ flow, source }: StoredFlow): Record<string, unknown> {
  return { ...flowPayload(flow), source };
}
