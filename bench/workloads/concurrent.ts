import { throughput, withEngine } from '../engine.ts';
import { type Cost, growth, median } from '../measure.ts';
import type { Workload } from '../types.ts';

const branches = 10;

/** 200 executions at once, each with ten tasks in parallel: inline, and in threads. */
export const concurrent: Workload = async () => {
  const cases = [
    { name: 'parallel tasks', type: 'io.kestra.plugin.core.debug.Return' },
    { name: 'parallel tasks in threads', type: 'bench.Thread' },
  ];
  const figures = [];
  for (const { name, type } of cases) {
    const [half, full, twice] = await costs(type, [100, 200, 400]);
    figures.push(
      { name: `200 × 10 ${name}`, value: 1000 / full!.cost, unit: 'tasks/s' },
      growth(`200 × 10 ${name}: a task`, 'ms', full!, half!),
      growth(`400 × 10 ${name}: a task`, 'ms', twice!, full!),
    );
  }
  return figures;
};

/** Milliseconds of one task run for each number of executions, all in one engine. */
function costs(type: string, counts: readonly number[]): Promise<Cost[]> {
  return withEngine(async (bench) => {
    const flow = await bench.flow(parallelSource(type));
    await throughput(bench, flow, 100);
    const times = counts.map((): number[] => []);
    // In turn, so that a change of the machine's speed meets all of them.
    for (let round = 0; round < 3; round++)
      for (const [index, count] of counts.entries())
        times[index]!.push(1000 / ((await throughput(bench, flow, count)) * branches));
    return counts.map((count, index) => ({ count, cost: median(times[index]!) }));
  });
}

function parallelSource(type: string): string {
  const tasks = Array.from(
    { length: branches },
    (_, i) => `      - {id: t${i}, type: ${type}, format: "{{ task.id }}"}\n`,
  );
  return `id: parallel
namespace: bench
tasks:
  - id: all
    type: io.kestra.plugin.core.flow.Parallel
    tasks:
${tasks.join('')}`;
}
