import type { TriggerKey, TriggerRecord } from '../../backend/triggers.ts';
import { changed } from './records.ts';
import type { TriggerHost } from './types.ts';

/** What changes in the state of a trigger; what becomes `undefined` is removed. */
export type TriggerChange = Parameters<typeof changed>[2];

/**
 * Changes the state of a trigger, however often another process is faster; gives the state as it is then.
 *
 * @param now epoch milliseconds @throws what `change` throws
 */
export async function updateTrigger(
  { backend, make }: Pick<TriggerHost, 'backend' | 'make'>,
  key: TriggerKey,
  change: (record: TriggerRecord | undefined) => TriggerChange | Promise<TriggerChange>,
  now: () => number,
): Promise<TriggerRecord> {
  for (;;) {
    const record = await backend.trigger(key);
    const next = changed(key, record, await change(record), now());
    try {
      await make([], { triggers: [next] });
      return next;
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'CONFLICT') throw error;
    }
  }
}

/** Switches a trigger on or off, whatever its flow says. Dates that passed while it was switched off are not missed. */
export function switched(disabled: boolean): TriggerChange {
  return disabled ? { disabled } : { disabled: undefined, declaration: undefined };
}
