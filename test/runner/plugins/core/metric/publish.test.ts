import { expect, test } from 'vitest';
import Publish from '../../../../../runner/plugins/core/metric/Publish.ts';
import { taskWorld } from '../../../../support/taskContext.ts';

test('given metrics, each is published with its rendered value and tags', async () => {
  const world = await taskWorld({ variables: { outputs: { rows: 42 } } });
  await world.run(Publish, {
    metrics: [
      { type: 'counter', name: 'rows', value: '{{ outputs.rows }}', tags: { table: '{{ flow.id }}' } },
      { type: 'timer', name: 'load', value: 'PT1M0.5S', description: 'How long it took' },
      { type: 'gauge', name: 'load.average', value: 0.25 },
    ],
  });
  expect(world.metrics).toEqual([
    { type: 'counter', name: 'rows', value: 42, tags: { table: 'flow' } },
    { type: 'timer', name: 'load', value: 60.5 },
    { type: 'gauge', name: 'load.average', value: 0.25 },
  ]);
});

test.each([
  ['counter', 'many', 'a number'],
  ['counter', '', 'a number'],
  ['timer', 'long', 'a duration'],
])('given a %s with the value `%s`, the task fails and expects %s', async (type, value, expected) => {
  const world = await taskWorld();
  await expect(world.run(Publish, { metrics: [{ type, name: 'm', value }] })).rejects.toThrow(
    `Metric \`m\`: expected ${expected}`,
  );
});

test('given no metrics, nothing is published', async () => {
  const world = await taskWorld();
  await world.run(Publish);
  expect(world.metrics).toEqual([]);
});
