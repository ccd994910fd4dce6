import type { MessagePort } from 'node:worker_threads';
import { workerData } from 'node:worker_threads';
import type { Registry } from '../plugin/registry.ts';
import { pluginRegistry } from '../plugins/index.ts';
import { furtherPlugins } from './plugins.ts';
import { remoteHost, threadPort } from './rpc.ts';
import { runTask } from './run.ts';
import type { JobResult, PortableJob } from './types.ts';

// The process's stdout belongs to the command's result, which may be JSON; a plugin's own prints are no part of it.
process.stdout.write = process.stderr.write.bind(process.stderr);

let registry: Promise<Registry> | undefined;

/** Runs one attempt in a worker thread: the entry that the pool calls. `job` is JSON text of a `TaskJob`. */
export async function runJob({ job, port }: { job: string; port: MessagePort }): Promise<JobResult> {
  registry ??= furtherPlugins(pluginSpecifiers()).then(pluginRegistry);
  const { host, signal, started, drain } = remoteHost(threadPort(port));
  try {
    const { taskStates, sealed, skew, confinement, ...rest } = JSON.parse(job) as PortableJob;
    const own = {
      ...host,
      ...(sealed && { sealed }),
      ...(skew !== undefined && { now: () => performance.timeOrigin + performance.now() + skew }),
      ...(confinement && { confinement }),
    };
    await started();
    const result = await runTask({ ...rest, taskStates: () => taskStates }, await registry, own, signal);
    await drain();
    return portable(result);
  } finally {
    port.close();
  }
}

/** Outputs leave the thread as data; what is none, functions for example, cannot. */
function portable(result: JobResult): JobResult {
  try {
    structuredClone(result.outputs);
    return result;
  } catch (error) {
    throw new Error(`its outputs are no data: ${(error as Error).message}`);
  }
}

/** Piscina hands its own `workerData` over as the second element. */
function pluginSpecifiers(): readonly string[] {
  const own = Array.isArray(workerData) ? workerData[1] : workerData;
  return (own as { plugins?: readonly string[] } | undefined)?.plugins ?? [];
}
