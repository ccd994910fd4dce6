import type { DatabaseSync } from 'node:sqlite';
import type { Records } from '../types.ts';

/** `Records` (types.ts) in a table. Values are JSON. */
export function recordStore(database: DatabaseSync, now: () => number): Records {
  const get = database.prepare('SELECT value FROM records WHERE kind = ? AND key = ?');
  const put = database.prepare(
    `INSERT INTO records (kind, key, value, updated) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET value = excluded.value, updated = excluded.updated`,
  );
  const claim = database.prepare(
    'INSERT INTO records (kind, key, value, updated) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  // A range, for LIKE knows wildcards and ignores case.
  const list = database.prepare(
    'SELECT key, value, updated FROM records WHERE kind = ? AND key >= ? AND substr(key, 1, length(?)) = ? ORDER BY key',
  );
  const remove = database.prepare('DELETE FROM records WHERE kind = ? AND key = ?');
  return {
    get<T>(kind: string, key: string) {
      const row = get.get(kind, key);
      return row && (JSON.parse(String(row['value'])) as T);
    },
    put(kind, key, value) {
      put.run(kind, key, JSON.stringify(value), now());
    },
    claim: (kind, key, value) => Number(claim.run(kind, key, JSON.stringify(value), now()).changes) === 1,
    list: <T>(kind: string, prefix = '') =>
      list.all(kind, prefix, prefix, prefix).map(({ key, value, updated }) => ({
        key: String(key),
        value: JSON.parse(String(value)) as T,
        updated: Number(updated),
      })),
    delete(kind, key) {
      remove.run(kind, key);
    },
  };
}
