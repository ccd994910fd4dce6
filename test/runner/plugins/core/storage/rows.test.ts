import { expect, test } from 'vitest';
import DeduplicateItems from '../../../../../runner/plugins/core/storage/DeduplicateItems.ts';
import FilterItems from '../../../../../runner/plugins/core/storage/FilterItems.ts';
import { taskWorld } from '../../../../support/taskContext.ts';

const rows = [
  '{id:1,email:"ada@example.com",amount:12}',
  '{"id": 2, "email": "grace@example.com", "amount": 240}',
  '{id:3,\'email\':"ada@example.com",amount:null}',
];
const content = `${rows.join('\n')}\n`;

test('given rows of Ion and JSON, DeduplicateItems keeps the last row of each key as it was written', async () => {
  const world = await taskWorld();
  const result = await world.run(DeduplicateItems, { from: await world.file(content), expr: '{{ email }}' });
  const { uri, ...counts } = result!.outputs!;
  expect(counts).toEqual({ numKeys: 2, processedItemsTotal: 3, droppedItemsTotal: 1 });
  expect(await world.text(uri)).toBe(`${rows[1]}\n${rows[2]}\n`);
});

test('given a key that reads other variables too, DeduplicateItems knows them', async () => {
  const world = await taskWorld();
  const from = await world.file(content);
  const result = await world.run(DeduplicateItems, { from, expr: '{{ flow.id }}' });
  expect(await world.text(result?.outputs?.uri)).toBe(`${rows[2]}\n`);
});

test('given a key that cannot be rendered, DeduplicateItems fails', async () => {
  const world = await taskWorld();
  await expect(
    world.run(DeduplicateItems, { from: await world.file(content), expr: '{{ name }}' }),
  ).rejects.toThrow('name');
});

test.each([
  ['INCLUDE', [rows[1]]],
  ['EXCLUDE', [rows[0], rows[2]]],
])('given a condition and %s, FilterItems keeps the rows it says', async (filterType, kept) => {
  const world = await taskWorld();
  const from = await world.file(content);
  const filterCondition = ' {{ (amount ?? 0) > 100 }} ';
  const result = await world.run(FilterItems, { from, filterCondition, filterType });
  const { uri, ...counts } = result!.outputs!;
  expect(counts).toEqual({ processedItemsTotal: 3, droppedItemsTotal: 3 - kept.length });
  expect(await world.text(uri)).toBe(kept.map((row) => `${row}\n`).join(''));
});

test.each([
  ['INCLUDE', ['{n:5}', '{}']],
  ['EXCLUDE', ['{n:5}']],
])(
  'given a condition that cannot be evaluated on a row and %s, FilterItems goes on',
  async (behavior, kept) => {
    const world = await taskWorld();
    const from = await world.file('{n:1}\n{n:5}\n{}');
    const result = await world.run(FilterItems, {
      from,
      filterCondition: '{{ n > 2 }}',
      errorOrNullBehavior: behavior,
    });
    expect(await world.text(result?.outputs?.uri)).toBe(kept.map((row) => `${row}\n`).join(''));
  },
);

test('given a condition that cannot be evaluated and nothing else, FilterItems fails', async () => {
  const world = await taskWorld();
  const from = await world.file('{n:1}\n{}');
  await expect(world.run(FilterItems, { from, filterCondition: '{{ n > 0 }}' })).rejects.toThrow('`n`');
});

test.each([
  ['{a:1}\n[1]', 'Line 2 is no row'],
  ['{a:', 'Line 1 cannot be read as Ion or JSON'],
])('given %j, the task fails and names the line', async (lines, message) => {
  const world = await taskWorld();
  const from = await world.file(lines);
  const filter = { from, filterCondition: 'true', errorOrNullBehavior: 'INCLUDE' };
  await expect(world.run(FilterItems, filter)).rejects.toThrow(message);
});
