import { expect, test } from 'vitest';
import PurgeKV from '../../../../../runner/plugins/core/kv/PurgeKV.ts';
import { type TaskWorld, taskWorld } from '../../../../support/taskContext.ts';

/** An expired and a live key in each of four namespaces. */
async function filledWorld(): Promise<TaskWorld> {
  const world = await taskWorld();
  for (const namespace of ['company', 'company.team', 'company.team.sub', 'companies']) {
    await world.kv.set('cache_old', 'v', { namespace, ttl: 0 });
    await world.kv.set('state_new', 'v', { namespace });
  }
  return world;
}

async function left({ kv }: TaskWorld): Promise<string[]> {
  const namespaces = await kv.namespaces();
  const entries = await Promise.all(namespaces.map((namespace) => kv.list({ namespace })));
  return entries.flat().map(({ namespace, key }) => `${namespace}/${key}`);
}

test('given nothing, the expired keys of every namespace are deleted', async () => {
  const world = await filledWorld();
  expect(await world.run(PurgeKV)).toEqual({ outputs: { size: 4 } });
  expect((await left(world)).every((key) => key.endsWith('state_new'))).toBe(true);
});

test('given namespaces, those below them are purged too', async () => {
  const world = await filledWorld();
  expect(await world.run(PurgeKV, { namespaces: ['company'] })).toEqual({ outputs: { size: 3 } });
  expect(await left(world)).toContain('companies/cache_old');
});

test('given includeChildNamespaces: false, only the namespaces themselves are purged', async () => {
  const world = await filledWorld();
  const properties = { namespaces: '["company.team"]', includeChildNamespaces: false };
  expect(await world.run(PurgeKV, properties)).toEqual({ outputs: { size: 1 } });
  expect(await left(world)).not.toContain('company.team/cache_old');
});

test('given a namespace pattern, only namespaces that match it are purged', async () => {
  const world = await filledWorld();
  expect(await world.run(PurgeKV, { namespacePattern: 'company.*' })).toEqual({ outputs: { size: 2 } });
  expect(await left(world)).toEqual(expect.arrayContaining(['company/cache_old', 'companies/cache_old']));
});

test.each([{ expiredOnly: false }, { behavior: { type: 'key', expiredOnly: false } }])(
  'given %j and a key pattern, keys that match it are deleted whether expired or not',
  async (properties) => {
    const world = await filledWorld();
    const result = await world.run(PurgeKV, {
      namespaces: ['company.team'],
      keyPattern: 'state_*',
      ...properties,
    });
    expect(result).toEqual({ outputs: { size: 2 } });
    expect(await left(world)).toEqual(
      expect.arrayContaining(['company.team/cache_old', 'company/state_new']),
    );
  },
);

test('given namespaces and a pattern, the task fails and deletes nothing', async () => {
  const world = await filledWorld();
  await expect(world.run(PurgeKV, { namespaces: ['company'], namespacePattern: '*' })).rejects.toThrow(
    'exclude each other',
  );
  expect(await left(world)).toHaveLength(8);
});
