import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { SuiteResult, TestOutcome, TestsAccess } from '../../../../runner/plugin/instance.ts';
import RunTest from '../../../../runner/plugins/kestra/tests/RunTest.ts';
import RunTests from '../../../../runner/plugins/kestra/tests/RunTests.ts';
import { engineWorld } from '../../../support/engine.ts';
import { taskWorld } from '../../../support/taskContext.ts';

function suite(state: TestOutcome, testSuiteId = 'orders_suite'): SuiteResult {
  const equalTo = { operator: 'equalTo', expected: 200, actual: 404, isSuccess: state !== 'FAILED' };
  const result = {
    testId: 'good',
    state,
    assertionResults: [{ ...equalTo, ...(state === 'FAILED' && { errorMessage: 'unexpected status' }) }],
    errors: state === 'ERROR' ? [{ message: 'no assertion found' }] : [],
  };
  const about = { testSuiteId, namespace: 'shop', flowId: 'orders', startDate: '', endDate: '' };
  return { id: '1', ...about, state, results: state === 'SKIPPED' ? [] : [result] };
}

/** A world whose tests come to these ends; what was asked for is kept. */
async function world(...states: TestOutcome[]) {
  const asked: unknown[] = [];
  const tests: TestsAccess = {
    run: async (which) => {
      asked.push(which);
      return suite(states[0]!);
    },
    runAll: async (choice) => {
      asked.push(choice);
      return {
        requestMade: choice,
        tenantId: 'main',
        numberOfTestSuitesToBeRun: states.length,
        numberOfTestCasesToBeRun: states.length,
        results: states.map((state, index) => suite(state, `suite_${index}`)),
      };
    },
  };
  const made = await taskWorld({ reach: { tests }, secrets: { KESTRA_API_TOKEN: 'token-of-the-server' } });
  return { ...made, asked };
}

/** A server that answers with a suite that passed, and keeps what it was asked. */
async function server() {
  const asked: { method?: string; url?: string; authorization?: string; body: unknown }[] = [];
  const listening = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method, url, headers } = request;
    asked.push({ method, url, authorization: headers.authorization, body: JSON.parse(body) });
    const all = { results: [suite('SUCCESS'), suite('FAILED')], numberOfTestSuitesToBeRun: 2 };
    response.end(JSON.stringify(url?.endsWith('/tests/run') ? all : suite('SUCCESS')));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => listening.once('listening', resolve));
  onTestFinished(() => void listening.close());
  return { url: `http://127.0.0.1:${(listening.address() as AddressInfo).port}/`, asked };
}

const auth = { apiToken: "{{ secret('KESTRA_API_TOKEN') }}" };

describe('RunTest (surfaces §1.6)', () => {
  test.each<[TestOutcome, boolean, string | undefined]>([
    ['SUCCESS', false, undefined],
    ['SUCCESS', true, undefined],
    ['FAILED', false, 'WARNING'],
    ['FAILED', true, 'FAILED'],
    ['ERROR', false, 'FAILED'],
    ['ERROR', true, 'FAILED'],
    ['SKIPPED', false, 'WARNING'],
    ['SKIPPED', true, 'WARNING'],
  ])(
    'given a suite that ends %s and failOnTestFailure %s, then the task ends %s',
    async (end, failOnTestFailure, state) => {
      const { run } = await world(end);
      const result = await run(RunTest, { namespace: 'shop', testId: 'orders_suite', failOnTestFailure });
      expect(result?.state).toBe(state);
      expect(result?.outputs?.['taskStateOverride']).toBe(state);
      expect(result?.outputs?.['result']).toMatchObject({ testSuiteId: 'orders_suite', state: end });
    },
  );

  test('given cases, then only these are asked for', async () => {
    const { run, asked } = await world('SUCCESS');
    await run(RunTest, { namespace: 'shop', testId: 'orders_suite', testCases: ['good', 'bad'] });
    expect(asked).toEqual([{ namespace: 'shop', testId: 'orders_suite', testCases: ['good', 'bad'] }]);
  });

  test('given results, then there is a line for each case and its assertions at DEBUG', async () => {
    const { run, logs } = await world('FAILED');
    await run(RunTest, { namespace: 'shop', testId: 'orders_suite' });
    expect(logs).toEqual([
      { level: 'INFO', message: 'shop.orders_suite › good: FAILED: unexpected status' },
      { level: 'DEBUG', message: '✖ equalTo 200, found 404' },
    ]);
    const other = await world('ERROR');
    await other.run(RunTest, { namespace: 'shop', testId: 'orders_suite' });
    expect(other.logs[0]).toEqual({
      level: 'ERROR',
      message: 'shop.orders_suite › good: ERROR: no assertion found',
    });
  });

  test('given kestraUrl and a token alone, then that server runs the suite', async () => {
    const { url, asked } = await server();
    const { run } = await world('ERROR');
    const connection = { kestraUrl: url, auth, tenantId: 'team' };
    const result = await run(RunTest, { ...connection, namespace: 'shop', testId: 'a', testCases: ['b'] });
    expect(result?.state).toBeUndefined();
    expect(asked).toEqual([
      {
        method: 'POST',
        url: '/api/v1/team/tests/shop/a/run',
        authorization: 'Bearer token-of-the-server',
        body: { testCases: ['b'] },
      },
    ]);
  });
});

