import type { KvType } from '../../plugin/types.ts';
import { fromJson, toJson } from '../json.ts';
import type { KvRecord, KvStore } from '../types.ts';
import type { Read, Write } from './statements.ts';

const entryColumns = 'namespace, key, type, description, created, updated, expires';

/** KV in the database (flow-language §6.4). `now`: epoch milliseconds. */
export function kvStore(read: Read, write: Write, now: () => number): KvStore {
  return {
    get: async (namespace, key) => {
      const sql = `SELECT ${entryColumns}, value FROM kv WHERE namespace = ? AND key = ?`;
      const row = await read((from) => from.get(sql, namespace, key));
      return row && { ...kvEntry(row), value: fromJson(String(row.value)) };
    },
    set: async ({ namespace, key, type, value, description, ttl }) => {
      const text = toJson(value);
      const at = now();
      const date = new Date(at).toISOString();
      const expires = ttl === undefined ? null : new Date(at + ttl).toISOString();
      const sql = `
        INSERT INTO kv (namespace, key, type, value, description, created, updated, expires)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (namespace, key) DO UPDATE SET
          type = excluded.type, value = excluded.value, updated = excluded.updated, expires = excluded.expires,
          description = coalesce(excluded.description, kv.description)`;
      await write((to) => to.run(sql, namespace, key, type, text, description ?? null, date, date, expires));
    },
    delete: async (namespace, key) => {
      const sql = 'DELETE FROM kv WHERE namespace = ? AND key = ?';
      return (await write((to) => to.run(sql, namespace, key))) > 0;
    },
    list: async (namespace, prefix = '') => {
      const sql = `SELECT ${entryColumns} FROM kv WHERE namespace = ? AND substr(key, 1, length(?)) = ? ORDER BY key`;
      return (await read((from) => from.all(sql, namespace, prefix, prefix))).map(kvEntry);
    },
    namespaces: async () => {
      const sql = 'SELECT DISTINCT namespace FROM kv ORDER BY namespace';
      const rows = await read((from) => from.all(sql));
      return rows.map((row) => String(row.namespace));
    },
  };
}

function kvEntry(row: Record<string, unknown>): Omit<KvRecord, 'value'> {
  return {
    namespace: String(row.namespace),
    key: String(row.key),
    type: String(row.type) as KvType,
    ...(row.description !== null && { description: String(row.description) }),
    creationDate: String(row.created),
    updateDate: String(row.updated),
    ...(row.expires !== null && { expirationDate: String(row.expires) }),
  };
}
