import { expect, test } from 'vitest';
import { openSqliteBackend } from '../../../../runner/backend/sqlite/index.ts';
import { migrate } from '../../../../runner/backend/sqlite/migrate.ts';
import { migrations } from '../../../../runner/backend/sqlite/migrations.ts';
import { transition } from '../fixtures.ts';
import { connect, createHome } from './home.ts';

test('given a database of an older version, then only the missing steps are applied and its data stay', async () => {
  const { file } = await createHome();
  const database = connect(file);
  const first = 'CREATE TABLE notes (text TEXT)';
  const second = "ALTER TABLE notes ADD COLUMN author TEXT DEFAULT 'unknown'";
  migrate(database, file, [first]);
  database.exec("INSERT INTO notes VALUES ('kept')");
  migrate(database, file, [first, second]);
  migrate(database, file, [first, second]);

  expect(database.prepare('SELECT * FROM notes').all()).toEqual([{ text: 'kept', author: 'unknown' }]);
});

test('given executions and metrics from before, then their ends, kinds and flows are filled in', async () => {
  const { file } = await createHome();
  const database = connect(file);
  const before = migrations.findIndex((step) => step.includes('executions_by_end'));
  migrate(database, file, migrations.slice(0, before));
  const insert = (id: string, ended: number, kind: string) =>
    database
      .prepare(
        `INSERT INTO executions (id, namespace, flow_id, started, state, ended, labels, record)
         VALUES (?, 'n', 'f', 1, 'SUCCESS', ?, '[]', ?)`,
      )
      .run(
        id,
        ended,
        JSON.stringify({ kind, state: { histories: [{ date: '2026-01-01T00:00:00.123456Z' }] } }),
      );
  insert('done', 1, 'NORMAL');
  insert('tried', 0, 'TEST');
  const metric = { namespace: 'n', flowId: 'f', taskId: 't', timestamp: '2026-01-01T00:00:00.000000Z' };
  database
    .prepare(
      "INSERT INTO metrics (execution_id, task_run_id, name, value, record) VALUES ('done', 'r', 'm', 1, ?)",
    )
    .run(JSON.stringify(metric));
  migrate(database, file, migrations);

  expect(database.prepare('SELECT id, kind, finished FROM executions ORDER BY id').all()).toEqual([
    { id: 'done', kind: 'NORMAL', finished: Date.parse('2026-01-01T00:00:00.123Z') },
    { id: 'tried', kind: 'TEST', finished: null },
  ]);
  expect(database.prepare('SELECT namespace, flow_id, task_id, timestamp FROM metrics').all()).toEqual([
    { namespace: 'n', flow_id: 'f', task_id: 't', timestamp: metric.timestamp },
  ]);
});

test('given a step that fails, then the database is as it was', async () => {
  const { file } = await createHome();
  const database = connect(file);
  migrate(database, file, ['CREATE TABLE notes (text TEXT)']);
  const steps = [
    'CREATE TABLE notes (text TEXT)',
    'CREATE TABLE more (text TEXT)',
    'CREATE TABLE notes (again TEXT)',
  ];
  expect(() => migrate(database, file, steps)).toThrow('already exists');

  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  expect(tables).toEqual([{ name: 'notes' }]);
  migrate(database, file, steps.slice(0, 2));
});

test('given a database that a newer version wrote, then opening is refused with both versions and nothing changes', async () => {
  const { home, file } = await createHome();
  const backend = await openSqliteBackend({ home });
  await backend.commit(transition('e1'));
  await backend.close();
  const database = connect(file);
  database.exec(`PRAGMA user_version = ${migrations.length + 1}`);
  database.close();

  await expect(openSqliteBackend({ home })).rejects.toMatchObject({
    code: 'NEWER',
    message: expect.stringContaining(
      `written by a newer version of Tutti (schema ${migrations.length + 1}, this one knows ${migrations.length})`,
    ),
  });
  expect(connect(file).prepare('SELECT count(*) AS count FROM executions').get()).toEqual({ count: 1 });
});

test('given a home that many open for the first time at once, then each gets it', async () => {
  const { home } = await createHome();
  const backends = await Promise.all(Array.from({ length: 8 }, () => openSqliteBackend({ home })));
  await Promise.all(backends.map((backend, i) => backend.commit(transition(`e${i}`))));
  expect(await backends[0]?.countExecutions({})).toBe(8);
  for (const backend of backends) await backend.close();
});

test('given a database, then readers do not block the writer: it is in WAL mode', async () => {
  const { home, file } = await createHome();
  const backend = await openSqliteBackend({ home });
  expect(connect(file).prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
  await backend.close();
});
