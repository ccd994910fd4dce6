import type { DatabaseSync } from 'node:sqlite';
import { BackendError } from '../errors.ts';
import { migrations } from './migrations.ts';
import { transaction } from './writer.ts';

/**
 * Brings a database to the newest schema, in one transaction; of two processes that start together one does it and the
 * other finds it done. Throws a `BackendError` (`NEWER`) when a newer program wrote it. `name`: the database's file.
 */
export function migrate(database: DatabaseSync, name: string, steps: readonly string[] = migrations): void {
  if (version(database) === steps.length) return;
  transaction(database, () => {
    const from = version(database);
    if (from > steps.length) {
      throw new BackendError(
        'NEWER',
        `${name} was written by a newer version of Tutti (schema ${from}, this one knows ${steps.length}): ` +
          'use that version, or another TUTTI_HOME',
      );
    }
    for (const step of steps.slice(from)) database.exec(step);
    database.exec(`PRAGMA user_version = ${steps.length}`);
  });
}

function version(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.user_version);
}