describe('RunTests (surfaces §1.6)', () => {
  test('given suites of every end, then they are counted and the worst one counts', async () => {
    const { run, logs } = await world('SUCCESS', 'SKIPPED', 'FAILED', 'ERROR', 'SUCCESS');
    const result = await run(RunTests, {});
    expect(result).toMatchObject({
      state: 'FAILED',
      outputs: {
        taskStateOverride: 'FAILED',
        testSuitesRunSuccessCount: 2,
        testSuitesRunSkippedCount: 1,
        testSuitesRunFailedCount: 2,
        result: { numberOfTestSuitesToBeRun: 5 },
      },
    });
    expect(logs.at(-1)).toEqual({ level: 'INFO', message: '5 test suites: 2 passed, 2 failed, 1 skipped' });
  });

  test('given a failure that need not fail, then the task ends WARNING', async () => {
    const { run } = await world('SUCCESS', 'FAILED');
    expect((await run(RunTests, {}))?.state).toBe('WARNING');
    expect((await run(RunTests, { failOnTestFailure: true }))?.state).toBe('FAILED');
  });

  test('given filters and a token alone, then this instance is asked for what they mean', async () => {
    const { run, asked } = await world('SUCCESS');
    await run(RunTests, { auth, namespace: 'shop', flowId: 'orders', includeChildNamespaces: false });
    await run(RunTests, {});
    expect(asked).toEqual([
      { namespace: 'shop', flowId: 'orders', includeChildNamespaces: false },
      { includeChildNamespaces: true },
    ]);
  });

  test('given kestraUrl and a token alone, then that server runs them', async () => {
    const { url, asked } = await server();
    const { run } = await world();
    const result = await run(RunTests, { kestraUrl: url, auth, failOnTestFailure: true });
    expect(result?.state).toBe('FAILED');
    expect(asked[0]).toMatchObject({
      url: '/api/v1/main/tests/run',
      authorization: 'Bearer token-of-the-server',
    });
  });

  test.each([
    ['a token and a password', { apiToken: 'a', username: 'b', password: 'c' }, 'set either `apiToken`'],
    ['half a login', { password: 'b' }, '`username` and `password` belong together'],
  ])('given %s, then it fails and runs nothing', async (_, wrong, message) => {
    const { run, asked } = await world('SUCCESS');
    await expect(run(RunTests, { auth: wrong })).rejects.toThrow(message);
    expect(asked).toEqual([]);
  });
});

test('given an engine that runs no tests, such as that of a test, then the task fails and says so', async () => {
  const { run, messages } = await engineWorld();
  const { id, state } = await run('tasks: [{ id: all, type: io.kestra.plugin.kestra.ee.tests.RunTests }]');
  expect(state.current).toBe('FAILED');
  expect(await messages(id, 'ERROR')).toContainEqual(
    expect.stringContaining('Unit tests cannot be run from here'),
  );
});
