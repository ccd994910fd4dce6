import { createHash } from 'node:crypto';
import { flowFolder, slug } from '../backend/storageUri.ts';
import type { FileStore } from '../backend/types.ts';
import { renderDeep } from '../expression/index.ts';
import { parseDuration } from '../flow/duration.ts';
import { jobRenderer } from '../worker/rendering.ts';
import { messageOf } from '../worker/run.ts';
import type { JobResult, TaskJob, WorkerHost } from '../worker/types.ts';

/** An attempt that may not be needed. */
interface CachedAttempt {
  job: TaskJob;
  host: WorkerHost;
  files: FileStore;
  /** Called when the attempt begins without a worker. */
  onStart(): void | Promise<void>;
  /** Runs the attempt. */
  run(): Promise<JobResult>;
}

/**
 * Ends an attempt with the outputs of an earlier run where the task would do the same again, or runs it and keeps its
 * outputs (flow-language §7.16). Tasks without `taskCache` just run. A cache that cannot be used costs a run, never the task.
 * Never rejects, as `run` never does.
 */
export async function cachedAttempt({ job, host, files, onStart, run }: CachedAttempt): Promise<JobResult> {
  const { task } = job;
  if (task.taskCache?.enabled !== true) return run();
  const entry = await entryOf(job, host);
  if (entry === undefined) return run();
  const outputs = await cached(files, entry, task.taskCache.ttl, host);
  if (outputs) {
    await onStart();
    const skipping = `Skipping task execution for task '${task.id}' as there is an existing cache entry for it`;
    await host.log('INFO', [skipping]);
    return { state: 'SUCCESS', outputs };
  }
  const result = await run();
  // A run that still has to wait (Sleep) may end otherwise.
  if (result.sleep === undefined && (result.state === 'SUCCESS' || result.state === 'WARNING'))
    await keep(files, entry, result.outputs ?? {}, host, task.id);
  return result;
}

/** Path of the entry of this task with these values: `/<ns>/<flow>/<task>/cache[/<hash of the loop value>]/<key>.json`. */
async function entryOf(job: TaskJob, host: WorkerHost): Promise<string | undefined> {
  const { flow, task, taskRun } = job;
  try {
    // Directories differ from run to run; what is done in them does not.
    const rendered = await jobRenderer(job, host).with(
      (variables, options) => renderDeep(task, variables, options),
      { workingDir: 'workingDir' },
    );
    const parts = [flowFolder({ namespace: flow.namespace, flowId: flow.id }), slug(task.id), 'cache'];
    if (taskRun.value !== undefined) parts.push(hashOf(taskRun.value));
    return [...parts, `${hashOf(JSON.stringify(rendered))}.json`].join('/');
  } catch (error) {
    const what = `Unable to create the cache key for the task '${task.id}'`;
    await host.log('ERROR', [`${what}: ${messageOf(error)}`]);
    return undefined;
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Outputs that are kept and not older than `ttl`. */
async function cached(
  files: FileStore,
  entry: string,
  ttl: string | null | undefined,
  host: WorkerHost,
): Promise<Record<string, unknown> | undefined> {
  try {
    const kept = await files.modified(entry);
    if (kept === undefined || Date.now() - kept >= lifetime(ttl)) return undefined;
    return JSON.parse(Buffer.from(await files.get(entry)).toString('utf8')) as Record<string, unknown>;
  } catch (error) {
    await host.log('WARN', [`The cache entry cannot be used: ${messageOf(error)}`]);
    return undefined;
  }
}

/** Milliseconds. */
function lifetime(ttl: string | null | undefined): number {
  return ttl === undefined || ttl === null ? Number.POSITIVE_INFINITY : (parseDuration(ttl) ?? 0);
}

async function keep(
  files: FileStore,
  entry: string,
  outputs: Record<string, unknown>,
  host: WorkerHost,
  taskId: string,
): Promise<void> {
  try {
    await files.put(entry, Buffer.from(JSON.stringify(outputs)));
    await host.log('INFO', [`Uploading a cache entry for task '${taskId}'`]);
  } catch (error) {
    await host.log('WARN', [
      `The outputs of task '${taskId}' cannot be kept in the cache: ${messageOf(error)}`,
    ]);
  }
}
