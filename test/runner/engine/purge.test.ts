import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { applyRetention, type RetentionPolicy } from '../../../runner/backend/retention.ts';
import { openMemoryBackend } from '../../../runner/backend/sqlite/index.ts';
import type { Backend } from '../../../runner/backend/types.ts';
import type { ExecutionDocument } from '../../../runner/execution/types.ts';
import { engineWorld, states } from '../../support/engine.ts';

const day = 86_400_000;
const policy: RetentionPolicy = { executions: 90 * day, logs: 90 * day, caches: 30 * day, kv: 7 * day };

/** As if so many days had passed. */
const later = (days: number) => Date.now() + days * day;

const log = (id: string) =>
  `{ id: ${id}, type: io.kestra.plugin.core.log.Log, message: "${'x'.repeat(300)}" }`;
const write = (id: string, content: string) =>
  `{ id: ${id}, type: io.kestra.plugin.core.storage.Write, content: '${content}' }`;
const read = (id: string, of: string) =>
  `{ id: ${id}, type: io.kestra.plugin.core.debug.Return, format: "{{ read(outputs.${of}.uri) }}" }`;
const fail = '{ id: wrong, type: io.kestra.plugin.core.execution.Fail }';
const purge = (more = '') =>
  `{ id: purge, type: io.kestra.plugin.core.execution.PurgeExecutions, endDate: "{{ now() }}"${more} }`;

const outputsOf = ({ taskRunList }: ExecutionDocument, task: string) =>
  taskRunList.find(({ taskId }) => taskId === task)?.outputs;

/** Bytes of a folder's files, and how many there are. */
function sizeOf(folder: string): { bytes: number; files: number } {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map((entry) => statSync(join(entry.parentPath, entry.name)).size);
  return { bytes: sizes.reduce((sum, size) => sum + size, 0), files: sizes.length };
}

describe('retention', () => {
  test('given hundreds of executions with logs, files and timers, then what is kept afterwards is as small as before them', async () => {
    const { engine, backend, home, start } = await engineWorld({ state: 'disk' });
    await backend.compact();
    const empty = sizeOf(home);
    const nap = '{ id: nap, type: io.kestra.plugin.core.flow.Sleep, duration: PT0.01S }';
    const rest = `tasks: [${log('a')}, ${log('b')}, ${write('file', 'y'.repeat(2_000))}, ${nap}]`;
    for (let round = 0; round < 6; round++) {
      const started = await Promise.all(Array.from({ length: 50 }, () => start(rest)));
      await Promise.all(started.map(({ id }) => engine.ended(id)));
    }
    const full = sizeOf(home);
    expect(full.bytes).toBeGreaterThan(empty.bytes + 2_000_000);
    expect(full.files).toBe(empty.files + 300);

    expect(await applyRetention(backend, policy, later(80))).toMatchObject({ executions: 0, logs: 0 });
    const purged = await applyRetention(backend, policy, later(91));
    expect(purged).toMatchObject({ executions: 300, files: 300 });
    const left = sizeOf(home);
    expect(left.bytes).toBeLessThan(empty.bytes + 40_000);
    expect(left.files).toBe(empty.files);
  }, 30_000);

  test('given that all is kept forever, then nothing goes', async () => {
    const { backend, run } = await engineWorld();
    await run(`tasks: [${log('a')}]`);
    const forever = { executions: null, logs: null, caches: null, kv: null };
    const counts = await applyRetention(backend, forever, later(9_999));
    expect(Object.values(counts).every((count) => count === 0)).toBe(true);
  });

  test('given an engine that knows a flow as stored, then executions after a purge can still be taken up', async () => {
    const { backend, run } = await engineWorld();
    const rest = `tasks: [${log('a')}]`;
    await run(rest);
    await applyRetention(backend, policy, later(91));
    const { id } = await run(rest);
    expect(await backend.flow((await backend.execution(id))!.flowHash!)).toBeDefined();
  });
});

describe('execution.PurgeExecutions (flow-language §6.2)', () => {
  test('given ended executions, then they go, what runs stays, and the outputs tell how much it was', async () => {
    const { engine, backend, run, start, reached } = await engineWorld();
    const done = await run(`tasks: [${log('a')}, ${write('file', 'data')}]`);
    const asleep = await start(
      'tasks: [{ id: nap, type: io.kestra.plugin.core.flow.Sleep, duration: PT1H }]',
    );
    await reached(asleep.id, 'nap', 'RUNNING');
    const purging = await run(`tasks: [${purge()}]`);
    expect(outputsOf(purging, 'purge')).toMatchObject({
      executionsCount: 1,
      metricsCount: 0,
      storagesCount: 1,
    });
    expect(await backend.execution(done.id)).toBeUndefined();
    expect((await backend.execution(asleep.id))?.state.current).toBe('RUNNING');
    expect(await backend.execution(purging.id)).toBeDefined();
    await engine.kill(asleep.id);
  });

  test('given what is to stay, another state and a date before, then that stays', async () => {
    const { backend, run, messages } = await engineWorld();
    const done = await run(`tasks: [${log('a')}, ${write('file', 'data')}]`);
    for (const more of [', states: [FAILED]', ', namespace: tes', ', flowId: other'])
      expect(outputsOf(await run(`tasks: [${purge(more)}]`), 'purge')).toMatchObject({ executionsCount: 0 });
    await run(
      `tasks: [{ id: purge, type: io.kestra.plugin.core.storage.Purge, endDate: '2020-01-01T00:00:00Z' }]`,
    );
    const files = await run(
      `tasks: [${purge(', namespace: tests, purgeExecution: false, purgeLog: false')}]`,
    );
    expect(outputsOf(files, 'purge')).toMatchObject({ executionsCount: 0, logsCount: 0, storagesCount: 1 });
    expect(await backend.execution(done.id)).toBeDefined();
    expect(await messages(done.id)).not.toEqual([]);
  });

  test('given an execution whose afterExecution tasks still run, then it stays', async () => {
    const { engine, backend, run, start, reached } = await engineWorld();
    const rest = `tasks: [${log('a')}]\nafterExecution: [{ id: nap, type: io.kestra.plugin.core.flow.Sleep, duration: PT1H }]`;
    const { id } = await start(rest);
    await reached(id, 'nap', 'RUNNING');
    expect((await backend.execution(id))?.state.current).toBe('SUCCESS');
    await run(`tasks: [${purge()}]`);
    expect(await backend.execution(id)).toBeDefined();
    await engine.kill(id);
  });
});

