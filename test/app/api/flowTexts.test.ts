import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsOf, hasContract } from './contract.ts';
import { type Served, served } from './served.ts';

const flow = (id: string, namespace: string, more = '') => `id: ${id}
namespace: ${namespace}
${more}
tasks:
  - id: log
    type: io.kestra.plugin.core.log.Log
    message: Hello World
`;

let server: Served;
beforeAll(async () => {
  server = await served({
    'flows/a.yaml': flow('orders', 'shop', 'labels: { team: blue, size: big }\ndescription: Sells things'),
    'flows/b.yaml': flow('refunds', 'shop.back', 'labels: { team: red }'),
    'flows/c.yaml': flow('clean', 'system'),
    'flows/d.yaml': flow('shopping', 'shopping'),
  });
});
afterAll(() => server.close());

const post = (body: string, type = 'application/x-yaml') => ({
  method: 'POST',
  body,
  headers: { 'content-type': type },
});
const found = async (query: string) =>
  (await server.json<{ results: { id: string }[] }>(`/flows/search?${query}`)).results.map(({ id }) => id);

describe('flows are found', () => {
  it.each([
    ['namespace=shop', ['orders', 'refunds']],
    ['filters[namespace][EQUALS]=shop', ['orders']],
    ['filters[namespace][NOT_EQUALS]=shop', ['refunds', 'shopping', 'clean']],
    ['filters[namespace][STARTS_WITH]=shop', ['orders', 'refunds', 'shopping']],
    ['filters[namespace][IN]=shop,system', ['orders', 'clean']],
    ['filters[namespace][REGEX]=back$', ['refunds']],
    ['filters[flowId][CONTAINS]=UND', ['refunds']],
    ['filters[flowId][ENDS_WITH]=ing', ['shopping']],
    ['filters[labels][EQUALS][team]=red', ['refunds']],
    ['filters[labels][NOT_EQUALS][team]=red', ['orders', 'shopping', 'clean']],
    ['labels=team:blue&labels=size:big', ['orders']],
    ['filters[query][EQUALS]=sells', ['orders']],
    ['query=sells', ['orders']],
    ['scope=SYSTEM', ['clean']],
    ['filters[scope][EQUALS]=USER&sort=id:desc', ['shopping', 'refunds', 'orders']],
    ['sort=id:asc&size=2&page=2', ['refunds', 'shopping']],
  ])('by %s', async (query, expected) => {
    expect(await found(query)).toEqual(expected);
  });

  it.each([
    ['filters[color][EQUALS]=red', 422],
    ['filters[namespace][LESS_THAN]=a', 422],
    ['sort=labels:asc', 422],
    ['scope=NOBODY', 422],
    ['page=0', 400],
  ])('%s is refused', async (query, status) => {
    expect((await server.ask(`/flows/search?${query}`)).status).toBe(status);
  });

  it('by a text in their source, which is marked with the lines around it', async () => {
    const answer = await server.json('/flows/source?q=hello%20w&namespace=shop&sort=id:desc');
    const fragments = ['    type: io.kestra.plugin.core.log.Log\n    message: [mark]Hello W[/mark]orld\n'];
    expect(answer).toMatchObject({
      total: 2,
      results: [
        { model: { id: 'refunds' }, fragments },
        { model: { id: 'orders' }, fragments },
      ],
    });
    expect(await server.json('/flows/source?q=h.llo')).toEqual({ results: [], total: 0 });
  });

  it('by their namespaces', async () => {
    expect(await server.json('/flows/distinct-namespaces')).toEqual([
      'shop',
      'shop.back',
      'shopping',
      'system',
    ]);
    expect(await server.json('/flows/distinct-namespaces?q=SHOP.')).toEqual(['shop.back']);
  });
});

