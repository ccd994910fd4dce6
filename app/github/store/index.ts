import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { migrate } from '../../../runner/backend/sqlite/migrate.ts';
import { groupWriter } from '../../../runner/backend/sqlite/writer.ts';
import type { Records } from '../types.ts';
import { type DeliveryStore, deliveryStore } from './deliveries.ts';
import { lockHome } from './lock.ts';
import { migrations } from './migrations.ts';
import { recordStore } from './records.ts';

/** How many milliseconds a write waits for another process's lock: a backup, say. */
const lockTimeout = 5_000;

/** The durable state of the App. */
export interface GitHubStore {
  records: Records;
  deliveries: DeliveryStore;
  /** Resolves when everything that was asked for is written. */
  close(): Promise<void>;
}

/**
 * Opens `github.db` in `home`, making or migrating it. Every write is durable when it returns.
 *
 * @throws Error where another process uses it, it cannot be opened, or a newer program wrote it
 */
export function openGitHubStore(home: string, now: () => number): GitHubStore {
  mkdirSync(home, { recursive: true });
  const unlock = lockHome(join(home, 'github.lock'));
  try {
    const name = join(home, 'github.db');
    const database = new DatabaseSync(name, { timeout: lockTimeout });
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    migrate(database, name, migrations);
    const writer = groupWriter(database, name, lockTimeout);
    return {
      records: recordStore(database, now),
      deliveries: deliveryStore(database, writer, now),
      async close() {
        await writer.end();
        if (!database.isOpen) return;
        database.close();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}
