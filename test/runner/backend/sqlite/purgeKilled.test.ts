import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openSqliteBackend } from '../../../../runner/backend/sqlite/index.ts';
import { changes, execution, log, state, taskRun } from '../fixtures.ts';
import { connect, createHome } from './home.ts';

const program = fileURLToPath(new URL('./purgeProcess.ts', import.meta.url));
const ids = Array.from({ length: 120 }, (_, i) => `e${i}`);
const folderOf = (id: string) => `company/team/orders/executions/${id}`;

test('given a purge that is killed again and again, then no execution is ever half there, and in the end nothing is left', async () => {
  const { home, file } = await createHome();
  const backend = await openSqliteBackend({ home });
  for (const id of ids) await backend.files.put(`/${folderOf(id)}/tasks/t/r/a.csv`, Buffer.from('data'));
  await backend.commit(
    changes({
      executions: ids.map((id) => execution(id, { state: state('SUCCESS') })),
      over: ids,
      taskRuns: ids.flatMap((id) => [0, 1].map((n) => ({ taskRun: taskRun(id, `${id}r${n}`), sequence: n }))),
      logs: ids.flatMap((id) => Array.from({ length: 30 }, (_, n) => log(id, `line ${n}`))),
    }),
  );
  const database = connect(file);
  const count = (sql: string) =>
    Number(database.prepare(`SELECT count(*) AS count FROM ${sql}`).get()?.count);

  let kills = 0;
  for (const purged of [10, 30, 60, 90]) {
    const child = spawn(process.execPath, [program, home], { stdio: 'ignore' });
    const ended = once(child, 'exit');
    while (child.exitCode === null && count('executions') > ids.length - purged)
      await new Promise((resolve) => setImmediate(resolve));
    child.kill('SIGKILL');
    if ((await ended)[1] === 'SIGKILL') kills++;

    const there = await backend.executions({ limit: 1_000 });
    for (const { id } of there) {
      expect(await backend.taskRuns(id)).toHaveLength(2);
      expect((await backend.logs({ executionId: id })).entries).toHaveLength(30);
      expect(existsSync(join(home, 'storage', folderOf(id)))).toBe(true);
    }
    // What is left of others is known as such.
    const known = 'execution_id IN (SELECT id FROM executions UNION SELECT execution_id FROM purges)';
    expect(count(`logs WHERE NOT ${known}`)).toBe(0);
    expect(count(`task_runs WHERE NOT ${known}`)).toBe(0);
  }
  expect(kills).toBeGreaterThan(0);

  await backend.purgeExecutions({});
  for (const table of ['executions', 'task_runs', 'logs', 'purges', 'origins']) expect(count(table)).toBe(0);
  expect(await backend.files.list('/')).toEqual([]);
  await backend.close();
}, 30_000);
