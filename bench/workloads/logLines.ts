import { withEngine } from '../engine.ts';
import { elapsed } from '../measure.ts';
import type { Workload } from '../types.ts';

const lines = 100_000;

/** A shell task that prints 100,000 lines, all of them kept. */
export const logLines: Workload = () =>
  withEngine(async ({ engine, backend, flow }) => {
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
    if (entries.length < lines) throw new Error(`Only ${entries.length} log entries are there`);
    return [
      {
        name: '100,000 log lines of one task',
        value: milliseconds,
        unit: 'ms',
        target: { text: '≤ 2,000 ms', met: milliseconds <= 2000 },
      },
    ];
  });
