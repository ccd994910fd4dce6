import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { withHome } from '../engine.ts';
import { type entries, residentMemory, startServer } from '../server.ts';
import type { Figure, Workload } from '../types.ts';

const flows = 100;

/** What a server needs that has taken up its flows and has nothing to do. */
const settling = 10_000;

/** Resident memory of `tutti serve` over 100 flows with a schedule each, when nothing is due. */
export const idleMemory: Workload = async () => {
  const built = await idle('built');
  return [
    {
      name: 'idle server, built',
      value: built,
      unit: 'MB',
      target: { text: '≤ 120 MB', met: built <= 120 },
    } satisfies Figure,
    { name: 'idle server, from source', value: await idle('source'), unit: 'MB' },
  ];
};

function idle(entry: keyof typeof entries): Promise<number> {
  return withHome(async (root) => {
    await mkdir(join(root, 'flows'));
    for (let i = 0; i < flows; i++) await writeFile(join(root, 'flows', `${i}.yaml`), source(i));
    const server = await startServer({ root, home: join(root, '.tutti'), entry });
    try {
      await delay(settling);
      return await residentMemory(server.pid);
    } finally {
      await server.stop();
    }
  });
}

function source(index: number): string {
  return `id: flow-${index}
namespace: bench.idle
inputs:
  - {id: name, type: STRING, defaults: World}
tasks:
  - {id: hello, type: io.kestra.plugin.core.log.Log, message: "Hello {{ inputs.name }}"}
  - id: work
    type: io.kestra.plugin.scripts.shell.Commands
    taskRunner: {type: io.kestra.plugin.core.runner.Process}
    commands: ["echo {{ inputs.name }}"]
triggers:
  - {id: yearly, type: io.kestra.plugin.core.trigger.Schedule, cron: "0 0 1 1 *"}
`;
}
