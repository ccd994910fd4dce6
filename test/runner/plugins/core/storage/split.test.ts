import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import Split from '../../../../../runner/plugins/core/storage/Split.ts';
import { type TaskWorld, taskWorld } from '../../../../support/taskContext.ts';

async function split(
  world: TaskWorld,
  content: string,
  properties: Record<string, unknown>,
): Promise<string[]> {
  const result = await world.run(Split, { from: await world.file(content, 'data.csv'), ...properties });
  return Promise.all((result!.outputs!.uris as string[]).map(world.text));
}

test.each([
  ['a\nb\nc\nd\ne\n', 2, ['a\nb\n', 'c\nd\n', 'e\n']],
  ['a\r\nb\rc', 1, ['a\n', 'b\n', 'c\n']],
  ['a\n\nb', 2, ['a\n\n', 'b\n']],
  ['', 2, []],
])('given %j and rows: %i, each file has that many lines', async (content, rows, files) => {
  expect(await split(await taskWorld(), content, { rows })).toEqual(files);
});

test('given partitions, lines are dealt in turn and empty files are left out', async () => {
  const world = await taskWorld();
  expect(await split(world, 'a\nb\nc\nd\ne\n', { partitions: 2 })).toEqual(['a\nc\ne\n', 'b\nd\n']);
  expect(await split(world, 'a\nb\n', { partitions: '5' })).toEqual(['a\n', 'b\n']);
  expect(await readdir(world.directory)).toEqual([]);
  await expect(split(world, 'a', { partitions: 0 })).rejects.toThrow("Invalid number of partitions '0'");
});

test('given bytes, a new file begins once the last one holds as many', async () => {
  const world = await taskWorld();
  expect(await split(world, 'aaa\nbbb\nccc\nddd', { bytes: 5 })).toEqual(['aaa\nbbb\n', 'ccc\nddd\n']);
  expect(await split(world, 'äää\nb\nc', { bytes: '7B' })).toEqual(['äää\n', 'b\nc\n']);
});

test('given a size with a unit, a kilobyte has 1024 bytes', async () => {
  const line = 'x'.repeat(511);
  const files = await split(await taskWorld(), `${line}\n`.repeat(5), { bytes: '1KB' });
  expect(files.map((file) => file.length)).toEqual([1024, 1024, 512]);
});

test('given a file larger than what is read at once, no line is lost or cut', async () => {
  const lines = Array.from({ length: 60_000 }, (_, index) => `row ${index} é`);
  const files = await split(await taskWorld(), lines.join('\r\n'), { rows: 25_000 });
  expect(files.map((file) => file.split('\n').length - 1)).toEqual([25_000, 25_000, 10_000]);
  expect(files.join('')).toBe(`${lines.join('\n')}\n`);
});

test('given small and large files, they stay in order', async () => {
  const lines = Array.from({ length: 40 }, (_, index) => `${index} `.repeat(index % 20 === 7 ? 100_000 : 1));
  const files = await split(await taskWorld(), lines.join('\n'), { rows: 1 });
  expect(files).toEqual(lines.map((line) => `${line}\n`));
});

test('given an empty line and no separator, its file is empty', async () => {
  expect(await split(await taskWorld(), 'a\n\nb', { rows: 1, separator: '' })).toEqual(['a', '', 'b']);
});

test('given many lines, partitions keep their order', async () => {
  const lines = Array.from({ length: 200_000 }, (_, index) => `row ${index}`);
  const [even, odd] = await split(await taskWorld(), lines.join('\n'), { partitions: 2 });
  expect(even).toBe(`${lines.filter((_, index) => index % 2 === 0).join('\n')}\n`);
  expect(odd).toBe(`${lines.filter((_, index) => index % 2 === 1).join('\n')}\n`);
});

test('given several ways to split, bytes win over partitions and partitions over rows', async () => {
  const world = await taskWorld();
  expect(await split(world, 'a\nb\nc', { bytes: 1, partitions: 2, rows: 3 })).toHaveLength(3);
  expect(await split(world, 'a\nb\nc', { partitions: 2, rows: 3 })).toHaveLength(2);
});

test('given a separator, it is written after each line; the extension is kept', async () => {
  const world = await taskWorld();
  const from = await world.file('a\nb', 'data.tar.gz');
  const result = await world.run(Split, { from, rows: 2, separator: ';' });
  const [uri] = result!.outputs!.uris as string[];
  expect(uri).toMatch(/\.gz$/);
  expect(await world.text(uri)).toBe('a;b;');
});

test('given no way to split, or no size, the task fails', async () => {
  const world = await taskWorld();
  await expect(split(world, 'a', {})).rejects.toThrow('Invalid configuration with no size, count, nor rows');
  await expect(split(world, 'a', { bytes: 'much' })).rejects.toThrow("Invalid size with value 'much'");
});
