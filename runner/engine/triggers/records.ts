import { createHash } from 'node:crypto';
import type { TriggerKey, TriggerRecord } from '../../backend/triggers.ts';
import type { Flow, Typed } from '../../flow/types.ts';

/** The next version of a trigger's state; a change to `undefined` removes. */
export function changed(
  { namespace, flowId, triggerId }: TriggerKey,
  record: TriggerRecord | undefined,
  changes: { [Name in keyof TriggerRecord]?: TriggerRecord[Name] | undefined },
  now: number,
): TriggerRecord {
  const next: Record<string, unknown> = {
    namespace,
    flowId,
    triggerId,
    ...record,
    ...changes,
    version: (record?.version ?? 0) + 1,
    updatedDate: isoDate(now),
  };
  for (const [name, value] of Object.entries(next)) if (value === undefined) delete next[name];
  return next as unknown as TriggerRecord;
}

/** Epoch milliseconds as records have dates. */
export function isoDate(at: number): string {
  return new Date(at).toISOString();
}

export function keyOf(flow: Flow, trigger: Typed): TriggerKey {
  return { namespace: flow.namespace, flowId: flow.id, triggerId: trigger.id };
}

/** A key as text. */
export function keyText({ namespace, flowId, triggerId }: TriggerKey): string {
  return JSON.stringify([namespace, flowId, triggerId]);
}

/** Names what a trigger says about when it is due: another name, and its dates begin anew. */
export function declarationOf(type: string, properties: readonly unknown[]): string {
  return createHash('sha256')
    .update(JSON.stringify([type, properties]))
    .digest('base64url');
}
