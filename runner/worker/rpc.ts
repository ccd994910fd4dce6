import type { MessagePort } from 'node:worker_threads';
import type { AbortReason, WorkerHost } from './types.ts';

/** Calls of a worker thread to its host, and what comes back. */
export type HostCall = { id: number; method: string; args: unknown[] };
export type HostMessage =
  | { id: number; value: unknown }
  | { id: number; error: string; code?: string }
  | { abort: AbortReason };

/** A host whose calls go through a message port; `drain` waits until every call was answered. */
export function remoteHost(port: MessagePort): {
  host: WorkerHost;
  signal: AbortSignal;
  /** Tells the other side that the job begins; resolves when it may. */
  started(): Promise<void>;
  drain(): Promise<void>;
} {
  const controller = new AbortController();
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  const open = new Set<Promise<unknown>>();
  let next = 0;

  port.on('message', (message: HostMessage) => {
    if ('abort' in message) return controller.abort(message.abort);
    const call = waiting.get(message.id);
    waiting.delete(message.id);
    if ('error' in message) call?.reject(Object.assign(new Error(message.error), { code: message.code }));
    else call?.resolve(message.value as never);
  });

  const call = <T>(method: string, ...args: unknown[]): Promise<T> => {
    const id = next++;
    const answer = new Promise<T>((resolve, reject) => waiting.set(id, { resolve, reject }));
    port.postMessage({ id, method, args } satisfies HostCall);
    const settled = answer.then(
      () => undefined,
      () => undefined,
    );
    open.add(settled);
    void settled.then(() => open.delete(settled));
    return answer;
  };

  const host: WorkerHost = {
    secret: (...args) => call('secret', ...args),
    kv: {
      set: (...args) => call('kv.set', ...args),
      get: (...args) => call('kv.get', ...args),
      list: (...args) => call('kv.list', ...args),
      delete: (...args) => call('kv.delete', ...args),
      namespaces: () => call('kv.namespaces'),
    },
    storePut: (...args) => call('storePut', ...args),
    storePutFile: (...args) => call('storePutFile', ...args),
    storeLocalPath: (...args) => call('storeLocalPath', ...args),
    storeSize: (...args) => call('storeSize', ...args),
    storeDelete: (...args) => call('storeDelete', ...args),
    storeDeleteExecution: () => call('storeDeleteExecution'),
    listNamespaceFiles: (...args) => call('listNamespaceFiles', ...args),
    readNamespaceFile: (...args) => call('readNamespaceFile', ...args),
    writeNamespaceFile: (...args) => call('writeNamespaceFile', ...args),
    deleteNamespaceFile: (...args) => call('deleteNamespaceFile', ...args),
    errorLogs: () => call('errorLogs'),
    readLogs: (...args) => call('readLogs', ...args),
    purgeLogs: (...args) => call('purgeLogs', ...args),
    log: (...args) => call('log', ...args),
    metric: (...args) => void call('metric', ...args),
    mask: (...args) => void call('mask', ...args),
  };
  return {
    host,
    signal: controller.signal,
    started: () => call('started'),
    async drain() {
      await Promise.all(open);
    },
  };
}

/** Answers the calls that come through a port with a host; `onStart` is told that the job begins. */
export function serveHost(port: MessagePort, host: WorkerHost, onStart: () => void | Promise<void>): void {
  port.on('message', async ({ id, method, args }: HostCall) => {
    try {
      const value = method === 'started' ? await onStart() : await invoke(host, method, args);
      port.postMessage({ id, value } satisfies HostMessage);
    } catch (error) {
      const code = (error as { code?: unknown }).code;
      const message = error instanceof Error ? error.message : String(error);
      port.postMessage({
        id,
        error: message,
        ...(typeof code === 'string' && { code }),
      } satisfies HostMessage);
    }
  });
}

function invoke(host: WorkerHost, method: string, args: unknown[]): unknown {
  const [name, member] = method.split('.') as [keyof WorkerHost, keyof WorkerHost['kv'] | undefined];
  const target = (member ? host.kv[member] : host[name]) as (...values: unknown[]) => unknown;
  return target(...args);
}
