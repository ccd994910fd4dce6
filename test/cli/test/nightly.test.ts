import { afterAll, describe, expect, it } from 'vitest';
import { repositoryOf, tutti } from '../tutti.ts';

/** As Kestra's release notes write it. */
const nightly = `id: nightly_tests
namespace: system
tasks:
  - id: all
    type: io.kestra.plugin.kestra.ee.tests.RunTests
    auth: { apiToken: "{{ secret('KESTRA_API_TOKEN') }}" }
    failOnTestFailure: true
triggers:
  - { id: weekdays, type: io.kestra.plugin.core.trigger.Schedule, cron: "0 9 * * 1-5" }
`;

const orders = `id: orders
namespace: shop
tasks:
  - { id: fetch, type: io.kestra.plugin.core.http.Request, uri: "http://127.0.0.1:1/nobody" }
  - { id: say, type: io.kestra.plugin.core.debug.Return, format: "{{ outputs.fetch.body }}" }
`;

const suite = (expected: string) => `id: orders_suite
namespace: shop
flowId: orders
testCases:
  - id: good
    type: io.kestra.core.tests.flow.UnitTest
    fixtures: { tasks: [{ id: fetch, outputs: { body: fine } }] }
    assertions: [{ value: "{{ outputs.say.value }}", equalTo: "${expected}" }]
`;

const { root, remove } = repositoryOf({ 'flows/nightly.yaml': nightly, 'flows/orders.yaml': orders });
const broken = repositoryOf({
  'flows/nightly.yaml': nightly,
  'flows/orders.yaml': orders,
  'tests/orders.yaml': suite('bad'),
});
const passing = repositoryOf({
  'flows/nightly.yaml': nightly,
  'flows/orders.yaml': orders,
  'tests/orders.yaml': suite('fine'),
});
afterAll(() => {
  for (const each of [{ remove }, broken, passing]) each.remove();
});

interface Execution {
  state: { current: string };
  taskRunList: { outputs?: Record<string, unknown> }[];
}

async function nightlyIn(cwd: string): Promise<Execution & { err: string }> {
  const env = { TUTTI_SECRET_KESTRA_API_TOKEN: 'token-of-the-server' };
  const { out, err } = await tutti(['run', 'system.nightly_tests', '--json'], { cwd, env });
  return { ...(JSON.parse(out) as Execution), err };
}

describe('a flow that runs all tests (surfaces §1.6)', () => {
  it('given suites that pass, then it succeeds and counts them', async () => {
    const { state, taskRunList, err } = await nightlyIn(passing.root);
    expect(state.current, err).toBe('SUCCESS');
    expect(taskRunList[0]!.outputs).toMatchObject({
      testSuitesRunSuccessCount: 1,
      testSuitesRunFailedCount: 0,
      result: { numberOfTestCasesToBeRun: 1, results: [{ testSuiteId: 'orders_suite', state: 'SUCCESS' }] },
    });
  });

  it('given a suite that fails, then it fails', async () => {
    const { state, taskRunList } = await nightlyIn(broken.root);
    expect(state.current).toBe('FAILED');
    expect(taskRunList[0]!.outputs).toMatchObject({
      testSuitesRunFailedCount: 1,
      taskStateOverride: 'FAILED',
    });
  });

  it('given no suites, then it succeeds', async () => {
    expect((await nightlyIn(root)).state.current).toBe('SUCCESS');
  });
});
