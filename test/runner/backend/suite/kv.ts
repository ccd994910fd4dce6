import { expect, test } from 'vitest';
import type { Place } from '../suite.ts';

export function kvTests(place: () => Place): void {
  async function given() {
    const clock = { now: Date.parse('2026-03-01T10:00:00Z') };
    const { kv } = await place().open({ now: () => clock.now });
    return { clock, kv };
  }
  const entry = { namespace: 'company.team', key: 'limit', type: 'NUMBER' as const, value: 42 };

  test.each([
    ['STRING', 'text'],
    ['NUMBER', 9007199254740993n],
    ['BOOLEAN', false],
    ['DATETIME', '2026-03-01T10:00:00Z'],
    ['JSON', { list: [1, null, 'x'], nested: { a: true } }],
    ['JSON', null],
  ] as const)('given a %s value, then it comes back with its type: %o', async (type, value) => {
    const { kv } = await given();
    await kv.set({ ...entry, type, value });
    expect(await kv.get('company.team', 'limit')).toMatchObject({ type, value });
  });

  test('given no such key, then there is no entry, and deleting says so', async () => {
    const { kv } = await given();
    await kv.set(entry);
    expect(await kv.get('company', 'limit')).toBeUndefined();
    expect(await kv.delete('company', 'limit')).toBe(false);
    expect(await kv.delete('company.team', 'limit')).toBe(true);
    expect(await kv.get('company.team', 'limit')).toBeUndefined();
  });

  test('given an entry set again, then it keeps its creation date and description and loses its expiration', async () => {
    const { clock, kv } = await given();
    await kv.set({ ...entry, description: 'how many', ttl: 60_000 });
    expect(await kv.get('company.team', 'limit')).toEqual({
      ...entry,
      description: 'how many',
      creationDate: '2026-03-01T10:00:00.000Z',
      updateDate: '2026-03-01T10:00:00.000Z',
      expirationDate: '2026-03-01T10:01:00.000Z',
    });

    clock.now += 5_000;
    await kv.set({ ...entry, type: 'STRING', value: 'x' });
    expect(await kv.get('company.team', 'limit')).toEqual({
      ...entry,
      type: 'STRING',
      value: 'x',
      description: 'how many',
      creationDate: '2026-03-01T10:00:00.000Z',
      updateDate: '2026-03-01T10:00:05.000Z',
    });
  });

  test('given an entry whose time is over, then it stays until it is purged', async () => {
    const { clock, kv } = await given();
    await kv.set({ ...entry, ttl: 1_000 });
    clock.now += 2_000;
    expect((await kv.get('company.team', 'limit'))?.value).toBe(42);
    expect(await kv.list('company.team')).toHaveLength(1);
  });

  test('given entries, then a list is sorted by key, without values, by prefix; wildcards mean themselves', async () => {
    const { kv } = await given();
    for (const key of ['b_1', 'a', 'bx1', 'B']) await kv.set({ ...entry, key });
    await kv.set({ ...entry, namespace: 'company', key: 'b_other' });

    expect((await kv.list('company.team')).map(({ key }) => key)).toEqual(['B', 'a', 'b_1', 'bx1']);
    expect((await kv.list('company.team', 'b_')).map(({ key }) => key)).toEqual(['b_1']);
    expect((await kv.list('company.team'))[0]).not.toHaveProperty('value');
    expect(await kv.namespaces()).toEqual(['company', 'company.team']);
  });
}
