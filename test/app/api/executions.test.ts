import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventsOf, type Served, served } from './served.ts';

const hello = `
id: hello
namespace: company.team
inputs:
  - { id: name, type: STRING }
  - { id: data, type: FILE, required: false }
tasks:
  - id: greet
    type: io.kestra.plugin.core.debug.Return
    format: "Hello {{ inputs.name }}{{ inputs.data is empty ? '' : read(inputs.data) }}"
  - id: log
    type: io.kestra.plugin.core.log.Log
    message: "{{ outputs.greet.value }}"
outputs:
  - { id: greeting, type: STRING, value: "{{ outputs.greet.value }}" }
`;

const waiting = `
id: waiting
namespace: company.team
tasks:
  - { id: hold, type: io.kestra.plugin.core.flow.Pause }
  - { id: after, type: io.kestra.plugin.core.log.Log, message: on }
`;

const hooked = `
id: hooked
namespace: company.team
tasks:
  - { id: show, type: io.kestra.plugin.core.debug.Return, format: "{{ trigger.body.who }}" }
outputs:
  - { id: who, type: STRING, value: "{{ outputs.show.value }}" }
triggers:
  - { id: call, type: io.kestra.plugin.core.trigger.Webhook, key: s3cretKeyOfTheHook, wait: true }
`;

interface Execution {
  id: string;
  state: { current: string };
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
  taskRunList: { id: string; taskId: string }[];
}

let server: Served;
beforeAll(async () => {
  server = await served({
    'flows/hello.yaml': hello,
    'flows/waiting.yaml': waiting,
    'flows/hooked.yaml': hooked,
  });
});
afterAll(() => server.close());

function formOf(parts: Record<string, string | Blob>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(parts)) form.append(name, value);
  return form;
}

async function started(path: string, init: RequestInit = {}): Promise<Execution> {
  return server.json<Execution>(`/executions/${path}`, { method: 'POST', ...init });
}

describe('starting an execution', () => {
  it('answers with its record at once, and with its end when that is waited for', async () => {
    const body = formOf({ name: 'Ada' });
    const ended = await started('company.team/hello?wait=true&labels=team:blue', { body });
    expect(ended).toMatchObject({
      namespace: 'company.team',
      flowId: 'hello',
      state: { current: 'SUCCESS', duration: expect.stringMatching(/^PT/) },
      outputs: { greeting: 'Hello Ada' },
      labels: expect.arrayContaining([{ key: 'team', value: 'blue' }]),
    });
    expect(ended.taskRunList.map(({ taskId }) => taskId)).toEqual(['greet', 'log']);
    const stored = await server.json<Execution>(`/executions/${ended.id}`);
    expect(stored.outputs).toEqual({ greeting: 'Hello Ada' });
  });

  it('takes inputs as JSON too', async () => {
    const init = { body: '{"name":"Bob"}', headers: { 'content-type': 'application/json' } };
    expect((await started('company.team/hello?wait=true', init)).outputs).toEqual({ greeting: 'Hello Bob' });
  });

  it('takes files as parts named for their input, or with the input as file name', async () => {
    const named = formOf({ name: 'A', data: new File([' one'], 'a.txt') });
    expect((await started('company.team/hello?wait=true', { body: named })).outputs).toEqual({
      greeting: 'Hello A one',
    });
    const filed = formOf({ name: 'A', files: new File([' two'], 'data') });
    expect((await started('company.team/hello?wait=true', { body: filed })).outputs).toEqual({
      greeting: 'Hello A two',
    });
  });

  it('never reads files of the machine that the server runs on', async () => {
    for (const data of ['/etc/hostname', 'file:///etc/hostname']) {
      const response = await server.ask('/executions/company.team/hello', {
        method: 'POST',
        body: formOf({ name: 'Eve', data }),
      });
      expect(response.status).toBe(422);
    }
  });

  it('answers 422 with every message for refused inputs, 404 for an unknown flow', async () => {
    const refused = await server.ask('/executions/company.team/hello', { method: 'POST' });
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({
      message: expect.stringContaining('name'),
      _embedded: { errors: [{ message: expect.stringContaining('Invalid input for `name`') }] },
    });
    expect((await server.ask('/executions/company.team/none', { method: 'POST' })).status).toBe(404);
  });

  it('says what would become of inputs without starting anything', async () => {
    const before = await server.json<{ total: number }>('/executions/search');
    const report = await server.json('/executions/company.team/hello/validate', { method: 'POST' });
    expect(report).toMatchObject({
      id: 'hello',
      inputs: [
        { input: { id: 'name' }, errors: [{ message: expect.any(String) }] },
        { input: { id: 'data' }, errors: [] },
      ],
    });
    expect((await server.json<{ total: number }>('/executions/search')).total).toBe(before.total);
  });
});

