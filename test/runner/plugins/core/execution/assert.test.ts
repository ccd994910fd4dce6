import { expect, test } from 'vitest';
import Assert from '../../../../../runner/plugins/core/execution/Assert.ts';
import { taskWorld } from '../../../../support/taskContext.ts';

test('given conditions that hold, Assert succeeds and counts them', async () => {
  const world = await taskWorld();
  await world.run(Assert, { conditions: ['{{ 1 < 2 }}', 'yes'], errorMessage: '{{ nowhere }}' });
  expect(world.logs).toEqual([]);
  expect(world.metrics).toEqual([
    { name: 'success', type: 'counter', value: 2 },
    { name: 'failed', type: 'counter', value: 0 },
  ]);
});

test('given a condition that does not hold, Assert logs it and fails', async () => {
  const world = await taskWorld();
  const run = world.run(Assert, { conditions: ['{{ 1 == 1 }}', '{{ 1 == 2 }}'] });
  await expect(run).rejects.toThrow(/^1 assertion failed!$/);
  expect(world.logs).toEqual([{ level: 'ERROR', message: 'Assertion `{{ 1 == 2 }}` failed!' }]);
  expect(world.metrics.map(({ value }) => value)).toEqual([1, 1]);
});

test('given conditions that fail or cannot be rendered, all are logged and the message is added', async () => {
  const world = await taskWorld();
  const run = world.run(Assert, {
    conditions: ['', '{{ nowhere.at.all }}'],
    errorMessage: 'See {{ flow.id }}',
  });
  await expect(run).rejects.toThrow(/^2 assertions failed!\nSee flow$/);
  expect(world.logs).toEqual([
    { level: 'ERROR', message: 'Assertion `` failed!' },
    {
      level: 'ERROR',
      message: expect.stringMatching(/^Assertion `\{\{ nowhere.at.all }}` failed! .*nowhere/s),
    },
  ]);
});
