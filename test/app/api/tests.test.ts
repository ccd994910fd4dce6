import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsOf, hasContract } from './contract.ts';
import { type Served, served } from './served.ts';

const flow = (id: string, namespace = 'shop') => `id: ${id}
namespace: ${namespace}
inputs: [{ id: day, type: STRING, defaults: monday }]
tasks:
  - id: fetch
    type: io.kestra.plugin.core.http.Request
    uri: http://127.0.0.1:1/nobody
  - id: say
    type: io.kestra.plugin.core.debug.Return
    format: "{{ outputs.fetch.body }} on {{ inputs.day }}"
`;

const suite = (id: string, expected = 'fine on monday', flowId = 'orders', namespace = 'shop') => `# kept
id: ${id}
namespace: ${namespace}
flowId: ${flowId}
testCases:
  - id: good
    type: io.kestra.core.tests.flow.UnitTest
    fixtures:
      tasks: [{ id: fetch, outputs: { body: fine } }]
    assertions: [{ value: "{{ outputs.say.value }}", equalTo: "${expected}" }]
  - id: state
    type: io.kestra.core.tests.flow.UnitTest
    fixtures:
      tasks: [{ id: fetch, outputs: { body: fine } }]
    assertions: [{ value: "{{ execution.state }}", equalTo: SUCCESS }]
`;

const yaml = (body: string, method = 'POST') => ({
  method,
  body,
  headers: { 'content-type': 'application/x-yaml' },
});
const json = (body: unknown, method = 'POST') => ({
  method,
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
});

interface Result {
  id: string;
  state: string;
  testSuiteId: string;
  results: { testId: string; state: string }[];
}

let server: Served;
beforeAll(async () => {
  server = await served({
    'shop/flows/orders.yaml': flow('orders'),
    'shop.test/flows/others.yaml': flow('others', 'shop.test'),
    'shop/tests/orders.yaml': suite('orders_suite'),
    'shop/tests/wrong.yaml': suite('wrong_suite', 'something else'),
    'shop.test/tests/others.yaml': suite('others_suite', 'fine on monday', 'others', 'shop.test'),
  });
});
afterAll(() => server.close());

