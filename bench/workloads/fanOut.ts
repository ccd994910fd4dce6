import { type Bench, withEngine } from '../engine.ts';
import { elapsed, median } from '../measure.ts';
import type { Figure, Workload } from '../types.ts';

/** Loops over many values, and many tasks at once. */
export const fanOut: Workload = () =>
  withEngine(async (bench) => {
    const thousand = await loop(bench, 1_000, 3);
    const tenThousand = await loop(bench, 10_000, 1);
    const memory = process.memoryUsage.rss() / 1e6;
    const growth = tenThousand / thousand;
    const wide = await parallel(bench, 100);
    return [
      perValue('ForEach over 1,000 values', thousand),
      {
        ...perValue('ForEach over 10,000 values', tenThousand),
        reference: { name: 'a value of 1,000', value: thousand, unit: 'ms' },
        ratio: growth,
        target: { text: '≤ 1 ms a value, ≤ 1.2 ×', met: tenThousand <= 1 && growth <= 1.2 },
      },
      {
        name: 'resident memory after it',
        value: memory,
        unit: 'MB',
        target: { text: '< 400 MB', met: memory < 400 },
      },
      {
        name: 'Parallel of 100 tasks',
        value: wide,
        unit: 'ms',
        target: { text: '≤ 50 ms', met: wide <= 50 },
      },
    ];
  });

function perValue(name: string, value: number): Figure {
  return { name, value, unit: 'ms a value', target: { text: '≤ 1 ms a value', met: value <= 1 } };
}

/** Milliseconds a value. */
async function loop(bench: Bench, values: number, rounds: number): Promise<number> {
  const flow = await bench.flow(`id: loop
namespace: bench
tasks:
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: "{{ range(1, ${values}) }}"
    tasks:
      - {id: one, type: io.kestra.plugin.core.debug.Return, format: "{{ taskrun.value }}"}
`);
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) times.push(await elapsed(() => run(bench, flow, values + 1)));
  return median(times) / values;
}

async function parallel(bench: Bench, width: number): Promise<number> {
  const tasks = Array.from(
    { length: width },
    (_, i) => `      - {id: t${i}, type: io.kestra.plugin.core.debug.Return, format: x}`,
  );
  const flow = await bench.flow(`id: wide
namespace: bench
tasks:
  - id: all
    type: io.kestra.plugin.core.flow.Parallel
    tasks:
${tasks.join('\n')}
`);
  const times: number[] = [];
  for (let round = 0; round < 7; round++) times.push(await elapsed(() => run(bench, flow, width + 1)));
  return median(times);
}

async function run(
  { engine }: Bench,
  flow: Awaited<ReturnType<Bench['flow']>>,
  taskRuns: number,
): Promise<void> {
  const { id } = await engine.start({ flow });
  const { state, taskRunList } = await engine.ended(id);
  if (state.current !== 'SUCCESS' || taskRunList.length !== taskRuns)
    throw new Error(`Ended ${state.current} with ${taskRunList.length} task runs`);
}
