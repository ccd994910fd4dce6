import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsOf, hasContract } from './contract.ts';
import { eventsOf, type Served, served } from './served.ts';

const measures = (namespace: string, id: string) => `
id: ${id}
namespace: ${namespace}
inputs:
  - { id: n, type: INT, defaults: 1 }
tasks:
  - id: count
    type: io.kestra.plugin.core.metric.Publish
    metrics: [{ name: rows, type: counter, value: "{{ inputs.n }}" }]
  - { id: log, type: io.kestra.plugin.core.log.Log, level: WARN, message: "Counted {{ inputs.n }}" }
`;
const caller = `
id: caller
namespace: company
tasks:
  - { id: call, type: io.kestra.plugin.core.flow.Subflow, namespace: company.team, flowId: bills }
`;
const breaks = `
id: breaks
namespace: system
tasks:
  - { id: fail, type: io.kestra.plugin.core.execution.Fail }
`;

interface Execution {
  id: string;
  flowId: string;
  taskRunList: { id: string; taskId: string }[];
}

let server: Served;
/** Ids of the executions by what they are called here. */
const ids: Record<string, string> = {};
beforeAll(async () => {
  server = await served({
    'flows/orders.yaml': measures('company', 'orders'),
    'flows/bills.yaml': measures('company.team', 'bills'),
    'flows/caller.yaml': caller,
    'flows/breaks.yaml': breaks,
  });
  for (const [name, path] of [
    ['one', 'company/orders?wait=true&labels=env:dev'],
    ['two', 'company/orders?wait=true&labels=env:prod'],
    ['bill', 'company.team/bills?wait=true&labels=env:prod'],
    ['tried', 'company/orders?wait=true&kind=TEST'],
    ['broken', 'system/breaks?wait=true'],
  ] as const) {
    const { id } = await server.json<Execution>(`/executions/${path}`, { method: 'POST' });
    ids[name] = id;
  }
});
afterAll(() => server.close());

const page = (path: string) => server.json<{ results: Execution[]; total: number }>(path);
/** The executions of a search, as they are called here. */
async function found(query: string): Promise<(string | undefined)[]> {
  const { results } = await page(`/executions/search?${query}`);
  return results.map(({ id }) => Object.keys(ids).find((name) => ids[name] === id));
}

describe('searching executions', () => {
  it.each([
    ['sort=state.startDate:asc', ['one', 'two', 'bill', 'broken']],
    ['sort=namespace:desc&sort=state.startDate:asc', ['broken', 'bill', 'one', 'two']],
    ['sort=state.startDate,desc&size=2', ['broken', 'bill']],
    ['filters[namespace][EQUALS]=company', ['two', 'one']],
    ['filters[namespace][PREFIX]=company', ['bill', 'two', 'one']],
    ['filters[namespace][NOT_EQUALS]=company', ['broken', 'bill']],
    ['filters[namespace][ENDS_WITH]=team', ['bill']],
    ['filters[namespace][REGEX]=^comp.*%5C.t', ['bill']],
    ['filters[flowId][IN]=bills,breaks', ['broken', 'bill']],
    ['filters[flowId][CONTAINS]=RD', ['two', 'one']],
    ['filters[flowId][STARTS_WITH]=b', ['broken', 'bill']],
    ['filters[scope][EQUALS]=USER', ['bill', 'two', 'one']],
    ['scope=SYSTEM', ['broken']],
    ['filters[state][NOT_IN]=SUCCESS,WARNING', ['broken']],
    ['filters[state][EQUALS]=FAILED', ['broken']],
    ['filters[labels][EQUALS][env]=prod', ['bill', 'two']],
    ['filters[labels][NOT_EQUALS][env]=prod', ['broken', 'one']],
    ['filters[labels][IN][env]=prod,dev', ['bill', 'two', 'one']],
    ['filters[query][EQUALS]=ORDER', ['two', 'one']],
    ['filters[query][NOT_EQUALS]=order', ['broken', 'bill']],
    ['filters[timeRange][EQUALS]=PT1H&size=1', ['broken']],
    ['filters[startDate][GREATER_THAN]=2999-01-01T00:00:00Z', []],
    ['filters[startDate][LESS_THAN]=2999-01-01T00:00:00Z&size=1', ['broken']],
    ['filters[childFilter][EQUALS]=MAIN&size=1', ['broken']],
  ] as const)('%s', async (query, names) => {
    expect(await found(query)).toEqual(names);
  });

  it.each([
    'filters[colour][EQUALS]=red',
    'filters[flowId][GREATER_THAN]=a',
    'filters[state][EQUALS]=HAPPY',
    'filters[namespace][REGEX]=(',
    'filters[startDate][EQUALS]=yesterday',
    'filters[scope][EQUALS]=ALL',
    'filters[childFilter][EQUALS]=BOTH',
    'sort=colour:asc',
    'sort=id:sideways',
  ])('refuses %s with what is wrong', async (query) => {
    const answer = await server.ask(`/executions/search?${query}`);
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ message: expect.stringMatching(/\w+/) });
  });

  it('leaves out tests, which are read by their id', async () => {
    expect(await found('size=100')).not.toContain('tried');
    expect(await server.json(`/executions/${ids['tried']}`)).toMatchObject({ kind: 'TEST' });
    const latest = await server.json('/executions/latest', {
      method: 'POST',
      body: JSON.stringify([{ namespace: 'company', id: 'orders' }]),
    });
    expect(latest).toMatchObject([{ id: ids['two'], status: 'SUCCESS' }]);
  });
});

