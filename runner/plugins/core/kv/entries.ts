import type { KvEntry } from '../../../plugin/types.ts';

/** Whether an entry's time is over; it stays in the store until it is purged (flow-language §6.4). */
export function isExpired(entry: KvEntry): boolean {
  return entry.expirationDate !== undefined && Date.parse(entry.expirationDate) <= Date.now();
}

/** The error of a task that was told to insist on a key. */
export function missingKey(key: string, namespace: string): Error {
  return new Error(
    `No value found for key '${key}' in namespace '${namespace}' and \`errorOnMissing\` is set to true`,
  );
}
