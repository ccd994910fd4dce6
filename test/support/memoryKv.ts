import type { KvRecord, KvStore } from '../../runner/backend/types.ts';

/** A KV store in memory (flow-language §6.4). */
export function memoryKv(): KvStore {
  const records = new Map<string, KvRecord>();
  const idOf = (namespace: string, key: string) => `${namespace}/${key}`;

  return {
    get: async (namespace, key) => records.get(idOf(namespace, key)),
    async set({ ttl, ...entry }) {
      const id = idOf(entry.namespace, entry.key);
      const existing = records.get(id);
      const now = new Date();
      const updateDate = now.toISOString();
      records.set(id, {
        ...entry,
        description: entry.description ?? existing?.description,
        creationDate: existing?.creationDate ?? updateDate,
        updateDate,
        ...(ttl !== undefined && { expirationDate: new Date(now.getTime() + ttl).toISOString() }),
      });
    },
    delete: async (namespace, key) => records.delete(idOf(namespace, key)),
    list: async (namespace, prefix = '') =>
      [...records.values()]
        .filter((record) => record.namespace === namespace && record.key.startsWith(prefix))
        .map(({ value: _, ...entry }) => entry)
        .sort((one, other) => (one.key < other.key ? -1 : 1)),
    namespaces: async () => [...new Set([...records.values()].map((record) => record.namespace))].sort(),
  };
}
