import { stat } from 'node:fs/promises';
import { expect, onTestFinished, test } from 'vitest';
import { openSqliteBackend } from '../../../../runner/backend/sqlite/index.ts';
import { changes, log } from '../fixtures.ts';
import { createHome } from './home.ts';

test('given many commits in one turn of the event loop, then they are one transaction', async () => {
  const alone = await logBytes(async (commit) => {
    for (let i = 0; i < 50; i++) await commit();
  });
  const grouped = await logBytes(async (commit) => {
    await Promise.all(Array.from({ length: 50 }, commit));
  });
  // A transaction writes each page that it touches once, whatever it changed there.
  expect(alone).toBeGreaterThan(20 * grouped);
});

test('given commits that are asked for while one is written, then they are written too, and close waits for them', async () => {
  const { home } = await createHome();
  const backend = await openSqliteBackend({ home });
  const settled: number[] = [];
  const commit = (i: number) =>
    backend.commit(changes({ logs: [log('e1', String(i))] })).then(() => settled.push(i));
  const first = commit(0)
    .then(() => commit(1))
    .then(() => commit(2));
  await first;
  void commit(3);
  await backend.close();
  expect(settled).toEqual([0, 1, 2, 3]);
});

/** Bytes that a workload adds to the write-ahead log. */
async function logBytes(work: (commit: () => Promise<void>) => Promise<void>): Promise<number> {
  const { home, file } = await createHome();
  const backend = await openSqliteBackend({ home });
  onTestFinished(() => backend.close());
  const size = async () => (await stat(`${file}-wal`)).size;
  const before = await size();
  await work(() => backend.commit(changes({ logs: [log('e1', 'a line')] })));
  return (await size()) - before;
}
