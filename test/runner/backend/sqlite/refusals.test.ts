import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openFileStore } from '../../../../runner/backend/files.ts';
import { sqliteBackend } from '../../../../runner/backend/sqlite/backend.ts';
import { openSqliteBackend } from '../../../../runner/backend/sqlite/index.ts';
import { migrate } from '../../../../runner/backend/sqlite/migrate.ts';
import { changes, execution, log, transition } from '../fixtures.ts';
import { connect, createHome } from './home.ts';

test('given another process that keeps the lock, when the bound is over, then a commit rejects and reads still work', async () => {
  const { home, file } = await createHome();
  const backend = await openSqliteBackend({ home, lockTimeout: 100 });
  onTestFinished(() => backend.close());
  await backend.commit(transition('e1'));
  const other = connect(file);
  other.exec('BEGIN IMMEDIATE');

  const began = performance.now();
  const refused = [backend.commit(transition('e2')), backend.commit(transition('e3'))];
  for (const { reason } of (await Promise.allSettled(refused)) as PromiseRejectedResult[]) {
    expect(reason).toMatchObject({ name: 'BackendError', code: 'LOCKED' });
    expect(reason.message).toBe(`Another process keeps ${file} locked; nothing was written`);
  }
  expect(performance.now() - began).toBeLessThan(1_000);
  expect((await backend.executions({})).map(({ id }) => id)).toEqual(['e1']);

  other.exec('ROLLBACK');
  await backend.commit(transition('e4'));
  expect(await backend.countExecutions({})).toBe(2);
});

test('given a lock that is released within the bound, then commits wait for it, without blocking the event loop', async () => {
  const { home, file } = await createHome();
  const backend = await openSqliteBackend({ home });
  onTestFinished(() => backend.close());
  const other = connect(file);
  other.exec('BEGIN IMMEDIATE');

  let turns = 0;
  const ticking = setInterval(() => turns++, 5);
  setTimeout(() => other.exec('ROLLBACK'), 150);
  await Promise.all([backend.commit(transition('e1')), backend.commit(transition('e2'))]);
  clearInterval(ticking);
  expect(turns).toBeGreaterThan(2);
  expect(await backend.countExecutions({})).toBe(2);
});

test('given a full disk, then a commit that does not fit rejects and changes nothing; with space again, it goes on', async () => {
  const { home, file } = await createHome();
  const database = connect(file);
  migrate(database, file);
  const files = openFileStore(join(home, 'storage'));
  const backend = sqliteBackend({ database, name: file, files, now: Date.now, lockTimeout: 100 });
  await backend.commit(transition('before'));
  const { page_count: pages } = database.prepare('PRAGMA page_count').get() as { page_count: number };
  database.exec(`PRAGMA max_page_count = ${pages + 3}`);

  const large = changes({
    executions: [execution('large')],
    logs: Array.from({ length: 500 }, (_, i) => log('large', `line ${i} `.repeat(20))),
  });
  const [small, refused] = await Promise.allSettled([
    backend.commit(transition('small')),
    backend.commit(large),
  ]);
  expect(small.status).toBe('fulfilled');
  expect(refused).toMatchObject({
    reason: { code: 'FULL', message: `The disk is full: nothing was written to ${file}` },
  });
  expect((await backend.executions({})).map(({ id }) => id)).toEqual(['small', 'before']);
  expect((await backend.logs({ executionId: 'large' })).entries).toEqual([]);

  database.exec('PRAGMA max_page_count = 100000');
  await backend.commit(large);
  expect((await backend.logs({ executionId: 'large' })).entries).toHaveLength(500);
});

test('given a home that is a file, or a database that is none, then opening says what is wrong', async () => {
  const { home, file } = await createHome();
  await writeFile(file, 'These are my notes, they are no database. '.repeat(30));
  await expect(openSqliteBackend({ home })).rejects.toThrow(`${file} is no Tutti database`);
  await expect(openSqliteBackend({ home: join(file, 'below') })).rejects.toThrow("cannot hold Tutti's state");
});
