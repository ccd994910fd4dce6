import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { BackendError } from '../errors.ts';
import { openFileStore } from '../files.ts';
import type { Backend } from '../types.ts';
import { sqliteBackend } from './backend.ts';
import { sqliteError } from './errors.ts';
import { memoryDatabase } from './memory.ts';
import { migrate } from './migrate.ts';
import { whileLocked } from './whileLocked.ts';

/** SQLite itself waits only this long for a lock, in milliseconds: it blocks the event loop meanwhile. */
const blockingWait = 20;

/** Bytes that the write-ahead log keeps on disk once it was emptied. */
const walLimit = 8 * 1024 * 1024;

export interface SqliteOptions {
  /** Folder of the state (`TUTTI_HOME`): `tutti.db` and `storage/`. Made when absent. */
  home: string;
  /** Clock of leases and KV, epoch milliseconds. */
  now?: () => number;
  /** How many milliseconds a write waits for another process's lock before it rejects. Default 5,000. */
  lockTimeout?: number;
}

/**
 * Opens the embedded backend (architecture, decisions 4 and 5), making or migrating its database. Several processes may
 * have the same home open. Rejects with a `BackendError` when the folder cannot be used, the database stays locked
 * (`LOCKED`) or is newer than this program (`NEWER`).
 */
export async function openSqliteBackend(options: SqliteOptions): Promise<Backend> {
  const { home, now = Date.now, lockTimeout = 5_000 } = options;
  const name = join(home, 'tutti.db');
  const database = await openDatabase(home, name, lockTimeout);
  return sqliteBackend({ database, name, files: openFileStore(join(home, 'storage')), now, lockTimeout });
}

/** The same over a database in memory, with files in a temporary folder that `close` removes: for tests of flows. */
export async function openMemoryBackend({
  now = Date.now,
}: Pick<SqliteOptions, 'now'> = {}): Promise<Backend> {
  const name = 'The database in memory';
  const database = memoryDatabase(name);
  const folder = join(tmpdir(), `tutti-${randomUUID()}`);
  const backend = sqliteBackend({ database, name, files: openFileStore(folder), now, lockTimeout: 0 });
  return {
    ...backend,
    close: async () => {
      await backend.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function openDatabase(home: string, name: string, lockTimeout: number): Promise<DatabaseSync> {
  const database = await makeDatabase(home, name);
  try {
    // Changing to WAL and migrating both fail at once when another process is just doing so.
    await whileLocked(performance.now() + lockTimeout, () => {
      // Before the first table: a database that has some is rewritten by `giveSpaceBack`.
      database.exec(`PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
        PRAGMA journal_size_limit = ${walLimit}`);
      migrate(database, name);
    });
    giveSpaceBack(database);
    return database;
  } catch (error) {
    database.close();
    throw sqliteError(name, error);
  }
}

/**
 * Lets a database of an older version give free pages back, which needs it to be rewritten once. Where another process uses
 * it, or the disk has no room for a copy, it stays as it is until it is opened again.
 */
function giveSpaceBack(database: DatabaseSync): void {
  // 2: incremental.
  if (database.prepare('PRAGMA auto_vacuum').get()?.auto_vacuum === 2) return;
  try {
    database.exec('PRAGMA auto_vacuum = INCREMENTAL; VACUUM');
  } catch {
    // As it was.
  }
}

async function makeDatabase(home: string, name: string): Promise<DatabaseSync> {
  try {
    await mkdir(home, { recursive: true });
    return new DatabaseSync(name, { timeout: blockingWait, enableForeignKeyConstraints: false });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new BackendError('FAILED', `The folder ${home} cannot hold Tutti's state: ${reason}`, error);
  }
}
