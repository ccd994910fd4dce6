import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsOf, hasContract } from './contract.ts';
import { type Served, served } from './served.ts';

const flow = `
id: all
namespace: company.team
labels: { team: blue }
inputs:
  - { id: name, type: STRING, defaults: Ada }
tasks:
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: [a, b]
    tasks:
      - { id: log, type: io.kestra.plugin.core.log.Log, message: "{{ taskrun.value }}" }
triggers:
  - { id: daily, type: io.kestra.plugin.core.trigger.Schedule, cron: "0 9 * * *" }
  - { id: hook, type: io.kestra.plugin.core.trigger.Webhook, key: contractKey }
`;
const caller = `
id: caller
namespace: company.team
tasks:
  - { id: call, type: io.kestra.plugin.core.flow.Subflow, namespace: company.team, flowId: all }
`;

describe.skipIf(!hasContract)('answers have the shape of Kestra 1.0', () => {
  let server: Served;
  let id: string;
  beforeAll(async () => {
    server = await served({ 'flows/all.yaml': flow, 'flows/caller.yaml': caller });
    const ended = await server.json<{ id: string }>('/executions/company.team/all?wait=true', {
      method: 'POST',
    });
    id = ended.id;
    await server.ask('/namespaces/company.team/kv/k', { method: 'PUT', body: '1' });
  });
  afterAll(() => server.close());

  it.each([
    ['Execution', () => `/executions/${id}`],
    ['PagedResults_Execution_', () => '/executions/search'],
    ['FlowForExecution', () => `/executions/${id}/flow`],
    ['FlowGraph', () => `/executions/${id}/graph`],
    ['FlowWithSource', () => '/flows/company.team/all?source=true'],
    ['FlowGraph', () => '/flows/company.team/all/graph'],
    ['FlowTopologyGraph', () => '/flows/company.team/all/dependencies'],
    ['FlowTopologyGraph', () => '/namespaces/company.team/dependencies'],
    ['PagedResults_Flow_', () => '/flows/search'],
    ['PagedResults_SearchResult_Flow__', () => '/flows/source?q=message'],
    ['PagedResults_LogEntry_', () => '/logs/search'],
    ['PagedResults_MetricEntry_', () => `/metrics/${id}`],
    ['MetricAggregations', () => '/metrics/aggregates/company.team/all/rows'],
    ['PagedResults_TriggerController.Triggers_', () => '/triggers/search'],
    ['PagedResults_Trigger_', () => '/triggers/company.team/all'],
    ['PagedResults_Namespace_', () => '/namespaces/search'],
    ['Namespace', () => '/namespaces/company.team'],
    ['KVController.TypedValue', () => '/namespaces/company.team/kv/k'],
    ['MiscController.Configuration', () => '/configs'],
  ])('%s', async (schema, path) => {
    const answer = await server.json(path());
    expect(faultsOf(schema, answer)).toEqual([]);
  });

  it('WebhookResponse', async () => {
    const answer = await server.json('/executions/webhook/company.team/all/contractKey', {
      method: 'POST',
      body: '{}',
    });
    expect(faultsOf('ExecutionController.WebhookResponse', answer)).toEqual([]);
  });

  it('bulk actions, done and refused, and the last executions of flows', async () => {
    const ask = (path: string, body: unknown) =>
      server.ask(path, { method: 'POST', body: JSON.stringify(body) });
    const replayed = await ask('/executions/replay/by-ids', [id]);
    expect(faultsOf('BulkResponse', await replayed.json())).toEqual([]);
    // Kestra's document calls `invalids` an object; its server sends a list.
    expect(await (await ask('/executions/replay/by-ids', ['none'])).json()).toEqual({
      message: expect.any(String),
      invalids: [{ message: expect.any(String), invalidValue: 'none' }],
    });
    const latest = await ask('/executions/latest', [{ namespace: 'company.team', id: 'all' }]);
    const [last] = (await latest.json()) as unknown[];
    expect(faultsOf('ExecutionController.LastExecutionResponse', last)).toEqual([]);
  });

  it('inputs that are tried out', async () => {
    const answer = await server.json('/executions/company.team/all/validate', { method: 'POST' });
    expect(faultsOf('ExecutionController.ApiValidateExecutionInputsResponse', answer)).toEqual([]);
  });

  it('lists', async () => {
    for (const [schema, path] of [
      ['LogEntry', `/logs/${id}`],
      ['KVEntry', '/namespaces/company.team/kv'],
      ['FlowWithSource', '/flows/company.team/all/revisions'],
      ['Plugin', '/plugins'],
      ['Plugin', '/plugins/groups/subgroups'],
      ['InputType', '/plugins/inputs'],
      ['Flow', '/flows/company.team'],
    ] as const) {
      const list = await server.json<unknown[]>(path);
      expect(list.length, path).toBeGreaterThan(0);
      expect(
        list.flatMap((item) => faultsOf(schema, item)),
        path,
      ).toEqual([]);
    }
  });
});
