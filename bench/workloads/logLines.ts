import { withEngine } from '../engine.ts';
import { type Cost, elapsed, growth } from '../measure.ts';
import type { Workload } from '../types.ts';

/** A shell task that prints 100,000 lines, all of them kept. */
export const logLines: Workload = async () => {
  await print(1_000);
  const [half, full] = [await print(50_000), await print(100_000)];
  const milliseconds = full.cost * full.count;
  return [
    {
      name: '100,000 log lines of one task',
      value: milliseconds,
      unit: 'ms',
      target: { text: '≤ 2,000 ms', met: milliseconds <= 2000 },
    },
    growth('100,000 log lines of one task: a line', 'ms', full, half),
  ];
};

function print(lines: number): Promise<Cost> {
  return withEngine(async ({ engine, backend, flow }) => {
    const parsed = await flow(`id: lines
namespace: bench
tasks:
  - id: print
    type: io.kestra.plugin.scripts.shell.Commands
    taskRunner: {type: io.kestra.plugin.core.runner.Process}
    commands: ["seq 1 ${lines}"]
`);
    let id = '';
    const milliseconds = await elapsed(async () => {
      id = (await engine.start({ flow: parsed })).id;
      await engine.ended(id);
    });
    const { entries } = await backend.logs({ executionId: id, limit: lines * 2 });
    if (entries.length < lines) throw new Error(`Only ${entries.length} of ${lines} log entries are there`);
    return { count: lines, cost: milliseconds / lines };
  });
}
