import { expect, test } from 'vitest';
import Sleep from '../../../../../runner/plugins/core/flow/Sleep.ts';
import { taskWorld } from '../../../../support/taskContext.ts';

test.each([
  ['PT1S', 'PT1S', 1000],
  ['P1DT1H', 'PT25H', 90_000_000],
  [1.5, 'PT1.5S', 1500],
  ["{{ 'PT2' ~ 'M' }}", 'PT2M', 120_000],
])('given %s, Sleep logs `Waiting for %s` and asks for %i ms', async (duration, text, sleep) => {
  const world = await taskWorld();
  const before = Date.now();
  expect(await world.run(Sleep, { duration })).toEqual({ sleep });
  expect(Date.now() - before).toBeLessThan(1000);
  expect(world.logs).toEqual([{ level: 'INFO', message: `Waiting for ${text}` }]);
});
