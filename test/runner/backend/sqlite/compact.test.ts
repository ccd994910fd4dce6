import { statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openSqliteBackend } from '../../../../runner/backend/sqlite/index.ts';
import { migrate } from '../../../../runner/backend/sqlite/migrate.ts';
import { migrations } from '../../../../runner/backend/sqlite/migrations.ts';
import { changes, execution, log } from '../fixtures.ts';
import { connect, createHome } from './home.ts';

const bytesOf = (file: string) => statSync(file).size;

/** Some megabytes of log. */
const much = changes({
  executions: [execution('e1')],
  over: ['e1'],
  logs: Array.from({ length: 6_000 }, (_, n) => log('e1', `${n} ${'x'.repeat(500)}`)),
});

test('given that much was deleted, then the file shrinks to what is left, and the write-ahead log is empty', async () => {
  const { home, file } = await createHome();
  const backend = await openSqliteBackend({ home });
  await backend.compact();
  const empty = bytesOf(file);
  await backend.commit(much);
  await backend.deleteExecution('e1');
  await backend.compact();

  expect(bytesOf(file)).toBeLessThanOrEqual(empty + 20 * 4096);
  expect(bytesOf(`${file}-wal`)).toBe(0);
  await backend.close();
});

test('given that another process reads, then compacting does what it can and nothing fails', async () => {
  const { home, file } = await createHome();
  const backend = await openSqliteBackend({ home });
  await backend.commit(much);
  const reader = connect(file);
  reader.exec('BEGIN; SELECT count(*) FROM logs');
  reader.prepare('SELECT count(*) FROM logs').get();
  await backend.deleteExecution('e1');
  await backend.compact();
  expect(reader.prepare('SELECT count(*) AS count FROM logs').get()).toEqual({ count: 6_000 });
  reader.exec('COMMIT');

  await backend.compact();
  expect(bytesOf(`${file}-wal`)).toBe(0);
  await backend.close();
});

test('given a database of an older version that never shrank, then it does from now on, and its data stay', async () => {
  const { home, file } = await createHome();
  const old = connect(file);
  old.exec('PRAGMA journal_mode = WAL');
  migrate(old, file, migrations.slice(0, 5));
  const record = JSON.stringify(execution('e1', { flowHash: 'h', parentId: 'e0' }));
  old
    .prepare(`INSERT INTO executions (id, namespace, flow_id, started, state, ended, labels, record, over)
    VALUES ('e1', 'company.team', 'orders', 0, 'SUCCESS', 1, '[]', ?, 1)`)
    .run(record);
  old.close();

  const backend = await openSqliteBackend({ home });
  expect(await backend.execution('e1')).toMatchObject({ id: 'e1', flowHash: 'h' });
  const database = connect(file);
  expect(database.prepare('PRAGMA auto_vacuum').get()).toEqual({ auto_vacuum: 2 });
  expect(database.prepare('SELECT flow_hash FROM executions').get()).toEqual({ flow_hash: 'h' });
  expect(database.prepare('SELECT * FROM origins').all()).toEqual([{ origin: 'e0', execution_id: 'e1' }]);
  await backend.close();
});
