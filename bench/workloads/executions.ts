import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteBackend } from '../../runner/backend/sqlite/index.ts';
import { changeSet } from '../../runner/engine/changes.ts';
import { newSeed } from '../../runner/execution/ids.ts';
import { apply, newModel } from '../../runner/execution/machine.ts';
import { isoInstant, newState } from '../../runner/execution/states.ts';
import type { Flow } from '../../runner/flow/types.ts';
import { sequenceSource, throughput, withEngine } from '../engine.ts';
import { against, median } from '../measure.ts';
import type { Workload } from '../types.ts';

/** Executions per second with the durable backend, held against machine and commits alone. */
export const executions: Workload = async () => {
  const cases = [
    { name: 'executions/s, one task', tasks: 1, count: 2000, target: 3000, type: undefined },
    { name: 'executions/s, ten tasks in sequence', tasks: 10, count: 500, target: 500, type: undefined },
    {
      name: 'executions/s, one task in a thread',
      tasks: 1,
      count: 1000,
      target: undefined,
      type: 'bench.Thread',
    },
    {
      name: 'executions/s, ten tasks in threads',
      tasks: 10,
      count: 100,
      target: undefined,
      type: 'bench.Thread',
    },
  ];
  const figures = [];
  for (const { name, tasks, count, target, type } of cases) {
    const rates: number[] = [];
    const bare: number[] = [];
    await withEngine(async (bench) => {
      const flow = await bench.flow(sequenceSource(tasks, type));
      await throughput(bench, flow, Math.min(count, 100));
      for (let round = 0; round < 3; round++) {
        rates.push(await throughput(bench, flow, count));
        bare.push(await bareLoop(flow, count));
      }
    });
    const value = median(rates);
    const reference = { name: 'bare reduce and commit', value: median(bare), unit: '/s' };
    figures.push({
      ...against({ name, value, unit: '/s', reference }),
      ...(target !== undefined && { target: { text: `≥ ${target}/s`, met: value >= target } }),
    });
  }
  return figures;
};

/** The same transitions through the machine and the same rows through the backend, all executions in step; no worker, no expression. */
async function bareLoop(flow: Flow, count: number): Promise<number> {
  const home = await mkdtemp(join(tmpdir(), 'tutti-bench-'));
  const backend = await openSqliteBackend({ home });
  const changes = changeSet();
  const date = isoInstant(Date.now());
  const models = Array.from({ length: count }, (_, i) =>
    newModel({
      flow,
      execution: {
        id: `e${i}`,
        namespace: flow.namespace,
        flowId: flow.id,
        flowRevision: 1,
        state: newState(date),
        labels: [],
        originalId: `e${i}`,
        metadata: { attemptNumber: 1, originalCreatedDate: date },
        kind: 'NORMAL',
      },
      catalogue: { resolve: (type) => type, kind: () => 'runnable' },
      constants: {},
      folderOf: ({ id }) => `kestra:///${id}`,
    }),
  );
  const seed = newSeed();
  const start = performance.now();
  let waiting = models.map((model) => ({ model, taskRunId: '' }));
  while (waiting.length > 0) {
    const next: typeof waiting = [];
    for (const { model, taskRunId } of waiting) {
      const at = Date.now();
      const events = taskRunId
        ? ([
            { type: 'attemptStarted', taskRunId, attempt: 1, at, seed },
            {
              type: 'attemptEnded',
              taskRunId,
              attempt: 1,
              state: 'SUCCESS',
              outputs: { value: 'x' },
              at,
              seed: newSeed(),
            },
          ] as const)
        : ([{ type: 'started', at, seed: newSeed() }] as const);
      for (const event of events) {
        const outcome = apply(model, event);
        if (outcome.execution) changes.execution(outcome.execution);
        for (const { taskRun, sequence } of outcome.taskRuns) changes.taskRun(taskRun, sequence);
        for (const entry of outcome.logs) changes.log(entry);
        for (const command of outcome.commands)
          if (command.type === 'run') {
            changes.enqueue({
              id: command.taskRunId,
              executionId: model.execution.id,
              kind: 'run',
              payload: null,
            });
            next.push({ model, taskRunId: command.taskRunId });
          }
      }
      if (taskRunId) changes.dequeue(taskRunId);
    }
    await backend.commit(changes.take());
    waiting = next;
  }
  const seconds = (performance.now() - start) / 1000;
  await backend.close();
  await rm(home, { recursive: true, force: true });
  return count / seconds;
}