describe('files of an execution', () => {
  it('are downloaded, those of others are not', async () => {
    const body = formOf({ name: 'F', data: new File(['content'], 'f.txt') });
    const { id, inputs } = await started('company.team/hello?wait=true', { body });
    const path = encodeURIComponent(String(inputs!['data']));
    expect(await (await server.ask(`/executions/${id}/file?path=${path}`)).text()).toBe('content');
    expect(await server.json(`/executions/${id}/file/metas?path=${path}`)).toEqual({ size: 7 });
    const other = await started('company.team/waiting');
    expect((await server.ask(`/executions/${other.id}/file?path=${path}`)).status).toBe(422);
    for (const wrong of ['kestra:///../../etc/hostname', 'file:///etc/hostname', '/etc/hostname'])
      expect((await server.ask(`/executions/${id}/file?path=${encodeURIComponent(wrong)}`)).status).toBe(422);
  });
});

describe('following', () => {
  it('sends the execution until it ended, and its log entries', async () => {
    const { id } = await started('company.team/hello', { body: formOf({ name: 'Cy' }) });
    const changes = await eventsOf(await server.ask(`/executions/${id}/follow`));
    expect(changes[0]?.id).toBe('start');
    expect(changes.at(-1)).toMatchObject({ id: 'end', data: { id, state: { current: 'SUCCESS' } } });
    const entries = await eventsOf(await server.ask(`/logs/${id}/follow`));
    expect(entries.map(({ data }) => (data as { message?: string }).message)).toContain('Hello Cy');
    expect(entries.at(-1)?.id).toBe('end');
  });

  it('sends what happens after it began', async () => {
    const { id } = await started('company.team/waiting');
    const stream = server.ask(`/executions/${id}/follow`).then(eventsOf);
    await expect
      .poll(async () => (await server.json<Execution>(`/executions/${id}`)).state.current)
      .toBe('PAUSED');
    const resumed = await server.ask(`/executions/${id}/resume`, { method: 'POST' });
    expect(resumed.status).toBe(204);
    const states = (await stream).map(({ data }) => (data as Execution).state?.current);
    expect(states).toContain('PAUSED');
    expect(states.at(-1)).toBe('SUCCESS');
  });
});

describe('logs', () => {
  it('are listed, searched over all executions and downloaded', async () => {
    const { id } = await started('company.team/hello?wait=true', { body: formOf({ name: 'Logan' }) });
    const listed = await server.json<{ message: string; taskId: string }[]>(
      `/logs/${id}?minLevel=INFO&taskId=log`,
    );
    expect(listed).toMatchObject([
      { message: 'Hello Logan', level: 'INFO', executionId: id, deleted: false },
    ]);
    const found = await server.json('/logs/search?q=hello%20logan&namespace=company&size=5');
    expect(found).toMatchObject({ total: 1, results: [{ message: 'Hello Logan' }] });
    expect(await server.json('/logs/search?q=hello%20logan&namespace=comp')).toMatchObject({ total: 0 });
    expect(await (await server.ask(`/logs/${id}/download`)).text()).toContain('INFO [log] Hello Logan\n');
  });
});

describe('deleted logs', () => {
  it('are gone, those of other executions stay', async () => {
    const [one, two] = await Promise.all(
      ['One', 'Two'].map((name) => started('company.team/hello?wait=true', { body: formOf({ name }) })),
    );
    expect((await server.ask(`/logs/${one!.id}`, { method: 'DELETE' })).status).toBe(200);
    expect(await server.json(`/logs/${one!.id}`)).toEqual([]);
    expect((await server.json<unknown[]>(`/logs/${two!.id}?minLevel=INFO`)).length).toBeGreaterThan(0);
  });
});

describe('a webhook', () => {
  const path = '/executions/webhook/company.team/hooked/';
  const init = { method: 'POST', body: '{"who":"caller"}', headers: { 'content-type': 'application/json' } };

  it('starts its flow, and answers with the end where the trigger waits', async () => {
    expect(await server.json(`${path}s3cretKeyOfTheHook`, init)).toMatchObject({
      flowId: 'hooked',
      state: { current: 'SUCCESS' },
      outputs: { who: 'caller' },
    });
  });

  it('answers 404 to another key', async () => {
    expect((await server.ask(`${path}wrong`, init)).status).toBe(404);
  });
});

describe('searching executions', () => {
  it('filters in the old and the new style, in pages', async () => {
    const { id } = await started('company.team/hello?wait=true&labels=kind:searched', {
      body: formOf({ name: 'Di' }),
    });
    for (const query of [
      'labels=kind:searched',
      'filters[labels][EQUALS][kind]=searched',
      `q=${id.toUpperCase()}`,
      'namespace=company&flowId=hello&state=SUCCESS&labels=kind:searched',
      'filters[namespace][PREFIX]=company&filters[labels][EQUALS][kind]=searched&filters[state][NOT_IN]=FAILED,KILLED',
    ]) {
      const { results, total } = await server.json<{ results: Execution[]; total: number }>(
        `/executions/search?${query}`,
      );
      expect({ query, total, ids: results.map((found) => found.id) }).toEqual({ query, total: 1, ids: [id] });
    }
    const page = await server.json<{ results: Execution[]; total: number }>(
      '/executions/search?size=2&page=2',
    );
    expect(page.results.length).toBe(2);
    expect(page.total).toBeGreaterThan(3);
  });

  it('answers 422 to filters that it does not know, instead of giving everything', async () => {
    expect((await server.ask('/executions/search?filters[colour][EQUALS]=red')).status).toBe(422);
    expect((await server.ask('/executions/search?state=DONE')).status).toBe(422);
  });
});
