import { availableParallelism } from 'node:os';
import { MessageChannel } from 'node:worker_threads';
import type { Piscina } from 'piscina';
import { removeLeftDirectories } from './directory.ts';
import { serveHost, threadPort } from './rpc.ts';
import type { AbortReason, JobResult, PortableJob, WorkerHost } from './types.ts';

/** How long a task gets to end by itself before its thread or process is ended, milliseconds. */
export const jobGrace = 2_000;

/** Heap of one task, megabytes. */
export const jobHeap = 512;

export interface PoolOptions {
  /** At most this many tasks at once; default: the number of cores. */
  threads?: number;
  /** Modules of further plugins. */
  plugins?: readonly string[];
}

/** Threads for tasks that may block, spin or crash (architecture, decision 6). One task a thread; idle threads end. */
export interface Pool {
  run(
    job: PortableJob,
    host: WorkerHost,
    signal: AbortSignal,
    onStart: () => void | Promise<void>,
  ): Promise<JobResult>;
  close(): Promise<void>;
}

/** A pool whose threads start with the first task. */
export function createPool({ threads = availableParallelism(), plugins = [] }: PoolOptions = {}): Pool {
  let piscina: Promise<Piscina> | undefined;
  const open = () =>
    (piscina ??= import('piscina').then((module) => newPiscina(module.Piscina, threads, plugins)));
  return {
    async run(job, host, signal, onStart) {
      const pool = await open();
      const { port1, port2 } = new MessageChannel();
      serveHost(threadPort(port1), host, onStart);
      const hard = new AbortController();
      let grace: NodeJS.Timeout | undefined;
      const onAbort = () => {
        port1.postMessage({ abort: signal.reason as AbortReason });
        grace = setTimeout(() => hard.abort(), jobGrace);
      };
      if (signal.aborted) onAbort();
      else signal.addEventListener('abort', onAbort, { once: true });
      try {
        return await pool.run(
          { job: portable(job, host), port: port2 },
          { transferList: [port2], signal: hard.signal },
        );
      } catch (error) {
        await removeLeftDirectories(job.taskRun.id);
        if (hard.signal.aborted) return { state: 'KILLED' };
        await host.log('ERROR', [describe(error)]);
        return { state: 'FAILED' };
      } finally {
        clearTimeout(grace);
        signal.removeEventListener('abort', onAbort);
        port1.close();
      }
    },
    async close() {
      if (piscina) await (await piscina).destroy();
    },
  };
}

/** A job as JSON text, with what its host says of itself. */
export function portable(job: PortableJob, { sealed, now, confinement }: WorkerHost): string {
  return JSON.stringify({
    ...job,
    ...(sealed && { sealed }),
    ...(now && { skew: now() - performance.timeOrigin - performance.now() }),
    ...(confinement && { confinement }),
  });
}

function newPiscina(Pool: typeof Piscina, threads: number, plugins: readonly string[]): Piscina {
  // Sources run unbuilt; the bundle holds the same entry beside itself.
  const entry = import.meta.url.endsWith('.ts') ? './thread.ts' : './thread.js';
  return new Pool({
    filename: new URL(entry, import.meta.url).href,
    name: 'runJob',
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: 20_000,
    concurrentTasksPerWorker: 1,
    resourceLimits: { maxOldGenerationSizeMb: jobHeap },
    workerData: { plugins },
  });
}

/** A thread that ended under its task: says why in words. */
function describe(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  if (code === 'ERR_WORKER_OUT_OF_MEMORY')
    return `The task used more memory than a worker may have (${jobHeap} MB) and was ended`;
  return `The task's worker ended unexpectedly: ${message ?? String(error)}`;
}
