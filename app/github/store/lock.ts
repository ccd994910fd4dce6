import { DatabaseSync } from 'node:sqlite';

/**
 * Makes this process the only one that works the queue of a home: two would do every delivery twice. The lock is SQLite's on an
 * empty database, so it goes with the process, however that ends. The result gives it up.
 *
 * @throws Error where another process has it
 */
export function lockHome(file: string): () => void {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    throw new Error(
      `Another process runs the GitHub App on this state (${file} is locked): end it first, or give this one another TUTTI_HOME`,
      { cause: error },
    );
  }
  return () => database.close();
}