describe('executions that refer to purged ones', () => {
  const child = { 'flows/child.yaml': `id: child\nnamespace: tests\ntasks: [${log('a')}, ${fail}]\n` };
  const parent =
    'tasks: [{ id: sub, type: io.kestra.plugin.core.flow.Subflow, namespace: tests, flowId: child }]';

  test('given a parent that runs, then its ended child stays with it', async () => {
    const { backend, engine, start, run, reached } = await engineWorld({ files: child });
    const nap = '{ id: nap, type: io.kestra.plugin.core.flow.Sleep, duration: PT1H }';
    const sub = `{ id: sub, type: io.kestra.plugin.core.flow.Subflow, namespace: tests, flowId: child, allowFailure: true }`;
    const { id } = await start(`tasks: [${sub}, ${nap}]`);
    await reached(id, 'nap', 'RUNNING');
    await run(`tasks: [${purge()}]`);
    expect(await backend.countExecutions({ triggeredBy: id })).toBe(1);
    await engine.kill(id);
  });

  test.each([
    ['RETRY_FAILED', 'says that it is gone', 0, /that this task made is not there any more/],
    ['NEW_EXECUTION', 'makes a new one', 1, /Created new execution/],
  ])(
    'given a parent whose failed child was purged and %s, then its restart %s',
    async (behavior, _, made, said) => {
      const { backend, engine, run, messages } = await engineWorld({ files: child });
      const { id } = await run(parent.replace('flowId', `restartBehavior: ${behavior}, flowId`));
      expect((await backend.purgeExecutions({ flowId: 'child' })).executions).toBe(1);
      await engine.restart(id);
      expect(states(await engine.ended(id))).toEqual(['sub FAILED']);
      expect(await backend.countExecutions({ flowId: 'child' })).toBe(made);
      const all = await messages(id);
      expect(all.slice(all.indexOf('Flow restarted')).join('\n')).toMatch(said);
    },
  );

  test('given an execution that is purged while it is being changed, then that is refused, and it does not come back', async () => {
    const real = await openMemoryBackend();
    onTestFinished(() => real.close());
    let isPurging = false;
    const backend: Backend = {
      ...real,
      // Between what the change read and what holds the execution for it.
      async lease(...lease) {
        if (isPurging) await real.purgeExecutions({});
        return real.lease(...lease);
      },
    };
    const { engine, run } = await engineWorld({ backend });
    const { id } = await run(`tasks: [${log('a')}]`);
    isPurging = true;
    await expect(engine.setLabels(id, [{ key: 'team', value: 'blue' }])).rejects.toThrow(
      'No execution found',
    );
    expect(await real.execution(id)).toBeUndefined();
    expect(await real.abandoned()).toEqual([]);
    expect(await real.lease(id, 'someone else', 1_000)).toBe(true);
  });

  test('given a child whose parent was purged, then it can be replayed', async () => {
    const { backend, engine, run } = await engineWorld({ files: child });
    await run(parent);
    await backend.purgeExecutions({ flowId: 'flow' });
    const [made] = await backend.executions({});
    const { id } = await engine.replay(made!.id);
    expect((await engine.ended(id)).state.current).toBe('FAILED');
  });

  test('given a replay that runs, then its original keeps the files it reads; when it is over, both can go', async () => {
    const { backend, engine, run, messages, reached } = await engineWorld();
    const original = await run(
      `tasks: [${write('file', 'data')}, { id: nap, type: io.kestra.plugin.core.flow.Sleep, duration: PT0.3S }, ${read('text', 'file')}]`,
    );
    const nap = original.taskRunList.find(({ taskId }) => taskId === 'nap')!;
    const replay = await engine.replay(original.id, { taskRunId: nap.id });
    await reached(replay.id, 'nap', 'RUNNING');
    expect((await backend.purgeExecutions({})).executions).toBe(0);
    const ended = await engine.ended(replay.id);
    expect(outputsOf(ended, 'text')).toEqual({ value: 'data' });
    expect(await messages(replay.id, 'ERROR')).toEqual([]);

    await backend.purgeExecutions({ to: original.state.histories.at(-1)!.date });
    expect(await backend.execution(original.id)).toBeUndefined();
    const again = await engine.replay(replay.id);
    expect((await engine.ended(again.id)).state.current).toBe('SUCCESS');
    await expect(engine.replay(original.id)).rejects.toThrow('No execution found');
  });
});