describe('searching logs', () => {
  const messages = async (query: string) => {
    const path = `/logs/search?${query}`;
    const { results } = await server.json<{ results: { message: string }[] }>(path);
    return results.map(({ message }) => message);
  };
  it('by text, level, flow and execution, in both directions', async () => {
    expect(await messages('q=counted&filters[flowId][EQUALS]=bills')).toEqual(['Counted 1']);
    expect(await messages('filters[level][EQUALS]=WARN&namespace=company.team')).toEqual(['Counted 1']);
    expect(await messages(`filters[executionId][IN]=${ids['one']}&minLevel=ERROR`)).toEqual([]);
    const all = await messages('size=1000');
    expect(await messages('size=1000&sort=timestamp:asc')).toEqual(all.toReversed());
    expect((await server.ask('/logs/search?filters[level][REGEX]=W')).status).toBe(422);
  });

  it('and deletes them: of a task, and of a flow', async () => {
    const { id } = await server.json<Execution>('/executions/company/orders?wait=true', { method: 'POST' });
    const left = () => server.json<{ message: string; taskId?: string }[]>(`/logs/${id}`);
    await server.ask(`/logs/${id}?taskId=log`, { method: 'DELETE' });
    expect((await left()).some(({ taskId }) => taskId === 'log')).toBe(false);
    expect((await left()).length).toBeGreaterThan(0);
    await server.ask('/logs/company/orders?triggerId=none', { method: 'DELETE' });
    expect((await left()).length).toBeGreaterThan(0);
    await server.ask('/logs/company/orders', { method: 'DELETE' });
    expect(await left()).toEqual([]);
  });
});

describe('metrics of a flow', () => {
  it('have names and tasks', async () => {
    expect(await server.json('/metrics/names/company.team/bills')).toEqual(['rows']);
    expect(await server.json('/metrics/names/company.team/bills/log')).toEqual([]);
    expect(await server.json('/metrics/tasks/company.team/bills')).toEqual(['count']);
  });

  it('are computed over time, with the days between', async () => {
    interface Answer {
      groupBy: string;
      aggregations: { date: string; value?: number }[];
    }
    const of = (query: string) => server.json<Answer>(`/metrics/aggregates/company.team/bills/rows?${query}`);
    const sums = await of('aggregation=sum');
    expect(sums.groupBy).toBe('day');
    expect(sums.aggregations).toHaveLength(31);
    expect(sums.aggregations.map(({ value }) => value).filter((value) => value !== 0)).toEqual([1]);
    const means = await of('aggregation=avg');
    expect(means.aggregations.flatMap(({ value }) => value ?? [])).toEqual([1]);
    const task = await server.json<Answer>(
      '/metrics/aggregates/company.team/bills/log/rows?aggregation=count',
    );
    expect(task.aggregations.every(({ value }) => value === 0)).toBe(true);
    if (hasContract) expect(faultsOf('MetricAggregations', sums)).toEqual([]);
    expect((await server.ask('/metrics/aggregates/a/b/c?aggregation=median')).status).toBe(422);
  });
});

describe('executions that belong together', () => {
  it('are followed until all have ended', async () => {
    const { id } = await server.json<Execution>('/executions/company/caller?wait=true', { method: 'POST' });
    const answer = await server.ask(
      `/executions/${id}/follow-dependencies?destinationOnly=true&expandAll=true`,
    );
    const events = await eventsOf(answer);
    expect(events.at(0)).toMatchObject({ id: 'start' });
    expect(events.at(-1)).toMatchObject({ id: 'end' });
    const states = events
      .slice(1, -1)
      .map(({ data }) => data as { flowId: string; state: { current: string } });
    expect(states.map(({ flowId, state }) => `${flowId} ${state.current}`).toSorted()).toEqual([
      'bills SUCCESS',
      'caller SUCCESS',
    ]);
    if (hasContract) expect(states.flatMap((state) => faultsOf('ExecutionStatusEvent', state))).toEqual([]);
  });
});
