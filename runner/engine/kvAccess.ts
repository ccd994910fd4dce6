import type { KvStore } from '../backend/types.ts';
import { withParents } from '../flow/hierarchy.ts';
import type { KvAccess, KvType } from '../plugin/types.ts';

/** The KV store as the tasks of a flow see it: their own namespace unless another is named (flow-language §6.4). */
export function kvAccess(store: KvStore, own: string, now: () => number = Date.now): KvAccess {
  const isExpired = (expirationDate: string | undefined) =>
    expirationDate !== undefined && Date.parse(expirationDate) <= now();
  return {
    async set(key, value, { namespace = own, type, ttl, overwrite = true, description } = {}) {
      checkKey(key);
      const existing = overwrite ? undefined : await store.get(namespace, key);
      if (existing && !isExpired(existing.expirationDate))
        throw new Error(
          `Cannot set value for key '${key}'. Key already exists and \`overwrite\` is set to \`false\`.`,
        );
      await store.set({
        namespace,
        key,
        type: type ?? typeOf(value),
        value,
        ...(description !== undefined && { description }),
        ...(ttl !== undefined && { ttl }),
      });
    },
    async get(key, { namespace = own, inherit = false } = {}) {
      for (const candidate of inherit ? withParents(namespace) : [namespace]) {
        const found = await store.get(candidate, key);
        if (found) return { value: found.value, type: found.type, expired: isExpired(found.expirationDate) };
      }
      return undefined;
    },
    list: ({ namespace = own, prefix } = {}) => store.list(namespace, prefix),
    delete: (key, { namespace = own } = {}) => store.delete(namespace, key),
    namespaces: () => store.namespaces(),
  };
}

function typeOf(value: unknown): KvType {
  if (typeof value === 'number' || typeof value === 'bigint') return 'NUMBER';
  if (typeof value === 'boolean') return 'BOOLEAN';
  if (typeof value === 'object') return 'JSON';
  return 'STRING';
}

function checkKey(key: string): void {
  if (!/^[a-zA-Z0-9][a-zA-Z0-9._-]*$/.test(key))
    throw new Error(
      `Invalid key '${key}': a key starts with a letter or digit and holds only letters, digits, dots, underscores and dashes`,
    );
}
