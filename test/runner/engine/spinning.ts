import { createProcessPool } from '../../../runner/worker/processPool.ts';
import type { WorkerHost } from '../../../runner/worker/types.ts';

/** Runs a task that computes for ever in a process of a pool, and writes the id of that process to stdout. */
const plugins = [new URL('../../support/plugins/tasks.ts', import.meta.url).href];
const pool = createProcessPool({ threads: 1, plugins });
const host = {
  log: (_level: string, [message]: readonly string[]) => console.log(message),
} as unknown as WorkerHost;
await pool.run(
  {
    execution: { id: 'execution' },
    flow: { id: 'flow', namespace: 'company', revision: 1 },
    task: { id: 'spin', type: 'test.SpinPid' },
    taskRun: { id: 'run' },
    attempt: 1,
    variables: {},
    taskStates: [],
  },
  host,
  new AbortController().signal,
  () => undefined,
);
