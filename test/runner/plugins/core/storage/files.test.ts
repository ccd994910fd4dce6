import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import Concat from '../../../../../runner/plugins/core/storage/Concat.ts';
import Delete from '../../../../../runner/plugins/core/storage/Delete.ts';
import LocalFiles from '../../../../../runner/plugins/core/storage/LocalFiles.ts';
import PurgeCurrentExecutionFiles from '../../../../../runner/plugins/core/storage/PurgeCurrentExecutionFiles.ts';
import Size from '../../../../../runner/plugins/core/storage/Size.ts';
import Write from '../../../../../runner/plugins/core/storage/Write.ts';
import { taskWorld } from '../../../../support/taskContext.ts';

test('given a content, Write stores it rendered, with the extension', async () => {
  const world = await taskWorld();
  const result = await world.run(Write, { content: 'Grüße, {{ flow.id }}', extension: '.txt' });
  expect(result?.outputs?.uri).toMatch(
    /^kestra:\/\/\/company\/team\/flow\/executions\/execution\/tasks\/task\/.*\.txt$/,
  );
  expect(await world.text(result?.outputs?.uri)).toBe('Grüße, flow');
});

test('given files, Concat joins them in order and ends each with the separator', async () => {
  const world = await taskWorld();
  const files = [await world.file('one'), await world.file('two')];
  const result = await world.run(Concat, { files, separator: '\n' });
  expect(result?.outputs?.uri).toMatch(/\.tmp$/);
  expect(await world.text(result?.outputs?.uri)).toBe('one\ntwo\n');
});

test('given an expression that renders to a JSON array, Concat takes its files', async () => {
  const world = await taskWorld();
  const files = JSON.stringify([await world.file('a'), await world.file('b')]);
  const result = await world.run(Concat, { files, extension: '.csv' });
  expect(result?.outputs?.uri).toMatch(/\.csv$/);
  expect(await world.text(result?.outputs?.uri)).toBe('ab');
});

test('given a file that is missing, Concat fails and stores nothing', async () => {
  const world = await taskWorld();
  const files = [await world.file('a', 'a.txt'), 'kestra:///company/team/none.txt'];
  await expect(world.run(Concat, { files })).rejects.toThrow('none.txt');
  expect(await world.storage.deleteExecutionFiles()).toHaveLength(1);
});

test('given a file, Size gives its bytes', async () => {
  const world = await taskWorld();
  expect(await world.run(Size, { uri: await world.file('äö') })).toEqual({ outputs: { size: 4 } });
  await expect(world.run(Size, { uri: 'kestra:///none' })).rejects.toThrow(
    "Unable to find file 'kestra:///none'",
  );
});

test('given a file, Delete removes it and says whether it was there', async () => {
  const world = await taskWorld();
  const uri = await world.file('x');
  expect(await world.run(Delete, { uri })).toEqual({ outputs: { uri, deleted: true } });
  expect(await world.run(Delete, { uri })).toEqual({ outputs: { uri, deleted: false } });
  await expect(world.run(Delete, { uri, errorOnMissing: true })).rejects.toThrow(
    `Unable to find file '${uri}'`,
  );
});

test('given stored files, PurgeCurrentExecutionFiles deletes them all and names them', async () => {
  const world = await taskWorld();
  const uris = [await world.file('a', 'a.txt'), await world.file('b', 'b.txt')];
  expect(await world.run(PurgeCurrentExecutionFiles)).toEqual({ outputs: { uris } });
  expect(await world.storage.size(uris[0]!)).toBeUndefined();
});

test('given inputs, LocalFiles writes contents and copies of stored files; given outputs, it stores what the globs match', async () => {
  const world = await taskWorld();
  await world.run(LocalFiles, {
    inputs: { 'sub/name.txt': 'Hello {{ flow.id }}', 'copy.txt': await world.file('stored') },
  });
  await writeFile(join(world.directory, 'sub', 'other.bin'), 'no');
  const result = await world.run(LocalFiles, { outputs: ['sub/*.txt', 'copy.*'] });
  const uris = result!.outputs!.uris as Record<string, string>;
  expect(Object.keys(uris)).toEqual(['copy.txt', 'sub/name.txt']);
  expect(await world.text(uris['sub/name.txt'])).toBe('Hello flow');
  expect(await world.text(uris['copy.txt'])).toBe('stored');
});

test.each(['../out.txt', '/tmp/out.txt', 'sub/../../out.txt'])(
  'given an input whose path `%s` leads out of the directory, LocalFiles fails',
  async (path) => {
    const world = await taskWorld();
    await expect(world.run(LocalFiles, { inputs: { [path]: 'x' } })).rejects.toThrow(
      'not inside the working directory',
    );
  },
);
