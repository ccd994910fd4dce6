import { expect, test } from 'vitest';
import Delete from '../../../../../runner/plugins/core/state/Delete.ts';
import Get from '../../../../../runner/plugins/core/state/Get.ts';
import SetState from '../../../../../runner/plugins/core/state/Set.ts';
import { taskWorld } from '../../../../support/taskContext.ts';

const variables = { vars: { count: 1, name: 'ada' } };

test('given no state, then Get gives no data, or fails where it is told to', async () => {
  const world = await taskWorld();
  expect(await world.run(Get)).toEqual({ outputs: { count: 0, data: {} } });
  await expect(world.run(Get, { name: 'orders', errorOnMissing: true })).rejects.toThrow(
    "No state found for name 'orders' and `errorOnMissing` is set to true",
  );
});

test('given a state, then it is in the KV store under a key that names flow and state', async () => {
  const world = await taskWorld({ variables });
  const data = { id: 1, '{{ vars.name }}': '{{ vars.count + 1 }}' };
  const key = 'flow_states_tasks-states_default';
  expect(await world.run(SetState, { data })).toEqual({ outputs: { count: 2, key } });
  expect(await world.run(Get)).toEqual({ outputs: { count: 2, data: { id: 1, ada: '2' } } });
  expect(await world.kv.get(key)).toEqual({ value: { id: 1, ada: '2' }, type: 'JSON', expired: false });
});

test('given further data, then it is merged in: maps deeply, other values replace', async () => {
  const world = await taskWorld();
  await world.run(SetState, { data: { a: { b: 1, c: [1] }, d: 1 } });
  await world.run(SetState, { data: { a: { c: [2], e: 3 }, f: 4 } });
  const { outputs } = (await world.run(Get))!;
  expect(outputs).toEqual({ count: 3, data: { a: { b: 1, c: [2], e: 3 }, d: 1, f: 4 } });
});

test('given data as JSON text, then it is read; anything else but a map is refused', async () => {
  const world = await taskWorld();
  expect((await world.run(SetState, { data: '{"a": 1}' }))?.outputs).toMatchObject({ count: 1 });
  await expect(world.run(SetState, { data: '[1]' })).rejects.toThrow('Property `data`: expected a map');
});

test('given names, then each is a state of its own, any text included', async () => {
  const world = await taskWorld();
  await world.run(SetState, { name: 'a/b', data: { n: 1 } });
  await world.run(SetState, { name: 'a-b', data: { n: 2 } });
  expect((await world.run(Get, { name: 'a/b' }))?.outputs).toMatchObject({ data: { n: 1 } });
  expect((await world.run(Get, { name: 'a-b' }))?.outputs).toMatchObject({ data: { n: 2 } });
});

test('given namespace: true, then the key does not name the flow', async () => {
  const world = await taskWorld();
  const { outputs } = (await world.run(SetState, { namespace: true, data: { a: 1 } }))!;
  expect(outputs).toEqual({ count: 1, key: 'states_tasks-states_default' });
  expect((await world.run(Get))?.outputs).toMatchObject({ count: 0 });
});

test('given a loop, then its value has a state of its own unless taskrunValue is false', async () => {
  const world = await taskWorld({ taskRun: { value: 'x' } });
  const own = await world.run(SetState, { data: { a: 1 } });
  const shared = await world.run(SetState, { taskrunValue: false, data: { a: 2 } });
  expect(own?.outputs?.['key']).toMatch(/^flow_states_tasks-states_default_[0-9a-f]{16}$/);
  expect(shared?.outputs?.['key']).toBe('flow_states_tasks-states_default');
  expect((await world.run(Get))?.outputs).toMatchObject({ data: { a: 1 } });
  expect((await world.run(Get, { taskrunValue: false }))?.outputs).toMatchObject({ data: { a: 2 } });
});

test('given a state, then Delete deletes it once', async () => {
  const world = await taskWorld();
  await world.run(SetState, { data: { a: 1 } });
  expect(await world.run(Delete)).toEqual({ outputs: { deleted: true } });
  expect(await world.run(Delete)).toEqual({ outputs: { deleted: false } });
  await expect(world.run(Delete, { errorOnMissing: true })).rejects.toThrow(
    "No state found for name 'default'",
  );
});
