import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { BackendError } from '../errors.ts';
import { sqliteError } from './errors.ts';
import { whileLocked } from './whileLocked.ts';

/** The one way to change the database. */
export interface Writer {
  /**
   * Runs `work` inside a transaction and resolves with its result once that is durable. Works that are asked for in one
   * turn of the event loop share a transaction, in the order of asking; when one throws, none of it is kept, each is
   * done again in a transaction of its own, and only those that throw again reject.
   */
  write<T>(work: () => T): Promise<T>;
  /** Resolves when everything asked for is done; refuses what is asked for later. */
  end(): Promise<void>;
}

interface Member {
  work: () => unknown;
  resolve: (result: unknown) => void;
  reject: (error: BackendError) => void;
}

/**
 * Group commit (architecture, decision 4): one fsync per turn of the event loop. `lockTimeout`: how many milliseconds a
 * write waits for another process's lock before it rejects with `LOCKED`. `name`: the database's, for errors.
 */
export function groupWriter(database: DatabaseSync, name: string, lockTimeout: number): Writer {
  let waiting: Member[] = [];
  let flushing: Promise<void> | undefined;
  let ended = false;

  async function flush(): Promise<void> {
    while (waiting.length > 0) {
      await nextTurn();
      const group = waiting;
      waiting = [];
      await commitGroup(group);
    }
    flushing = undefined;
  }

  async function commitGroup(group: Member[]): Promise<void> {
    const deadline = performance.now() + lockTimeout;
    try {
      await commitTogether(group, deadline);
    } catch (error) {
      const refusal = sqliteError(name, error);
      if (group.length === 1 || refusal.code === 'LOCKED') for (const member of group) member.reject(refusal);
      else for (const member of group) await commitAlone(member, deadline);
    }
  }

  async function commitAlone(member: Member, deadline: number): Promise<void> {
    await commitTogether([member], deadline).catch((error) => member.reject(sqliteError(name, error)));
  }

  async function commitTogether(group: Member[], deadline: number): Promise<void> {
    const results = await whileLocked(deadline, () =>
      transaction(database, () => group.map(({ work }) => work())),
    );
    group.forEach(({ resolve }, index) => {
      resolve(results[index]);
    });
  }

  return {
    write: <T>(work: () => T) =>
      new Promise<T>((resolve, reject) => {
        if (ended) {
          reject(new BackendError('CLOSED', `${name} is closed; nothing was written`));
          return;
        }
        waiting.push({ work, resolve: resolve as Member['resolve'], reject });
        flushing ??= flush();
      }),
    end: async () => {
      ended = true;
      await flushing;
    },
  };
}

/** Runs `work` in a transaction that has the write lock from the start; throws after rolling everything back. */
export function transaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // A full disk makes SQLite roll back by itself.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
