import { expect, test } from 'vitest';
import Echo from '../../../../../runner/plugins/core/debug/Echo.ts';
import Log from '../../../../../runner/plugins/core/log/Log.ts';
import { taskWorld } from '../../../../support/taskContext.ts';

test('given a message, Log writes it rendered, at level INFO', async () => {
  const world = await taskWorld({ variables: { inputs: { name: 'Ada' } } });
  expect(await world.run(Log, { message: 'Hello {{ inputs.name }}' })).toBeUndefined();
  expect(world.logs).toEqual([{ level: 'INFO', message: 'Hello Ada' }]);
});

test('given a list, Log writes one entry for each message, at the level asked for', async () => {
  const world = await taskWorld();
  await world.run(Log, { message: ['first {{ task.id }}', 'second'], level: 'WARN' });
  expect(world.logs).toEqual([
    { level: 'WARN', message: 'first task' },
    { level: 'WARN', message: 'second' },
  ]);
});

test.each([
  [{ a: 1 }, 'map'],
  [42, 'number'],
])('given a message that is neither text nor list (%j), Log fails', async (message, type) => {
  const world = await taskWorld();
  await expect(world.run(Log, { message })).rejects.toThrow(`Invalid message type '${type}'`);
  expect(world.logs).toEqual([]);
});

test('given no level that exists, Log fails', async () => {
  const world = await taskWorld();
  await expect(world.run(Log, { message: 'x', level: 'info' })).rejects.toThrow('level');
});

test('given a format, Echo writes it as Log does', async () => {
  const world = await taskWorld();
  await world.run(Echo, { format: '{{ 1 + 1 }}', level: 'DEBUG' });
  expect(world.logs).toEqual([{ level: 'DEBUG', message: '2' }]);
});
