import { expect, test } from 'vitest';
import OutputValues from '../../../../../runner/plugins/core/output/OutputValues.ts';
import { taskWorld } from '../../../../support/taskContext.ts';

test('given a map, each text in it is rendered to text and other scalars keep their type', async () => {
  const world = await taskWorld({ variables: { inputs: { name: 'Ada' } } });
  const values = {
    sum: '{{ 1 + 1 }}',
    count: 3,
    flag: true,
    nested: { who: '{{ inputs.name }}', list: ['{{ 2 * 2 }}', 5] },
  };
  expect(await world.run(OutputValues, { values })).toEqual({
    outputs: { values: { sum: '2', count: 3, flag: true, nested: { who: 'Ada', list: ['4', 5] } } },
  });
});

test('given one expression, what it renders to is read as a JSON map', async () => {
  const world = await taskWorld({ variables: { vars: { totals: { rows: 42, names: ['a'] } } } });
  expect(await world.run(OutputValues, { values: '{{ vars.totals }}' })).toEqual({
    outputs: { values: { rows: 42, names: ['a'] } },
  });
});

test.each(['no map', '[1, 2]', '{{ 42 }}'])(
  'given `%s`, the task fails and says what it expects',
  async (values) => {
    const world = await taskWorld();
    await expect(world.run(OutputValues, { values })).rejects.toThrow('Property `values`: expected a map');
  },
);
