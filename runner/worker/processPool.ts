import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { removeLeftDirectories } from './directory.ts';
import { jobGrace, jobHeap, type Pool, type PoolOptions, portable } from './pool.ts';
import { serveHost } from './rpc.ts';
import type { AbortReason, JobResult, PortableJob, WorkerHost } from './types.ts';

/** What a pool tells its process, and what that answers. Calls of the host travel as they do between threads (`rpc.ts`). */
export type ToProcess = { run: string } | { message: unknown };
export type FromProcess = { message: unknown } | { result: JobResult } | { error: string };

/** How long a process may stay without work, milliseconds. */
const idleTime = 20_000;

/**
 * As `createPool`, but each task has a process for itself: what takes its process along (a heap that outruns V8's limit, a
 * crash of native code) ends one task and nothing else. It costs a process's memory
 * for each task that runs at once.
 */
export function createProcessPool({
  threads = availableParallelism(),
  plugins = [],
}: PoolOptions = {}): Pool {
  const all = new Set<ChildProcess>();
  const idle: { child: ChildProcess; expiry: NodeJS.Timeout }[] = [];
  const waiting: (() => void)[] = [];
  let busy = 0;

  const acquire = async (): Promise<ChildProcess> => {
    if (busy >= threads) await new Promise<void>((resolve) => waiting.push(resolve));
    else busy++;
    for (let rested = idle.pop(); rested; rested = idle.pop()) {
      clearTimeout(rested.expiry);
      if (rested.child.connected) return rested.child;
    }
    const child = newProcess(plugins);
    all.add(child);
    child.once('exit', () => all.delete(child));
    return child;
  };

  const release = (child: ChildProcess) => {
    if (child.connected && !child.killed) {
      // The longest rested one is the first to expire, for the last one is taken first.
      const expiry = setTimeout(() => {
        idle.splice(
          idle.findIndex((rested) => rested.child === child),
          1,
        );
        child.disconnect();
      }, idleTime).unref();
      idle.push({ child, expiry });
    }
    const next = waiting.shift();
    if (next) next();
    else busy--;
  };

  return {
    async run(job, host, signal, onStart) {
      const child = await acquire();
      try {
        if (signal.aborted) return { state: 'KILLED' };
        return await runIn(child, job, host, signal, onStart);
      } finally {
        release(child);
      }
    },
    async close() {
      for (const { expiry } of idle) clearTimeout(expiry);
      await Promise.all(
        [...all].map(async (child) => {
          if (child.exitCode !== null || child.signalCode !== null) return;
          const exited = once(child, 'exit');
          // Idle ones keep nobody alive, so that nothing else may be there to wait with.
          child.ref();
          child.kill('SIGKILL');
          await exited;
        }),
      );
    },
  };
}

/** A process that runs one task at a time, and ends with this one. */
function newProcess(plugins: readonly string[]): ChildProcess {
  const entry = import.meta.url.endsWith('.ts') ? './process.ts' : './process.js';
  const child = fork(new URL(entry, import.meta.url), [JSON.stringify(plugins), String(process.pid)], {
    serialization: 'advanced',
    execArgv: [...process.execArgv, `--max-old-space-size=${jobHeap}`],
    // stdout belongs to the command's result.
    stdio: ['ignore', 2, 2, 'ipc'],
    // Its own group: Ctrl-C at the terminal is this process's to handle.
    detached: true,
  });
  // Idle, it keeps nobody alive; while it works, the promise of its job is awaited.
  child.unref();
  child.channel?.unref();
  return child;
}

async function runIn(
  child: ChildProcess,
  job: PortableJob,
  host: WorkerHost,
  signal: AbortSignal,
  onStart: () => void | Promise<void>,
): Promise<JobResult> {
  const { promise, resolve, reject } = Promise.withResolvers<JobResult>();
  const listeners = new Set<(message: unknown) => void>();
  const send = (message: ToProcess) => {
    if (child.connected) child.send(message);
  };
  const onMessage = (message: FromProcess) => {
    if ('result' in message) resolve(message.result);
    else if ('error' in message) reject(new Error(message.error));
    else for (const listener of listeners) listener(message.message);
  };
  const onExit = (code: number | null, ended: NodeJS.Signals | null) =>
    reject(new Error(describeExit(code, ended)));
  serveHost(
    {
      post: (message) => send({ message }),
      listen: (listener) => void listeners.add(listener),
    },
    host,
    onStart,
  );
  let grace: NodeJS.Timeout | undefined;
  const onAbort = () => {
    send({ message: { abort: signal.reason as AbortReason } });
    grace = setTimeout(() => child.kill('SIGKILL'), jobGrace);
  };
  child.on('message', onMessage);
  child.once('exit', onExit);
  child.ref();
  child.channel?.ref();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    send({ run: portable(job, host) });
    return await promise;
  } catch (error) {
    // Nobody knows what state it is in.
    child.kill('SIGKILL');
    await removeLeftDirectories(job.taskRun.id);
    if (signal.aborted) return { state: 'KILLED' };
    await host.log('ERROR', [(error as Error).message]);
    return { state: 'FAILED' };
  } finally {
    clearTimeout(grace);
    signal.removeEventListener('abort', onAbort);
    child.off('message', onMessage);
    child.off('exit', onExit);
    child.unref();
    child.channel?.unref();
  }
}

/** SIGABRT is what V8 ends a process with whose heap is full; SIGKILL comes from a system that is out of memory. */
function describeExit(code: number | null, signal: NodeJS.Signals | null): string {
  const how = signal ?? `exit code ${code}`;
  return signal === 'SIGABRT' || signal === 'SIGKILL' || signal === 'SIGTRAP'
    ? `The task used more memory than a worker may have (${jobHeap} MB) and its process was ended (${how})`
    : `The task's worker process ended unexpectedly (${how})`;
}
