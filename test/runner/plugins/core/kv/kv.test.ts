import { expect, test } from 'vitest';
import Delete from '../../../../../runner/plugins/core/kv/Delete.ts';
import Get from '../../../../../runner/plugins/core/kv/Get.ts';
import GetKeys from '../../../../../runner/plugins/core/kv/GetKeys.ts';
import SetValue from '../../../../../runner/plugins/core/kv/Set.ts';
import { taskWorld } from '../../../../support/taskContext.ts';

const variables = { vars: { map: { a: [1, 2] }, count: 42, flag: true, name: 'ada' } };

test.each([
  ['text', 'text', 'STRING'],
  ['{{ vars.count }}', 42, 'NUMBER'],
  ['{{ vars.flag }}', true, 'BOOLEAN'],
  ['{{ vars.map }}', { a: [1, 2] }, 'JSON'],
  [42, '42', 'STRING'],
  [{ who: '{{ vars.name }}' }, '{"who":"ada"}', 'STRING'],
])('given the value %j and no type, it is rendered typed and kept as %j', async (written, value, type) => {
  const world = await taskWorld({ variables });
  await world.run(SetValue, { key: 'k', value: written });
  expect(await world.kv.get('k')).toEqual({ value, type, expired: false });
});

test.each([
  ['NUMBER', ' 42 ', 42, 'NUMBER'],
  ['NUMBER', 0.5, 0.5, 'NUMBER'],
  ['BOOLEAN', 'True', true, 'BOOLEAN'],
  ['BOOLEAN', 'yes', false, 'BOOLEAN'],
  ['DATETIME', '2025-01-31T10:00:00+02:00', '2025-01-31T08:00:00Z', 'DATETIME'],
  ['DATE', '2025-01-31', '2025-01-31', 'DATE'],
  ['DURATION', 'P1DT1H', 'PT25H', 'DURATION'],
  ['JSON', '{"a": [1]}', { a: [1] }, 'JSON'],
  ['STRING', '{{ vars.count }}', '42', 'STRING'],
  ['JSON', '{{ vars.map }}', { a: [1, 2] }, 'JSON'],
  ['STRING', '{{ vars.flag }}', true, 'BOOLEAN'],
])('given the type %s, %j is kept as %j', async (kvType, written, value, type) => {
  const world = await taskWorld({ variables });
  await world.run(SetValue, { key: 'k', value: written, kvType });
  expect(await world.kv.get('k')).toEqual({ value, type, expired: false });
});

test.each([
  ['NUMBER', 'many'],
  ['NUMBER', '"1"'],
  ['DATETIME', 'today'],
  ['DATE', '2025-02-30'],
  ['DURATION', '30'],
  ['JSON', '{'],
])('given the type %s, the text `%s` is refused and nothing is kept', async (kvType, value) => {
  const world = await taskWorld();
  await expect(world.run(SetValue, { key: 'k', value, kvType })).rejects.toThrow(
    `Unable to store \`${value}\` as ${kvType}: expected `,
  );
  expect(await world.kv.get('k')).toBeUndefined();
});

test('given a description, a time to live and a namespace, the entry has them', async () => {
  const world = await taskWorld();
  const before = Date.now();
  await world.run(SetValue, { key: 'k', value: 'v', namespace: 'other', ttl: 'PT1H', kvDescription: 'why' });
  const [entry] = await world.kv.list({ namespace: 'other' });
  expect(entry).toMatchObject({ key: 'k', description: 'why' });
  expect(Date.parse(entry!.expirationDate!) - before).toBeGreaterThanOrEqual(3_600_000);
});

test('given overwrite: false, an existing value stays and the task fails', async () => {
  const world = await taskWorld();
  await world.run(SetValue, { key: 'k', value: 'first', overwrite: false });
  await expect(world.run(SetValue, { key: 'k', value: 'second', overwrite: false })).rejects.toThrow("'k'");
  expect((await world.kv.get('k'))?.value).toBe('first');
});

test.each(['', '_a', 'a/b', 'a b', '.a'])('given the invalid key `%s`, Set fails', async (key) => {
  const world = await taskWorld();
  await expect(world.run(SetValue, { key, value: 'v' })).rejects.toThrow(`Invalid key '${key}'`);
});

test("given no namespace, Get climbs the namespaces above the flow's", async () => {
  const world = await taskWorld();
  await world.kv.set('k', 'of the company', { namespace: 'company' });
  expect(await world.run(Get, { key: 'k' })).toEqual({ outputs: { value: 'of the company' } });
  await world.kv.set('k', 'of the team');
  expect(await world.run(Get, { key: 'k', namespace: '{{ flow.namespace }}' })).toEqual({
    outputs: { value: 'of the team' },
  });
});

test('given another namespace, Get does not climb', async () => {
  const world = await taskWorld();
  await world.kv.set('k', 'of the company', { namespace: 'company' });
  expect(await world.run(Get, { key: 'k', namespace: 'company.other' })).toEqual({
    outputs: { value: null },
  });
});

test('given a missing key and errorOnMissing, Get and Delete fail', async () => {
  const world = await taskWorld();
  const message =
    "No value found for key 'k' in namespace 'company.team' and `errorOnMissing` is set to true";
  await expect(world.run(Get, { key: 'k', errorOnMissing: true })).rejects.toThrow(message);
  await expect(world.run(Delete, { key: 'k', errorOnMissing: '{{ true }}' })).rejects.toThrow(message);
});

test('given an expired key, Get fails and GetKeys leaves it out', async () => {
  const world = await taskWorld();
  await world.kv.set('old', 'v', { ttl: 0 });
  await world.kv.set('new', 'v', { ttl: 60_000 });
  await expect(world.run(Get, { key: 'old' })).rejects.toThrow('The requested value has expired');
  expect(await world.run(GetKeys)).toEqual({ outputs: { keys: ['new'] } });
});

test('given a prefix, GetKeys lists the keys of the namespace that begin with it', async () => {
  const world = await taskWorld();
  for (const key of ['a.1', 'b.1', 'a.2']) await world.kv.set(key, 'v');
  await world.kv.set('a.3', 'v', { namespace: 'company' });
  expect(await world.run(GetKeys, { prefix: 'a.' })).toEqual({ outputs: { keys: ['a.1', 'a.2'] } });
  expect(await world.run(GetKeys, { namespace: 'company' })).toEqual({ outputs: { keys: ['a.3'] } });
});

test('given a key, Delete removes it and says whether it was there', async () => {
  const world = await taskWorld();
  await world.kv.set('k', 'v');
  expect(await world.run(Delete, { key: 'k' })).toEqual({ outputs: { deleted: true } });
  expect(await world.run(Delete, { key: 'k' })).toEqual({ outputs: { deleted: false } });
});
