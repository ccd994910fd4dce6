import { randomBytes } from 'node:crypto';
import { parseStorageUri } from '../../runner/backend/storageUri.ts';
import type { Backend } from '../../runner/backend/types.ts';
import { kvAccess } from '../../runner/engine/kvAccess.ts';
import type { Masker } from '../../runner/engine/masker.ts';
import { findSecret } from '../../runner/engine/secrets.ts';
import type { TaskRun } from '../../runner/execution/types.ts';
import type { Services } from '../../runner/expression/index.ts';
import type { Repository } from '../../runner/repository/types.ts';

/** What the functions of an expression reach. */
export interface ServiceParts {
  repository: Repository;
  /** Absent where nothing was ever executed. */
  backend: Backend | undefined;
  masker: Masker;
  namespace: string;
  executionId?: string;
  taskRuns: readonly TaskRun[];
}

/** Functions with effects as `tutti render` allows them: they read state, and call nobody (flow-language §4.9). */
export function renderServices(parts: ServiceParts): Services {
  const { backend, repository, masker, namespace: own } = parts;
  const read = async (path: string, namespace = own): Promise<Uint8Array> => {
    const [, authority, file] = /^nsfile:\/\/([^/]*)\/(.*)$/.exec(path) ?? [];
    if (file !== undefined) return repository.readFile(authority || own, decodeURIComponent(file));
    if (!/^[a-z]+:\/\//.test(path)) return repository.readFile(namespace, path);
    if (path.startsWith('kestra://') && backend) return backend.files.get(parseStorageUri(path));
    throw new Error(`Cannot process the URI ${path}: scheme not supported.`);
  };
  return {
    now: Date.now,
    randomBytes,
    async secret(key) {
      const secret = findSecret(process.env, key);
      masker.add(secret);
      return secret;
    },
    kv: async (key, namespace) =>
      backend && kvAccess(backend.kv, own).get(key, { namespace, inherit: namespace === undefined }),
    read,
    fileSize: (path, namespace) => read(path, namespace).then((bytes) => bytes.byteLength, absent),
    fileUri: (path) => `nsfile://${own}/${path.replace(/^\/+/, '')}`,
    http: async () => {
      throw new Error('http() sends requests, which only a running flow does.');
    },
    async errorLogs() {
      const { executionId } = parts;
      if (!backend || executionId === undefined) return [];
      return (await backend.logs({ executionId, minLevel: 'ERROR' })).entries;
    },
    taskStates: () =>
      parts.taskRuns.map(({ taskId, state, value }) => ({
        taskId,
        state: state.current,
        ...(value !== undefined && { value }),
      })),
  };
}

function absent(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}
