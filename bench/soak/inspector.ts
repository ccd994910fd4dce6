/** The debugger of a Node.js process, to look into it from outside: what it holds, after a collection of garbage. */
export interface Inspector {
  /** Bytes that live objects take, after a full collection. */
  liveHeap(): Promise<number>;
  /** How many open handles and requests keep the event loop busy, by kind. */
  handles(): Promise<Record<string, number>>;
  close(): void;
}

/** Connects to the address that `--inspect` prints. */
export async function connectInspector(address: string): Promise<Inspector> {
  const socket = new WebSocket(address);
  const waiting = new Map<number, PromiseWithResolvers<Record<string, unknown>>>();
  let last = 0;
  socket.addEventListener('message', ({ data }) => {
    const { id, result, error } = JSON.parse(String(data)) as {
      id?: number;
      result?: Record<string, unknown>;
      error?: { message: string };
    };
    const answer = id === undefined ? undefined : waiting.get(id);
    if (id !== undefined) waiting.delete(id);
    if (error) answer?.reject(new Error(error.message));
    else answer?.resolve(result ?? {});
  });
  socket.addEventListener('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('The server ended'));
  });
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true });
    socket.addEventListener('error', () => reject(new Error(`Cannot connect to ${address}`)), { once: true });
  });
  const call = (method: string, params: Record<string, unknown> = {}) => {
    const answer = Promise.withResolvers<Record<string, unknown>>();
    waiting.set(++last, answer);
    socket.send(JSON.stringify({ id: last, method, params }));
    return answer.promise;
  };
  const evaluate = async (expression: string): Promise<unknown> => {
    const { result } = await call('Runtime.evaluate', { expression, returnByValue: true });
    return (result as { value?: unknown }).value;
  };
  return {
    async liveHeap() {
      // What a finalizer frees is gone after the second.
      await call('HeapProfiler.collectGarbage');
      await call('HeapProfiler.collectGarbage');
      return Number(await evaluate('process.memoryUsage().heapUsed'));
    },
    async handles() {
      const kinds = (await evaluate('process.getActiveResourcesInfo()')) as string[];
      return Object.fromEntries(
        [...Map.groupBy(kinds, (kind) => kind)].map(([kind, all]) => [kind, all.length]),
      );
    },
    close: () => socket.close(),
  };
}
