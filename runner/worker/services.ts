import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { HttpCall, Services, TaskState } from '../expression/index.ts';
import type { Egress } from '../plugin/types.ts';
import type { WorkerHost } from './types.ts';

/** What a rendering belongs to. */
export interface ServiceScope {
  namespace: string;
  taskStates(): TaskState[];
}

/** The effects that expressions of a task run have, carried out by its host (flow-language §4.9). */
export function expressionServices(host: WorkerHost, scope: ServiceScope): Services {
  return {
    now: () => host.now?.() ?? performance.timeOrigin + performance.now(),
    randomBytes: (count) => randomBytes(count),
    secret: (key, namespace) => host.secret(key, namespace),
    async kv(key, namespace) {
      const found = await host.kv.get(key, namespace === undefined ? { inherit: true } : { namespace });
      return found && { value: found.value, expired: found.expired };
    },
    async read(path, namespace) {
      if (isUri(path)) return readFile(await host.storeLocalPath(path));
      return host.readNamespaceFile(path, namespace);
    },
    async fileSize(path, namespace) {
      if (isUri(path)) return host.storeSize(path);
      const files = await host.listNamespaceFiles(namespace);
      const wanted = path.replace(/^\/+/, '');
      return files.includes(wanted)
        ? (await host.readNamespaceFile(wanted, namespace)).byteLength
        : undefined;
    },
    fileUri: (path) => `nsfile://${scope.namespace}/${path.replace(/^\/+/, '')}`,
    http: async (call: HttpCall) => (host.sealed ? {} : httpFunction(call, host.confinement?.egress)),
    errorLogs: () => host.errorLogs(),
    taskStates: () => scope.taskStates(),
  };
}

function isUri(path: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(path);
}

/** Loaded when a flow first calls `http()`. */
async function httpFunction(call: HttpCall, egress: Egress | undefined): Promise<unknown> {
  const { callHttpFunction } = await import('./httpFunction.ts');
  return callHttpFunction(call, egress);
}
