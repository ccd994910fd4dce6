import type { Backend } from '../backend/types.ts';

const placeholder = '(secret)';

/** Every secret is there and is no secret; nothing else of this process's environment is. */
export const sealedEnvironment: Readonly<Record<string, string | undefined>> = new Proxy(
  {},
  { get: (_, name) => (String(name).startsWith('TUTTI_SECRET_') ? placeholder : undefined) },
);

/** A backend whose KV store has a sample for every key. */
export function sealedBackend(backend: Backend): Backend {
  const at = '2024-01-02T03:04:05Z';
  return {
    ...backend,
    kv: {
      ...backend.kv,
      get: async (namespace, key) => ({
        namespace,
        key,
        type: 'STRING',
        value: 'sample',
        creationDate: at,
        updateDate: at,
      }),
    },
  };
}
