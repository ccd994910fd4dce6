import { expect, test } from 'vitest';
import Reverse from '../../../../../runner/plugins/core/storage/Reverse.ts';
import { type TaskWorld, taskWorld } from '../../../../support/taskContext.ts';

async function reverse(
  world: TaskWorld,
  content: string | Uint8Array,
  properties: Record<string, unknown> = {},
): Promise<string> {
  const result = await world.run(Reverse, { from: await world.file(content, 'data.txt'), ...properties });
  expect(result?.outputs?.uri).toMatch(/\.txt$/);
  return world.text(result?.outputs?.uri);
}

test.each([
  ['1\n2\n3\n', '3\n2\n1\n'],
  ['1\n2\n3', '3\n2\n1\n'],
  ['1\r\n2\r3\n', '3\n2\n1\n'],
  ['\n\na\n\n', '\na\n\n\n'],
  ['äö\nü', 'ü\näö\n'],
  ['\n', '\n'],
  ['', ''],
])('given %j, the lines are %j', async (content, reversed) => {
  expect(await reverse(await taskWorld(), content)).toBe(reversed);
});

test('given a separator, it is written after each line', async () => {
  expect(await reverse(await taskWorld(), 'a\nb', { separator: '|' })).toBe('b|a|');
});

test.each(['\n', '\r\n'])(
  'given a file of many blocks whose lines end with %j, no line is lost or cut',
  async (end) => {
    // Lines of many lengths, so that block borders fall everywhere: within a line, an end of line, and a character.
    const lines = Array.from({ length: 3000 }, (_, index) => `${index} ${'é'.repeat((index * 7) % 151)}`);
    const reversed = await reverse(await taskWorld(), lines.join(end));
    expect(reversed).toBe(`${lines.toReversed().join('\n')}\n`);
  },
);

test('given a block that begins with the second half of an end of line, that is one end', async () => {
  const content = `a\r\n${'x'.repeat(64 * 1024 - 1)}`;
  expect(await reverse(await taskWorld(), content)).toBe(`${'x'.repeat(64 * 1024 - 1)}\na\n`);
});

test('given ISO-8859-1, the bytes of the lines stay what they are', async () => {
  const world = await taskWorld();
  const from = await world.file(Buffer.from('é\nà', 'latin1'));
  const result = await world.run(Reverse, { from, charset: 'ISO-8859-1', separator: 'ß' });
  const bytes = await world.storage.get(String(result?.outputs?.uri));
  expect(Buffer.from(bytes).toString('latin1')).toBe('àßéß');
  await expect(world.run(Reverse, { from, charset: 'UTF-16' })).rejects.toThrow(
    "Unsupported charset 'UTF-16'",
  );
});
