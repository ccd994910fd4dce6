import { type Bench, withEngineAt, withHome } from '../engine.ts';
import { type Cost, elapsed, growth } from '../measure.ts';
import type { Workload } from '../types.ts';

const source = `id: waits
namespace: bench
tasks:
  - id: before
    type: io.kestra.plugin.core.flow.Parallel
    tasks:
      - {id: one, type: io.kestra.plugin.core.debug.Return, format: "{{ task.id }}"}
      - {id: two, type: io.kestra.plugin.core.debug.Return, format: "{{ task.id }}"}
  - {id: wait, type: io.kestra.plugin.core.flow.Pause}
  - {id: after, type: io.kestra.plugin.core.debug.Return, format: "{{ outputs.one.value }}"}
`;

/** Taking up executions that a stop left unfinished: from the start of an engine until it drives all of them. */
export const recovery: Workload = async () => {
  const [half, full] = [await recover(5_000), await recover(10_000)];
  const milliseconds = full.cost * full.count;
  return [
    {
      name: 'recovery of 10,000 unfinished executions',
      value: milliseconds,
      unit: 'ms',
      target: { text: '≤ 5,000 ms', met: milliseconds <= 5000 },
    },
    growth('recovery of 10,000: an execution', 'ms', full, half),
  ];
};

function recover(count: number): Promise<Cost> {
  return withHome(async (home) => {
    await withEngineAt(home, (bench) => pauseMany(bench, count));
    return withEngineAt(home, async ({ engine, backend }) => {
      let taken: string[] = [];
      const milliseconds = await elapsed(async () => {
        taken = await engine.recover();
      });
      if (taken.length !== count) throw new Error(`${taken.length} of ${count} executions were taken up`);
      // They are alive: each goes on, and reads what it did before the stop.
      await Promise.all(taken.map((id) => engine.control(id, { type: 'resume' })));
      await engine.idle();
      const ended = await backend.countExecutions({ states: ['SUCCESS'] });
      if (ended !== count) throw new Error(`${ended} of ${count} executions ended after they were taken up`);
      return { count, cost: milliseconds / count };
    });
  });
}

async function pauseMany({ engine, backend, flow }: Bench, count: number): Promise<void> {
  const parsed = await flow(source);
  await Promise.all(Array.from({ length: count }, () => engine.start({ flow: parsed })));
  while ((await backend.countExecutions({ states: ['PAUSED'] })) < count)
    await new Promise((resolve) => setTimeout(resolve, 20));
}
