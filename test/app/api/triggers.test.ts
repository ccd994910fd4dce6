import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Served, served } from './served.ts';

const scheduled = (namespace: string, id: string) => `
id: ${id}
namespace: ${namespace}
tasks:
  - { id: show, type: io.kestra.plugin.core.debug.Return, format: x }
triggers:
  - { id: daily, type: io.kestra.plugin.core.trigger.Schedule, cron: "0 9 * * *" }
  - { id: hourly, type: io.kestra.plugin.core.trigger.Schedule, cron: "0 * * * *" }
`;

interface Trigger {
  namespace: string;
  flowId: string;
  triggerId: string;
  disabled: boolean;
  backfill?: { paused: boolean };
}

let server: Served;
beforeAll(async () => {
  server = await served({
    'flows/a.yaml': scheduled('company', 'a'),
    'flows/b.yaml': scheduled('company.team', 'b'),
  });
});
afterAll(() => server.close());

const withJson = (body: unknown, method = 'POST') => ({ method, body: JSON.stringify(body) });
const named = (namespace: string, flowId: string, triggerId: string) => ({ namespace, flowId, triggerId });
/** The triggers of a search, each as `flow.trigger`. */
async function found(query: string): Promise<string[]> {
  const path = `/triggers/search?${query}`;
  const { results } = await server.json<{ results: { triggerContext: Trigger }[] }>(path);
  return results.map(({ triggerContext }) => `${triggerContext.flowId}.${triggerContext.triggerId}`);
}
const stateOf = async (namespace: string, flowId: string, triggerId: string) => {
  const { results } = await server.json<{ results: Trigger[] }>(`/triggers/${namespace}/${flowId}`);
  return results.find((trigger) => trigger.triggerId === triggerId)!;
};

describe('searching triggers', () => {
  it.each([
    ['sort=triggerId:asc&sort=flowId:desc', ['b.daily', 'a.daily', 'b.hourly', 'a.hourly']],
    ['filters[triggerId][EQUALS]=daily&sort=flowId:asc', ['a.daily', 'b.daily']],
    ['filters[namespace][EQUALS]=company&sort=triggerId:desc', ['a.hourly', 'a.daily']],
    ['namespace=company.team&q=HOUR', ['b.hourly']],
    ['filters[flowId][NOT_EQUALS]=a&size=1&page=2&sort=triggerId:asc', ['b.hourly']],
    ['filters[workerId][EQUALS]=w', []],
  ])('%s', async (query, names) => {
    expect(await found(query)).toEqual(names);
  });

  it('refuses filters and orders that there are not', async () => {
    expect((await server.ask('/triggers/search?filters[state][EQUALS]=FAILED')).status).toBe(422);
    expect((await server.ask('/triggers/search?sort=colour:asc')).status).toBe(422);
  });
});

describe('several triggers', () => {
  it('are switched off all, or none where one does not exist', async () => {
    const triggers = [named('company', 'a', 'daily'), named('company', 'a', 'none')];
    const refused = await server.ask(
      '/triggers/set-disabled/by-triggers',
      withJson({ triggers, disabled: true }),
    );
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({ invalids: [{ invalidValue: { triggerId: 'none' } }] });
    expect(await stateOf('company', 'a', 'daily')).toMatchObject({ disabled: false });

    const query = '/triggers/set-disabled/by-query?filters[flowId][EQUALS]=b&disabled=true';
    expect(await server.json(query, { method: 'POST' })).toEqual({ count: 2 });
    expect(await stateOf('company.team', 'b', 'hourly')).toMatchObject({ disabled: true });
    expect(await stateOf('company', 'a', 'daily')).toMatchObject({ disabled: false });
    expect((await server.ask('/triggers/set-disabled/by-query', { method: 'POST' })).status).toBe(422);
  });

  it('have their backfills paused, unpaused and deleted: those chosen by filters that have one', async () => {
    const key = named('company', 'a', 'daily');
    const backfill = { start: '2020-01-01T00:00:00Z', end: '2029-01-01T00:00:00Z' };
    // Paused at once by the first call that finds it: it would begin a thousand executions otherwise.
    await server.json('/triggers', withJson({ ...key, backfill }, 'PUT'));
    const filters = [{ field: 'NAMESPACE', operation: 'EQUALS', value: 'company' }];
    const ask = (name: string) => server.json(`/triggers/backfill/${name}/by-query`, withJson({ filters }));
    expect(await ask('pause')).toEqual({ count: 1 });
    expect(await stateOf('company', 'a', 'daily')).toMatchObject({ backfill: { paused: true } });
    const both = [key, named('company', 'a', 'hourly')];
    const refused = await server.ask('/triggers/backfill/delete/by-triggers', withJson(both));
    expect(refused.status).toBe(422);
    expect((await stateOf('company', 'a', 'daily')).backfill).toBeDefined();
    expect(await ask('delete')).toEqual({ count: 1 });
    expect((await stateOf('company', 'a', 'daily')).backfill).toBeUndefined();
    expect(await ask('unpause')).toEqual({ count: 0 });
    expect(await server.json('/triggers/unlock/by-query', { method: 'POST' })).toEqual({
      count: expect.any(Number),
    });
  });
});

describe('keys', () => {
  it('that never were answer 404, those whose time is over 410', async () => {
    const path = '/namespaces/company/kv/short';
    expect((await server.ask(path)).status).toBe(404);
    const put = { method: 'PUT', body: '"x"', headers: { ttl: 'PT0.05S', description: 'Soon gone' } };
    expect((await server.ask(path, put)).status).toBe(200);
    await expect.poll(async () => (await server.ask(path)).status).toBe(410);
    expect(await server.json('/namespaces/company/kv')).toEqual([]);
  });
});