describe('a text is looked at before it is written', () => {
  const validate = async (text: string) => {
    const verdicts = await server.json<Record<string, unknown>[]>('/flows/validate', post(text));
    if (hasContract)
      expect(verdicts.flatMap((verdict) => faultsOf('ValidateConstraintViolation', verdict))).toEqual([]);
    return verdicts;
  };

  it('a valid one has no constraints', async () => {
    expect(await validate(flow('fresh', 'shop'))).toEqual([
      {
        index: 0,
        flow: 'fresh',
        namespace: 'shop',
        outdated: false,
        deprecationPaths: [],
        warnings: [],
        infos: [],
      },
    ]);
  });

  it('each of a stream is named, also one that is not valid', async () => {
    const wrong = 'id: wrong\nnamespace: shop\ntasks:\n  - id: a\n    type: not.Installed\n';
    expect(await validate(`---\n${flow('fresh', 'shop')}---\n${wrong}`)).toMatchObject([
      { index: 0, flow: 'fresh' },
      { index: 1, flow: 'wrong', namespace: 'shop', constraints: expect.stringMatching(/^5:\d+ tasks\[a\]/) },
    ]);
  });

  it('what expressions read, and which flows are run, is looked at too', async () => {
    const text = `${flow('reads', 'shop')}  - id: other
    type: io.kestra.plugin.core.log.Log
    message: "{{ outputs.nothing.value }}"
  - { id: call, type: io.kestra.plugin.core.flow.Subflow, namespace: shop, flowId: missing }
  - { id: fine, type: io.kestra.plugin.core.flow.Subflow, namespace: shop, flowId: orders }
`;
    const [verdict] = await validate(text);
    expect(verdict).toMatchObject({
      constraints: expect.stringContaining('`outputs.nothing` does not exist'),
      warnings: [expect.stringContaining('missing')],
    });
  });

  it('what is deprecated is told with its path', async () => {
    const [verdict] = await validate(`${flow('old', 'shop')}listeners: []\n`);
    expect(verdict).toMatchObject({
      deprecationPaths: ['listeners'],
      infos: [expect.stringContaining("'listeners' is deprecated, use 'afterExecution' instead")],
    });
    expect(verdict).not.toHaveProperty('constraints');
  });

  it('one that names a revision which is not the next is outdated', async () => {
    const verdicts = await validate(
      `revision: 2\n${flow('orders', 'shop')}---\nrevision: 1\n${flow('orders', 'shop')}`,
    );
    expect(verdicts).toMatchObject([{ outdated: false }, { outdated: true }]);
  });

  it('a task by itself, as YAML or JSON, with its own lines and columns', async () => {
    const task = 'id: log\ntype: io.kestra.plugin.core.log.Log\nmessage: hi\n';
    const ask = (text: string, section = 'TASKS', type = 'application/x-yaml') =>
      server.json(`/flows/validate/task?section=${section}`, post(text, type));
    expect(await ask(task)).toEqual({
      index: 0,
      outdated: false,
      deprecationPaths: [],
      warnings: [],
      infos: [],
    });
    expect(await ask(task.replace('message', 'massage'))).toMatchObject({
      constraints: expect.stringMatching(/^3:1 massage: Unrecognized field/m),
    });
    const asJson = JSON.stringify({ id: 'log', type: 'not.Installed' });
    expect(await ask(asJson, 'TASKS', 'application/json')).toMatchObject({
      constraints: expect.stringContaining('not.Installed'),
    });
    expect((await server.ask('/flows/validate/task?section=INPUTS', post(task))).status).toBe(422);
  });

  it('a trigger by itself', async () => {
    const trigger = (cron: string) =>
      JSON.stringify({ id: 'daily', type: 'io.kestra.plugin.core.trigger.Schedule', cron });
    for (const path of ['/flows/validate/trigger', '/flows/validate/task?section=TRIGGERS']) {
      const fine = await server.json(path, post(trigger('0 9 * * *'), 'application/json'));
      expect(fine).not.toHaveProperty('constraints');
      expect(await server.json(path, post(trigger('never'), 'application/json'))).toMatchObject({
        constraints: expect.stringContaining('never'),
      });
    }
  });

  it('its graph is drawn', async () => {
    const graph = await server.json('/flows/graph', post(flow('drawn', 'shop')));
    expect(graph).toMatchObject({ nodes: expect.arrayContaining([expect.objectContaining({ uid: 'log' })]) });
    if (hasContract) expect(faultsOf('FlowGraph', graph)).toEqual([]);
    expect((await server.ask('/flows/graph', post('id: broken'))).status).toBe(422);
  });
});
