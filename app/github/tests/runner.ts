import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { SuiteOutcome, TestJob, TestsDone } from './types.ts';

/** Runs tests of commits. */
export interface TestRunner {
  /** Never rejects: what keeps tests from being run is the `problem`. @throws the signal's reason, where it was aborted */
  run(job: TestJob, signal: AbortSignal): Promise<TestsDone>;
}

/** Heap of a thread, megabytes; a hostile test that needs more is ended. */
const heap = 512;

/** What a thread gets to end by itself after its time, milliseconds. */
const grace = 5_000;

/** Commits whose tests run at once: one half of the cores is left to the server. */
const atOnce = Math.max(1, Math.floor(availableParallelism() / 2));

/**
 * Runs the tests of each commit in a thread of its own, a few commits at once and the others in turn: the server goes on
 * meanwhile, whatever tests do (github §8.2, §8.3).
 */
export function createTestRunner(most = atOnce): TestRunner {
  let running = 0;
  const waiting: (() => void)[] = [];
  const enter = async (signal: AbortSignal) => {
    signal.throwIfAborted();
    if (running < most) {
      running++;
      return;
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = () => {
      waiting.splice(waiting.indexOf(resolve), 1);
      reject(signal.reason);
    };
    waiting.push(resolve);
    signal.addEventListener('abort', leave, { once: true });
    await promise;
    signal.removeEventListener('abort', leave);
  };
  return {
    async run(job, signal) {
      await enter(signal);
      try {
        return await inThread(job, signal);
      } finally {
        const next = waiting.shift();
        if (next) next();
        else running--;
      }
    },
  };
}

async function inThread(job: TestJob, signal: AbortSignal): Promise<TestsDone> {
  const began = performance.now();
  const outcomes: SuiteOutcome[] = [];
  // Sources run unbuilt; the bundle holds the same entry beside itself.
  const entry = import.meta.url.endsWith('.ts') ? './thread.ts' : './tests.js';
  const worker = new Worker(new URL(entry, import.meta.url), {
    workerData: job,
    resourceLimits: { maxOldGenerationSizeMb: heap },
    // Only the way to programs: nothing else of the server's environment is there.
    env: { PATH: process.env['PATH'] },
  });
  const { promise, resolve, reject } = Promise.withResolvers<string | undefined>();
  worker.on('message', (outcome: SuiteOutcome) => outcomes.push(outcome));
  worker.once('error', (error) => resolve(problemOf(error)));
  worker.once('exit', () => resolve(undefined));
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  const late = `They were ended after ${job.timeout / 1000} s`;
  const timer = setTimeout(() => resolve(late), job.timeout + grace);
  try {
    const problem = await promise;
    const duration = performance.now() - began;
    const isLate = duration >= job.timeout;
    return {
      outcomes,
      duration,
      ...(problem !== undefined ? { problem } : isLate && { problem: late }),
      ...(isLate && { isLate }),
    };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
    await worker.terminate();
  }
}

function problemOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  return code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? `They used more memory than tests may have (${heap} MB) and were ended`
    : `They ended unexpectedly: ${message ?? String(error)}`;
}
