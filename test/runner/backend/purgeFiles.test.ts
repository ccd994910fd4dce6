import { mkdir, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openFileStore } from '../../../runner/backend/files.ts';
import { temporaryFolder } from './fixtures.ts';

const known = 'k'.repeat(22);
const gone = 'g'.repeat(22);
const day = 86_400_000;

/** A storage with these files, which are as many days old as is said, as are all their folders. */
async function given(files: Readonly<Record<string, number>>) {
  const root = await temporaryFolder();
  onTestFinished(() => rm(root, { recursive: true }));
  for (const path of Object.keys(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), 'x');
  }
  for (const [path, days] of Object.entries(files)) {
    const date = new Date(Date.now() - days * day);
    for (let at = join(root, path); at !== root; at = dirname(at)) await utimes(at, date, date);
  }
  const store = openFileStore(root);
  const purge = async (cachesBefore?: number) => {
    const isKnown = async (ids: readonly string[]) => new Set(ids.filter((id) => id === known));
    const counts = await store.purge({
      orphansBefore: Date.now() - day,
      ...(cachesBefore !== undefined && { cachesBefore }),
      known: isKnown,
    });
    return { counts, left: await store.list('/') };
  };
  return { purge };
}

test('given folders of executions that are not known, then those go that are older than asked for', async () => {
  const kept = [
    `/company/team/flow/executions/${known}/tasks/t/r/a.csv`,
    `/company/team/young/executions/${gone}/inputs/i/a.csv`,
  ];
  const { purge } = await given({
    [kept[0]!]: 9,
    [kept[1]!]: 0.5,
    [`/company/team/flow/executions/${gone}/tasks/t/r/a.csv`]: 9,
    [`/company/team/other/executions/${gone}/trigger/poll/a.csv`]: 9,
    [`/company/team/third/executions/${gone}/a.csv`]: 9,
  });
  expect(await purge()).toEqual({ counts: { orphans: 3, caches: 0 }, left: kept });
});

test('given what only looks like the folder of an execution, then it stays', async () => {
  const flow = 'f'.repeat(22);
  const kept = [
    `/company/_files/executions/${gone}/inputs/a.csv`,
    `/company/executions/${flow}/executions/${known}/tasks/t/r/a.csv`,
    `/company/executions/short/executions/${known}/tasks/t/r/a.csv`,
  ];
  const { purge } = await given({
    ...Object.fromEntries(kept.map((path) => [path, 9])),
    [`/company/executions/short/executions/${gone}/tasks/t/r/a.csv`]: 9,
  });
  expect(await purge()).toEqual({ counts: { orphans: 1, caches: 0 }, left: kept });
});

test('given caches, then those go that are older than asked for, and none where nothing is asked for', async () => {
  const [hash, longHash] = ['0123456789abcdef', '0123456789abcdef'.repeat(4)];
  const kept = ['/n/flow/task/cache/cache.zip', `/n/flow/task/cache/notes/${longHash}.json`];
  const old = [
    '/n/flow/loop/cache/cache.zip',
    `/n/flow/loop/cache/${hash}/cache.zip`,
    `/n/flow/task/cache/${longHash}.json`,
    `/n/flow/task/cache/${longHash}/${longHash}.json`,
  ];
  const { purge } = await given({
    ...Object.fromEntries(old.map((path) => [path, 40])),
    [kept[0]!]: 20,
    [kept[1]!]: 40,
  });
  expect((await purge()).counts).toEqual({ orphans: 0, caches: 0 });
  expect(await purge(Date.now() - 30 * day)).toEqual({ counts: { orphans: 0, caches: 4 }, left: kept });
});
