import { expect, test } from 'vitest';
import Fail from '../../../../../runner/plugins/core/execution/Fail.ts';
import { taskWorld } from '../../../../support/taskContext.ts';

test('given no condition, Fail fails with its message', async () => {
  const world = await taskWorld();
  await expect(world.run(Fail)).rejects.toThrow(/^Task failure$/);
  await expect(world.run(Fail, { errorMessage: 'No {{ flow.id }}' })).rejects.toThrow(/^No flow$/);
});

test.each(['{{ 1 == 1 }}', 'False', 'null', ' ', '[]', '0.0'])(
  'given the true condition `%s`, Fail logs its message and fails',
  async (condition) => {
    const world = await taskWorld();
    await expect(world.run(Fail, { condition, errorMessage: 'Bad' })).rejects.toThrow(
      /^Fail on a condition$/,
    );
    expect(world.logs).toEqual([{ level: 'ERROR', message: 'Bad' }]);
  },
);

test.each(['{{ 1 == 2 }}', '', '0', '-0', '{{ null }}', false])(
  'given the false condition `%s`, Fail succeeds and logs nothing',
  async (condition) => {
    const world = await taskWorld();
    expect(await world.run(Fail, { condition })).toBeUndefined();
    expect(world.logs).toEqual([]);
  },
);

test('given a false condition, the message is not rendered', async () => {
  const world = await taskWorld();
  await world.run(Fail, { condition: 'false', errorMessage: '{{ nowhere }}' });
});
