import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openFileStore } from '../../../runner/backend/files.ts';
import { sqliteBackend } from '../../../runner/backend/sqlite/backend.ts';
import { openSqliteBackend } from '../../../runner/backend/sqlite/index.ts';
import { migrate } from '../../../runner/backend/sqlite/migrate.ts';
import { engineWorld, states } from '../../support/engine.ts';
import { task } from '../../support/simulation.ts';

/** A home with a database that the test, too, has in its hands. */
async function home() {
  const path = await mkdtemp(join(tmpdir(), 'tutti-durability-'));
  onTestFinished(() => rm(path, { recursive: true, force: true, maxRetries: 3 }));
  return { path, file: join(path, 'tutti.db') };
}

/** Fills the disk once `taken`: the database may not grow. */
async function fullDisk() {
  const { path, file } = await home();
  const database = new DatabaseSync(file, { enableForeignKeyConstraints: false });
  migrate(database, file);
  const files = openFileStore(join(path, 'storage'));
  const backend = sqliteBackend({ database, name: file, files, now: Date.now, lockTimeout: 100 });
  onTestFinished(() => backend.close());
  const pages = () => (database.prepare('PRAGMA page_count').get() as { page_count: number }).page_count;
  return {
    backend,
    fill: () => database.exec(`PRAGMA max_page_count = ${pages()}`),
    empty: () => database.exec('PRAGMA max_page_count = 1000000'),
  };
}

describe('an engine that cannot write its state', () => {
  it('given a disk that stays full, then it stops, says why, and keeps what was durable', async () => {
    const { backend, fill } = await fullDisk();
    const { engine, run, start } = await engineWorld({ backend });
    const before = await run(`tasks: [${task('a')}]`);
    fill();
    const refused = run('tasks: [{ id: a, type: test.Lines, count: 30000 }]');
    // Asked for while the engine still tries to write.
    const meanwhile = new Promise((resolve) => setTimeout(resolve, 1_000)).then(() =>
      start(`tasks: [${task('b')}]`),
    );
    for (const asked of [refused, meanwhile])
      await expect(asked).rejects.toMatchObject({
        name: 'EngineStopped',
        message: expect.stringMatching(/cannot write its state: The disk is full/),
      });
    await expect(start(`tasks: [${task('c')}]`)).rejects.toMatchObject({ name: 'EngineStopped' });
    await expect(engine.ended(before.id)).rejects.toMatchObject({ name: 'EngineStopped' });
    await engine.idle();
    await engine.close();
    expect((await backend.execution(before.id))!.state.current).toBe('SUCCESS');
  });

  it('given a disk that has space again soon, then it goes on and nothing is lost', async () => {
    const { backend, fill, empty } = await fullDisk();
    const { run } = await engineWorld({ backend });
    await run(`tasks: [${task('a')}]`);
    fill();
    setTimeout(empty, 300);
    const ended = await run('tasks: [{ id: a, type: test.Lines, count: 3000, batch: 100 }]');
    expect(states(ended)).toEqual(['a SUCCESS']);
    const { entries } = await backend.logs({
      executionId: ended.id,
      taskId: 'a',
      minLevel: 'INFO',
      limit: 5_000,
    });
    expect(entries).toHaveLength(3000);
  });

  it('given a database that another process keeps locked, then a start is refused in clear words', async () => {
    const { path, file } = await home();
    const backend = await openSqliteBackend({ home: path, lockTimeout: 50 });
    onTestFinished(() => backend.close());
    const { start } = await engineWorld({ backend });
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    await expect(start(`tasks: [${task('a')}]`)).rejects.toMatchObject({
      name: 'EngineStopped',
      message: expect.stringMatching(/Another process keeps .* locked/),
    });
    other.exec('ROLLBACK');
    other.close();
    expect(await backend.countExecutions({})).toBe(0);
  });

  it('given a lock that is released soon, then it goes on', async () => {
    const { path, file } = await home();
    const backend = await openSqliteBackend({ home: path, lockTimeout: 50 });
    onTestFinished(() => backend.close());
    const { run } = await engineWorld({ backend });
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    setTimeout(() => {
      other.exec('ROLLBACK');
      other.close();
    }, 300);
    expect(states(await run(`tasks: [${task('a')}]`))).toEqual(['a SUCCESS']);
  });

  it('given two engines on the same home, then both run theirs', async () => {
    const { path } = await home();
    const backends = await Promise.all([
      openSqliteBackend({ home: path }),
      openSqliteBackend({ home: path }),
    ]);
    for (const backend of backends) onTestFinished(() => backend.close());
    const worlds = await Promise.all(backends.map((backend) => engineWorld({ backend })));
    const each =
      'tasks: [{ id: each, type: io.kestra.plugin.core.flow.ForEach, values: [a, b, c], tasks: [{ id: r, type: io.kestra.plugin.core.debug.Return, format: x }] }]';
    const ended = await Promise.all(Array.from({ length: 20 }, (_, i) => worlds[i % 2]!.run(each)));
    expect(new Set(ended.map(({ state }) => state.current))).toEqual(new Set(['SUCCESS']));
    for (const backend of backends) expect(await backend.countExecutions({ states: ['SUCCESS'] })).toBe(20);
  });

  it('given a listener that throws, then the executions go on', async () => {
    const { engine, run } = await engineWorld();
    const warned = new Promise<Error>((resolve) => process.once('warning', resolve));
    engine.listen({
      changed() {
        throw new Error('the reporter is broken');
      },
    });
    expect((await run(`tasks: [${task('a')}]`)).state.current).toBe('SUCCESS');
    expect((await warned).message).toContain('the reporter is broken');
  });
});
