import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from '../fixtures.ts';

/** A home of its own for one test, removed when the test ended. */
export async function createHome(): Promise<{ home: string; file: string }> {
  const home = await temporaryFolder();
  onTestFinished(() => rm(home, { recursive: true }));
  return { home, file: join(home, 'tutti.db') };
}

/** Another program's connection to the database, closed when the test ended. */
export function connect(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  onTestFinished(() => {
    if (database.isOpen) database.close();
  });
  return database;
}
