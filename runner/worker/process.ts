import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { pluginRegistry } from '../plugins/index.ts';
import { furtherPlugins } from './plugins.ts';
import { jobGrace } from './pool.ts';
import type { FromProcess, ToProcess } from './processPool.ts';
import { remoteHost } from './rpc.ts';
import { runTask } from './run.ts';
import type { PortableJob } from './types.ts';

/**
 * The entry of a worker process: runs one task at a time. Its arguments: the modules of further plugins, as
 * JSON, and the id of the engine's process.
 */
const registry = furtherPlugins(JSON.parse(process.argv[2]!) as string[]).then(pluginRegistry);

/** The task that runs, and what hears the engine's answers to it. */
let running: { listen: (message: unknown) => void; ended: Promise<void> } | undefined;

process.on('message', (message: ToProcess) => {
  if ('run' in message) begin(message.run);
  else running?.listen(message.message);
});
// The engine let go of this process, or died: what runs is interrupted first, so that no script outlives it.
process.on('disconnect', async () => {
  running?.listen({ abort: 'kill' });
  // Nobody answers it any more, so that it may never end by itself.
  await Promise.race([running?.ended, delay(jobGrace)]);
  process.exit();
});
// An error that no task awaits is that of the one that runs.
process.on('uncaughtException', (error) => {
  send({ error: `The task's worker ended unexpectedly: ${error.message}` });
});
// A task that computes for ever hears nothing; a thread of its own looks whether the engine is still there.
new Worker(
  `setInterval(() => {
     if (process.ppid !== ${Number(process.argv[3])}) setTimeout(() => process.kill(process.pid, 'SIGKILL'), ${2 * jobGrace});
   }, 1_000);`,
  { eval: true, execArgv: [], resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 2 } },
).unref();

function begin(job: string): void {
  const listeners: ((message: unknown) => void)[] = [];
  const { host, signal, started, drain } = remoteHost({
    post: (message) => send({ message }),
    listen: (listener) => listeners.push(listener),
  });
  const run = async () => {
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
      send({ result });
    } catch (error) {
      send({ error: (error as Error).message });
    }
  };
  running = {
    listen(message) {
      for (const listener of listeners) listener(message);
    },
    ended: run(),
  };
}

/** Outputs leave the process as data; what is none, functions for example, is an error of `send`. */
function send(message: FromProcess): void {
  if (process.connected) process.send!(message);
}