describe('suites of unit tests (surfaces §1.5)', () => {
  it('given suites in the repository, then they are found by namespace and flow, in pages', async () => {
    const search = (query: string) =>
      server.json<{ results: { id: string }[]; total: number }>(`/tests/search?${query}`);
    const idsOf = async (query: string) => (await search(query)).results.map(({ id }) => id);
    expect(await idsOf('sort=id:asc')).toEqual(['orders_suite', 'others_suite', 'wrong_suite']);
    expect(await idsOf('namespace=shop&includeChildNamespaces=false&sort=id:desc')).toEqual([
      'wrong_suite',
      'orders_suite',
    ]);
    expect(await idsOf('flowId=others')).toEqual(['others_suite']);
    expect(await search('sort=id:asc&size=1&page=2')).toMatchObject({
      results: [{ id: 'others_suite' }],
      total: 3,
    });
  });

  it('given a suite, then it is answered with its text', async () => {
    const found = await server.json('/tests/shop/orders_suite');
    expect(found).toMatchObject({
      id: 'orders_suite',
      flowId: 'orders',
      disabled: false,
      deleted: false,
      source: suite('orders_suite'),
    });
    if (hasContract) expect(faultsOf('TestSuite', found)).toEqual([]);
    expect((await server.ask('/tests/shop/nobody')).status).toBe(404);
  });

  it('given a new suite, then its file is beside its flow, and can be replaced and deleted', async () => {
    await server.json('/tests', yaml(suite('new_suite')));
    const file = join(server.root, 'shop/tests/new_suite.yaml');
    expect(readFileSync(file, 'utf8')).toBe(suite('new_suite'));
    expect((await server.ask('/tests', yaml(suite('new_suite')))).status).toBe(422);
    await server.json('/tests/shop/new_suite', yaml(suite('new_suite', 'other'), 'PUT'));
    expect(readFileSync(file, 'utf8')).toContain('other');
    expect((await server.ask('/tests/shop/new_suite', yaml(suite('renamed'), 'PUT'))).status).toBe(422);
    expect((await server.ask('/tests/shop/new_suite', { method: 'DELETE' })).status).toBe(204);
    expect(existsSync(file)).toBe(false);
    expect((await server.ask('/tests/shop/new_suite', { method: 'DELETE' })).status).toBe(404);
  });

  it('given a suite that cannot work, then it is refused with every reason and its place', async () => {
    const unknownFlow = suite('bad_suite', 'x', 'nobody');
    const response = await server.ask('/tests', yaml(unknownFlow));
    expect(response.status).toBe(422);
    expect(((await response.json()) as { message: string }).message).toMatch(/4:\d+ flowId: /);
    const verdict = await server.json('/tests/validate', yaml(unknownFlow));
    expect(verdict['constraints']).toMatch(/flowId/);
    expect((await server.json('/tests/validate', yaml(suite('fine'))))['constraints']).toBeUndefined();
  });

  it('given names, then all are switched or none, and comments stay', async () => {
    const ids = [
      { namespace: 'shop', id: 'orders_suite' },
      { namespace: 'shop.test', id: 'others_suite' },
    ];
    expect(await server.json('/tests/disable/by-ids', json({ ids }))).toEqual({ count: 2 });
    expect(await server.json('/tests/disable/by-ids', json({ ids }))).toEqual({ count: 0 });
    expect(await server.json('/tests/shop/orders_suite')).toMatchObject({ disabled: true });
    expect(readFileSync(join(server.root, 'shop/tests/orders.yaml'), 'utf8')).toMatch(/^# kept\n/);
    const skipped = await server.json<Result>('/tests/shop/orders_suite/run', { method: 'POST' });
    expect([skipped.state, skipped.results]).toEqual(['SKIPPED', []]);
    const unknown = { ids: [ids[0], { namespace: 'shop', id: 'nobody' }] };
    expect((await server.ask('/tests/enable/by-ids', json(unknown))).status).toBe(404);
    expect(await server.json('/tests/enable/by-ids', json({ ids }))).toEqual({ count: 2 });
    expect((await server.ask('/tests/enable/by-ids', json({ ids: ['x'] }))).status).toBe(422);

    await server.json('/tests', yaml(suite('gone_suite')));
    const gone = { ids: [{ namespace: 'shop', id: 'gone_suite' }] };
    expect(await server.json('/tests/by-ids', json(gone, 'DELETE'))).toEqual({ count: 1 });
    expect((await server.ask('/tests/shop/gone_suite')).status).toBe(404);
  });
});

describe('running unit tests over HTTP (surfaces §1.5)', () => {
  it('given a suite, then it is run at once and its result is kept', async () => {
    const result = await server.json<Result>('/tests/shop/orders_suite/run', { method: 'POST' });
    expect(result).toMatchObject({ state: 'SUCCESS', testSuiteId: 'orders_suite', flowId: 'orders' });
    expect(result.results.map(({ testId, state }) => [testId, state])).toEqual([
      ['good', 'SUCCESS'],
      ['state', 'SUCCESS'],
    ]);
    if (hasContract) expect(faultsOf('TestSuiteRunResult', result)).toEqual([]);
    expect(await server.json(`/tests/results/${result.id}`)).toEqual(result);
    expect((await server.ask('/tests/results/nobody')).status).toBe(404);
  });

  it('given ids of cases, then only these are run', async () => {
    const path = '/tests/shop/wrong_suite/run';
    const result = await server.json<Result>(path, json({ testCases: ['state'] }));
    expect(result.state).toBe('SUCCESS');
    const unknown = await server.ask(path, json({ testCases: ['nobody'] }));
    expect(unknown.status).toBe(404);
    expect(await unknown.text()).toContain('Its cases are: good, state');
    expect((await server.ask(path, json({ testCases: 'state' }))).status).toBe(422);
  });

  it('given filters, then the suites that they mean are run, and the last results are known', async () => {
    const all = await server.json<Record<string, unknown> & { results: Result[] }>(
      '/tests/run',
      json({ namespace: 'shop' }),
    );
    expect(all).toMatchObject({
      requestMade: { namespace: 'shop', includeChildNamespaces: true },
      numberOfTestSuitesToBeRun: 3,
      numberOfTestCasesToBeRun: 6,
    });
    expect(all.results.map(({ testSuiteId, state }) => `${testSuiteId} ${state}`).sort()).toEqual([
      'orders_suite SUCCESS',
      'others_suite SUCCESS',
      'wrong_suite FAILED',
    ]);
    if (hasContract) expect(faultsOf('TestSuiteService.TestRunByQueryResult', all)).toEqual([]);
    const own = await server.json<{ results: Result[] }>(
      '/tests/run',
      json({ namespace: 'shop', includeChildNamespaces: false, flowId: 'orders' }),
    );
    expect(own.results).toHaveLength(2);

    const testSuiteIds = [
      { namespace: 'shop', id: 'wrong_suite' },
      { namespace: 'shop', id: 'never_run' },
    ];
    const last = await server.json<{ results: Result[] }>(
      '/tests/results/search/last',
      json({ testSuiteIds }),
    );
    expect(last.results.map(({ id }) => id)).toEqual([
      own.results.find(({ testSuiteId }) => testSuiteId === 'wrong_suite')!.id,
    ]);
    const found = await server.json<{ results: Result[]; total: number }>(
      '/tests/results/search?testSuiteId=wrong_suite&namespace=shop&size=2',
    );
    expect(found.results).toHaveLength(2);
    expect(found.total).toBeGreaterThan(2);
    expect(found.results[0]!.id).toBe(last.results[0]!.id);
    expect((await server.ask('/tests/results/search')).status).toBe(400);
  });
});

describe('a repository that the server does not write', () => {
  it('given flows that are read only, then suites are run and not changed', async () => {
    const files = { 'flows/orders.yaml': flow('orders'), 'tests/orders.yaml': suite('orders_suite') };
    const locked = await served(files, { flows: { poll: 'PT0.1S', writable: false } });
    try {
      expect((await locked.ask('/tests', yaml(suite('new_suite')))).status).toBe(403);
      expect((await locked.ask('/tests/shop/orders_suite', yaml(suite('orders_suite'), 'PUT'))).status).toBe(
        403,
      );
      expect((await locked.ask('/tests/shop/orders_suite', { method: 'DELETE' })).status).toBe(403);
      const ids = [{ namespace: 'shop', id: 'orders_suite' }];
      expect((await locked.ask('/tests/disable/by-ids', json({ ids }))).status).toBe(403);
      expect((await locked.ask('/tests/by-ids', json({ ids }, 'DELETE'))).status).toBe(403);
      expect((await locked.json<Result>('/tests/shop/orders_suite/run', { method: 'POST' })).state).toBe(
        'SUCCESS',
      );
    } finally {
      await locked.close();
    }
  });
});

describe('a flow that runs tests, served', () => {
  it('given a suite that fails, then the execution ends WARNING and the result is kept', async () => {
    const name = 'nightly';
    server.put(
      'shop/flows/nightly.yaml',
      `id: ${name}
namespace: shop
tasks:
  - { id: one, type: io.kestra.plugin.kestra.ee.tests.RunTest, namespace: shop, testId: wrong_suite }
`,
    );
    await expect.poll(async () => (await server.ask(`/flows/shop/${name}`)).status).toBe(200);
    const ended = await server.json<{
      id: string;
      state: { current: string };
      taskRunList: { outputs: { result: Result } }[];
    }>(`/executions/shop/${name}?wait=true`, { method: 'POST', body: new FormData() });
    expect(ended.state.current).toBe('WARNING');
    const { result } = ended.taskRunList[0]!.outputs;
    expect(await server.json(`/tests/results/${result.id}`)).toMatchObject({ state: 'FAILED' });
    const logs = await server.json<{ message: string }[]>(`/logs/${ended.id}?minLevel=INFO`);
    expect(logs.map(({ message }) => message)).toContainEqual(
      expect.stringContaining('shop.wrong_suite › good: FAILED'),
    );
  });
});
