import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isLocked } from './errors.ts';
import type { Read, Write } from './statements.ts';

/** Pages that one transaction gives back: some milliseconds (measured). */
const pagesPerStep = 100;

/** Gives free pages back to the file system in small steps, and empties the write-ahead log. */
export async function compact(
  database: DatabaseSync,
  read: Read,
  write: Write,
  signal?: AbortSignal,
): Promise<void> {
  const freePages = () => read((from) => Number(from.get('PRAGMA freelist_count')?.freelist_count));
  for (let free = await freePages(); free > 0 && !signal?.aborted; ) {
    await write((to) => to.all(`PRAGMA incremental_vacuum(${pagesPerStep})`));
    const left = await freePages();
    // A database that was made without it gives nothing back.
    if (left >= free) break;
    free = left;
    await nextTurn();
  }
  truncateLog(database);
}

/** Where another process reads or writes meanwhile, the log is emptied the next time. */
function truncateLog(database: DatabaseSync): void {
  try {
    database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
  } catch (error) {
    if (!isLocked(error)) throw error;
  }
}
