import type { MessagePort } from 'node:worker_threads';
import type { AbortReason, WorkerHost } from './types.ts';

/** Calls of a worker thread to its host, and what comes back. */
export type HostCall = { id: number; method: string; args: unknown[] };
export type HostMessage =
  | { id: number; value: unknown }
  | { id: number; error: string; code?: string }
  | { abort: AbortReason };

/** A way to another thread or process. */
export interface Port {
  post(message: unknown): void;
  listen(listener: (message: unknown) => void): void;
}

/** The end of a message channel as a port. */
export function threadPort(port: MessagePort): Port {
  return {
    post: (message) => port.postMessage(message),
    listen: (listener) => void port.on('message', listener),
  };
}

/** A host whose calls go through a message port; `drain` waits until every call was answered. */
export function remoteHost(port: Port): {
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

  port.listen((received) => {
    const message = received as HostMessage;
    if ('abort' in message) return controller.abort(message.abort);
    const call = waiting.get(message.id);
    waiting.delete(message.id);
    if ('error' in message) call?.reject(Object.assign(new Error(message.error), { code: message.code }));
    else call?.resolve(message.value as never);
  });

  const call = <T>(method: string, ...args: unknown[]): Promise<T> => {
    const id = next++;
    const answer = new Promise<T>((resolve, reject) => waiting.set(id, { resolve, reject }));
    port.post({ id, method, args } satisfies HostCall);
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
    purgeExecutions: (...args) => call('purgeExecutions', ...args),
    executions: {
      search: (...args) => call('executions.search', ...args),
      count: (...args) => call('executions.count', ...args),
      resume: (...args) => call('executions.resume', ...args),
      kill: (...args) => call('executions.kill', ...args),
      delete: (...args) => call('executions.delete', ...args),
    },
    flows: { list: (...args) => call('flows.list', ...args) },
    triggers: { toggle: (...args) => call('triggers.toggle', ...args) },
    credentials: { github: (...args) => call('credentials.github', ...args) },
    tests: {
      run: (...args) => call('tests.run', ...args),
      runAll: (...args) => call('tests.runAll', ...args),
    },
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
export function serveHost(port: Port, host: WorkerHost, onStart: () => void | Promise<void>): void {
  port.listen(async (message) => {
    const { id, method, args } = message as HostCall;
    try {
      const value = method === 'started' ? await onStart() : await invoke(host, method, args);
      port.post({ id, value } satisfies HostMessage);
    } catch (error) {
      const code = (error as { code?: unknown }).code;
      port.post({
        id,
        error: error instanceof Error ? error.message : String(error),
        ...(typeof code === 'string' && { code }),
      } satisfies HostMessage);
    }
  });
}

function invoke(host: WorkerHost, method: string, args: unknown[]): unknown {
  const [name, member] = method.split('.') as [keyof WorkerHost, string | undefined];
  const owner = (member === undefined ? host : host[name]) as unknown as Record<
    string,
    (...values: unknown[]) => unknown
  >;
  return owner[member ?? name]!(...args);
}
