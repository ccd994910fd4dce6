import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { openSqliteBackend } from '../../../runner/backend/sqlite/index.ts';

const program = fileURLToPath(new URL('../../support/recoveringEngine.ts', import.meta.url));
const count = 70;

const flow = `id: parent
namespace: tests
tasks:
  - id: file
    type: io.kestra.plugin.core.storage.Write
    content: ${JSON.stringify(Array.from({ length: count }, (_, index) => `${index + 1}\n`).join(''))}
  - id: each
    type: io.kestra.plugin.core.flow.ForEachItem
    items: "{{ outputs.file.uri }}"
    namespace: tests
    flowId: child
    inputs: { line: "{{ read(taskrun.items) | trim }}" }
`;

const child = `id: child
namespace: tests
inputs: [{ id: line, type: INT }]
tasks:
  - { id: nap, type: io.kestra.plugin.core.flow.Sleep, duration: PT0.1S }
outputs:
  - { id: line, type: INT, value: "{{ inputs.line }}" }
`;

test('given an engine that is killed with -9 again and again, each batch of a ForEachItem is run once', async () => {
  const home = await mkdtemp(join(tmpdir(), 'tutti-batches-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  await mkdir(join(home, 'flows'));
  await writeFile(join(home, 'flow.yaml'), flow);
  await writeFile(join(home, 'flows', 'child.yaml'), child);
  for (const killAfter of [900, 700, 1000, 800]) await run(home, killAfter);
  expect(await run(home)).toBe(0);

  const backend = await openSqliteBackend({ home: join(home, 'state') });
  onTestFinished(() => backend.close());
  expect(
    (await backend.logs({ executionId: 'theOneExecution', minLevel: 'ERROR' })).entries.map(
      ({ message }) => message,
    ),
  ).toEqual([]);
  const taskRuns = await backend.taskRuns('theOneExecution');
  expect(taskRuns.map(({ taskId, state }) => `${taskId} ${state.current}`)).toEqual([
    'file SUCCESS',
    'each SUCCESS',
    'each_split SUCCESS',
    'each_items SUCCESS',
    'each_merge SUCCESS',
  ]);
  expect(taskRuns[3]?.outputs?.['iterations']).toEqual({ CREATED: 0, RUNNING: 0, SUCCESS: count });
  const children = await backend.executions({ triggeredBy: 'theOneExecution', limit: 1000 });
  const lines = children.map(({ inputs }) => Number(inputs?.['line'])).sort((a, b) => a - b);
  expect(lines).toEqual(Array.from({ length: count }, (_, index) => index + 1));
  const merged = String(taskRuns[4]?.outputs?.['subflowOutputs']).replace('kestra://', '');
  expect(Buffer.from(await backend.files.get(merged)).toString()).toBe(
    Array.from({ length: count }, (_, index) => `{line:${index + 1}}\n`).join(''),
  );
}, 60_000);

/** Runs the program to its end, or kills it after some milliseconds; gives its exit code. */
async function run(home: string, killAfter?: number): Promise<number | null> {
  const child = spawn(process.execPath, [program, home], { stdio: ['ignore', 'ignore', 'inherit'] });
  const timer = killAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter);
  const [code] = await once(child, 'close');
  clearTimeout(timer);
  return code;
}
