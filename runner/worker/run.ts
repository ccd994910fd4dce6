import { assertBounded } from '../expression/java/extent.ts';
import type { Registry } from '../plugin/registry.ts';
import type { RunnableTask, TaskContext, TaskResult } from '../plugin/types.ts';
import { taskContext } from './context.ts';
import { renderProperties } from './properties.ts';
import { jobRenderer } from './rendering.ts';
import type { JobResult, TaskJob, WorkerHost } from './types.ts';

/** How long an aborted task may take to clean up before its worker stops waiting, milliseconds. */
const abortGrace = 10_000;

/**
 * Calls a task's `run` with its properties rendered (flow-language §7.3). Never rejects: an error is logged and becomes
 * the state FAILED, an abort KILLED; outputs that the task kept stay.
 */
export async function runTask(
  job: TaskJob,
  registry: Registry,
  host: WorkerHost,
  signal: AbortSignal,
): Promise<JobResult> {
  // Its end was asked for while its beginning was written: that is on record nowhere, so nothing of it may happen.
  if (signal.aborted) return { state: 'KILLED' };
  const kept: { outputs?: Record<string, unknown> } = {};
  const renderer = jobRenderer(job, host);
  const { context, dispose } = taskContext({ job, registry, host, signal, kept, renderer, runOther });

  async function runOther(task: { id: string; type: string }): Promise<TaskResult> {
    const definition = await runnable(registry, task.type);
    const properties = await renderProperties(definition.properties, task, renderer);
    return (await definition.run({ ...context, task, properties } as TaskContext<never>)) ?? {};
  }

  try {
    const result = await untilAborted(runOther(job.task), signal);
    const outputs = result.outputs ?? kept.outputs;
    // What is walked through for every expression that reads it must be finite.
    assertBounded(outputs);
    assertKnown(result.state);
    return {
      state: result.state ?? 'SUCCESS',
      ...(outputs && { outputs }),
      ...(result.sleep !== undefined && { sleep: result.sleep }),
    };
  } catch (error) {
    const outputs = kept.outputs && { outputs: kept.outputs };
    if (signal.aborted) return { state: 'KILLED', ...outputs };
    await host.log('ERROR', [messageOf(error)]);
    if (error instanceof Error && error.stack) await host.log('TRACE', [error.stack]);
    return { state: 'FAILED', ...outputs };
  } finally {
    await dispose();
  }
}

/** A plugin may be written without types. */
function assertKnown(state: TaskResult['state']): void {
  if (state !== undefined && !['SUCCESS', 'WARNING', 'FAILED', 'KILLED'].includes(state))
    throw new Error(`The task ended in the state ${String(state)}, which no task can end in`);
}

async function runnable(registry: Registry, type: string): Promise<RunnableTask> {
  await registry.load([type]);
  const definition = registry.get(type);
  if (!definition) throw new Error(`Invalid type: ${type}`);
  if (definition.kind !== 'runnable')
    throw new Error(`Tasks of type ${type} cannot be run by this version of Tutti`);
  return definition;
}

/** The task's own end; after an abort it gets a grace to end its processes, then it is left behind. */
function untilAborted<T>(running: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    let grace: NodeJS.Timeout | undefined;
    const onAbort = () => {
      grace = setTimeout(() => reject(signal.reason), abortGrace);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    const settle = () => {
      clearTimeout(grace);
      signal.removeEventListener('abort', onAbort);
    };
    running.then(
      (value) => {
        settle();
        // A result that comes after the abort is that of an interrupted task.
        if (signal.aborted) reject(signal.reason);
        else resolve(value);
      },
      (error) => {
        settle();
        reject(error);
      },
    );
  });
}

/** The message of anything thrown; never empty. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || error.name;
}
