import { clockText, parseDuration } from '../flow/duration.ts';
import type { Registry } from '../plugin/registry.ts';
import { narrowed } from './narrow.ts';
import type { Pool } from './pool.ts';
import { jobRenderer } from './rendering.ts';
import { messageOf, runTask } from './run.ts';
import type { JobResult, TaskJob, WorkerHost } from './types.ts';

interface AttemptOptions {
  job: TaskJob;
  registry: Registry;
  pool: Pool;
  host: WorkerHost;
  /** Aborted with the reason `kill`. */
  signal: AbortSignal;
  /** Called once, when the task's `run` is about to begin; the promise it may give is awaited before. */
  onStart(): void | Promise<void>;
}

/**
 * One attempt of a task, in this thread or in one of its own as its type declares; ends it at its timeout
 * (flow-language §7.3, §7.5). Never rejects: what goes wrong is logged and becomes the result's state.
 */
export async function runAttempt(options: AttemptOptions): Promise<JobResult> {
  const { job, registry, pool, host, signal } = options;
  const controller = new AbortController();
  const abort = () => controller.abort(signal.reason);
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  let started = false;
  let timer: NodeJS.Timeout | undefined;
  let timeout: number | undefined;
  let timedOut = false;
  const onStart = (): void | Promise<void> => {
    if (started) return;
    started = true;
    const recorded = options.onStart();
    if (timeout !== undefined) timer = setTimeout(expire, Math.min(timeout, 2 ** 31 - 1));
    return recorded;
  };
  const expire = () => {
    timedOut = true;
    controller.abort('timeout');
  };

  try {
    timeout = await timeoutOf(job, host);
    const definition = registry.get(job.task.type);
    const inline = definition?.kind !== 'runnable' || definition.runs === 'inline';
    if (inline) {
      const recorded = onStart();
      if (recorded) await recorded;
    }
    const result = inline
      ? await runTask(job, registry, host, controller.signal)
      : await pool.run(narrowed(job), host, controller.signal, onStart);
    await onStart();
    if (signal.aborted && result.state !== 'SUCCESS') return { ...result, state: 'KILLED' };
    if (!timedOut) return withTimeout(result, timeout);
    await host.log('ERROR', [`Timeout after ${clockText(timeout!)}`]);
    return { ...result, state: 'FAILED' };
  } catch (error) {
    await onStart();
    await host.log('ERROR', [messageOf(error)]);
    return { state: 'FAILED' };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}

/** A wait longer than the task may take ends with its timeout (flow-language §7.5). */
function withTimeout(result: JobResult, timeout: number | undefined): JobResult {
  if (timeout === undefined || result.sleep === undefined || result.sleep <= timeout) return result;
  return { ...result, sleep: timeout, timeout };
}

async function timeoutOf(job: TaskJob, host: WorkerHost): Promise<number | undefined> {
  const { timeout } = job.task;
  if (timeout === undefined || timeout === null) return undefined;
  const text = await jobRenderer(job, host).text(String(timeout));
  if (text.trim() === '') return undefined;
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined)
    throw new Error(`Property \`timeout\`: expected an ISO-8601 duration such as PT30S, found \`${text}\``);
  return milliseconds;
}
