import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ExecutionDocument } from '../../../runner/execution/types.ts';
import { type EngineWorld, engineWorld, states } from '../../support/engine.ts';

/** A task that counts its runs in a file outside, and gives the count. */
const counting = (file: string, more: string, script = '') => `
  - id: count
    type: io.kestra.plugin.scripts.shell.Commands
    taskRunner: { type: io.kestra.plugin.core.runner.Process }
    commands:
      - 'n=$(($(cat ${file}) + 1)); echo $n > ${file}; echo "::{\\"outputs\\":{\\"counter\\":$n}}::"; ${script}'
    ${more}`;

async function world(): Promise<EngineWorld & { file: string }> {
  const made = await engineWorld({ state: 'disk' });
  const file = join(made.home, 'count');
  await writeFile(file, '0');
  return { ...made, file };
}

const counterOf = ({ taskRunList }: ExecutionDocument, index = 0) =>
  (taskRunList[index]!.outputs?.['vars'] as { counter?: unknown } | undefined)?.counter;

describe('taskCache (flow-language §7.16)', () => {
  it('given a second execution, then the task does not run, and has the outputs of the first', async () => {
    const { run, messages, file } = await world();
    const flow = `tasks:${counting(file, 'taskCache: { enabled: true }')}`;
    const first = await run(flow);
    const second = await run(flow);
    expect([first, second].map((ended) => counterOf(ended))).toEqual([1, 1]);
    expect(second.state.current).toBe('SUCCESS');
    expect(second.taskRunList[0]!.attempts).toHaveLength(1);
    expect(await messages(first.id)).toContain("Uploading a cache entry for task 'count'");
    expect(await messages(second.id)).toContain(
      "Skipping task execution for task 'count' as there is an existing cache entry for it",
    );
  });

  it('given that its time is over, then the task runs again', async () => {
    const { run, file } = await world();
    const flow = `tasks:${counting(file, 'taskCache: { enabled: true, ttl: PT0.001S }')}`;
    await run(flow);
    expect(counterOf(await run(flow))).toBe(2);
  });

  it('given another value of an input that it reads, then the task runs; of one that it does not, then not', async () => {
    const { run, file } = await world();
    const flow = `inputs: [{ id: read, type: STRING, defaults: a }, { id: other, type: STRING, defaults: a }]
tasks:${counting(file, 'taskCache: { enabled: true }\n    env: { READ: "{{ inputs.read }}" }')}`;
    await run(flow);
    expect(counterOf(await run(flow, { inputs: { other: 'b' } }))).toBe(1);
    expect(counterOf(await run(flow, { inputs: { read: 'b' } }))).toBe(2);
  });

  it('given a loop, then each value has outputs of its own', async () => {
    const { run, file } = await world();
    const flow = `tasks:
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: [x, y]
    tasks:${counting(file, 'taskCache: { enabled: true }').replace(/^ {2}/gm, '      ')}`;
    const counts = async () => {
      const ended = await run(flow);
      return [counterOf(ended, 1), counterOf(ended, 2)];
    };
    expect(await counts()).toEqual([1, 2]);
    expect(await counts()).toEqual([1, 2]);
    expect((await readFile(file, 'utf8')).trim()).toBe('2');
  });

  it('given a run that failed, then nothing is kept', async () => {
    const { run, file } = await world();
    const flow = `tasks:${counting(file, 'taskCache: { enabled: true }', 'exit 1')}`;
    await run(flow);
    expect(states(await run(flow))).toEqual(['count FAILED']);
    expect((await readFile(file, 'utf8')).trim()).toBe('2');
  });

  it('given an expression that cannot be rendered, then the task says so and runs uncached', async () => {
    const { run, messages } = await world();
    const { id, state } = await run(`tasks:
  - id: a
    type: io.kestra.plugin.core.templating.TemplatedTask
    taskCache: { enabled: true }
    spec: "id: x\\ntype: io.kestra.plugin.core.log.Log\\nmessage: hello"
    description: "{{ nothing.at.all }}"`);
    expect(state.current).toBe('SUCCESS');
    expect((await messages(id, 'ERROR'))[0]).toContain("Unable to create the cache key for the task 'a'");
  });

  it('given `enabled: false`, then it runs each time', async () => {
    const { run, file } = await world();
    const flow = `tasks:${counting(file, 'taskCache: { enabled: false }')}`;
    await run(flow);
    expect(counterOf(await run(flow))).toBe(2);
  });
});
