import type { Records } from '../types.ts';

/** How long commands stay on record, milliseconds: as long as ids of deliveries (github §8.2). */
const kept = 30 * 86_400_000;

/** How often it is looked for old ones, milliseconds. */
const pause = 86_400_000;

/** Forgets commands that no delivery can bring again, at most once a day. */
export function forgetOldCommands(records: Records, repositoryId: number, now: number): void {
  const last = records.get<number>('command-forgot', String(repositoryId));
  if (last !== undefined && last > now - pause) return;
  for (const kind of ['command', 'command-reply', 'command-quota', 'command-told'])
    for (const { key, updated } of records.list(kind, `${repositoryId} `))
      if (updated < now - kept) records.delete(kind, key);
  records.put('command-forgot', String(repositoryId), now);
}
