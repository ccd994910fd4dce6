import { expect, test } from 'vitest';
import Return from '../../../../../runner/plugins/core/debug/Return.ts';
import { taskWorld } from '../../../../support/taskContext.ts';

test.each([
  ['{{ task.id }} > {{ taskrun.attemptsCount }}', 'task > 0'],
  ['{{ 1 + 1 }}', '2'],
  [42, '42'],
  ['', ''],
  [{ list: ['{{ 1 + 1 }}'] }, '{"list":["2"]}'],
])('given the format %j, Return gives the text %j', async (format, value) => {
  const world = await taskWorld();
  expect(await world.run(Return, { format })).toEqual({ outputs: { value } });
});

test('given no format, Return gives null', async () => {
  const world = await taskWorld();
  expect(await world.run(Return)).toEqual({ outputs: { value: null } });
});
