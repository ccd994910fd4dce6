import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Served, served } from './served.ts';

const flow = (id: string, message = 'hi') => `id: ${id}
namespace: company.team
tasks:
  - id: log
    type: io.kestra.plugin.core.log.Log
    message: ${message}
`;
const scheduled = `id: scheduled
namespace: company.team
tasks:
  - { id: log, type: io.kestra.plugin.core.log.Log, message: hi }
triggers:
  - { id: daily, type: io.kestra.plugin.core.trigger.Schedule, cron: "0 9 * * *", timezone: UTC }
`;

let server: Served;
beforeAll(async () => {
  server = await served({
    'flows/first.yaml': flow('first'),
    'flows/scheduled.yaml': scheduled,
    'company.team/files/a/b.txt': 'text',
  });
});
afterAll(() => server.close());

const yaml = (body: string, method = 'POST') => ({
  method,
  body,
  headers: { 'content-type': 'application/x-yaml' },
});

describe('flows', () => {
  it('are those of the folder, as it is now', async () => {
    server.put('flows/second.yaml', flow('second'));
    await expect.poll(async () => (await server.ask('/flows/company.team/second')).status).toBe(200);
    expect(await server.json('/flows/search?q=sec')).toMatchObject({ total: 1, results: [{ id: 'second' }] });
    expect(await server.json('/flows/distinct-namespaces')).toEqual(['company.team']);
  });

  it('are written into the folder, and can be run at once', async () => {
    const source = flow('written');
    expect(await server.json('/flows', yaml(source))).toMatchObject({ id: 'written', source, revision: 1 });
    expect(readFileSync(join(server.root, 'flows/written.yaml'), 'utf8')).toBe(source);
    expect((await server.ask('/flows', yaml(source))).status).toBe(422);
    const ended = await server.json('/executions/company.team/written?wait=true', { method: 'POST' });
    expect(ended).toMatchObject({ state: { current: 'SUCCESS' } });
    await server.json('/flows/company.team/written', yaml(flow('written', 'bye'), 'PUT'));
    expect(await server.json('/flows/company.team/written?source=true')).toMatchObject({
      source: expect.stringContaining('bye'),
    });
    expect((await server.ask('/flows/company.team/written', { method: 'DELETE' })).status).toBe(204);
    expect(existsSync(join(server.root, 'flows/written.yaml'))).toBe(false);
  });

  it('are refused with every place that is wrong', async () => {
    const wrong = 'id: wrong\nnamespace: company.team\ntasks:\n  - id: a\n    type: not.Installed\n';
    const response = await server.ask('/flows', yaml(wrong));
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      _embedded: { errors: [{ message: expect.stringContaining('not.Installed') }] },
    });
    const checked = await server.json<{ constraints?: string }[]>(
      '/flows/validate',
      yaml(`${flow('fine')}---\n${wrong}`),
    );
    expect(checked).toMatchObject([
      { index: 0, flow: 'fine' },
      { index: 1, constraints: expect.stringContaining('5:') },
    ]);
    expect(checked[0]).not.toHaveProperty('constraints');
  });

  it('answer 403 to writing where the folder is not to be written', async () => {
    const readOnly = await served({ 'flows/first.yaml': flow('first') }, { flows: { writable: false } });
    try {
      const response = await readOnly.ask('/flows', yaml(flow('other')));
      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({ message: expect.stringContaining('commit the change') });
    } finally {
      await readOnly.close();
    }
  });
});

describe('namespace files', () => {
  const path = '/namespaces/company.team/files';

  it('are read, listed and found', async () => {
    expect(await (await server.ask(`${path}?path=/a/b.txt`)).text()).toBe('text');
    expect(await server.json(`${path}/search?q=b.t`)).toEqual(['/a/b.txt']);
    expect(await server.json(`${path}/directory`)).toMatchObject([{ fileName: 'a', type: 'Directory' }]);
    expect(await server.json(`${path}/directory?path=a`)).toMatchObject([
      { fileName: 'b.txt', type: 'File', size: 4 },
    ]);
    expect((await server.ask(`${path}?path=none`)).status).toBe(404);
  });

  it('are written, moved and deleted, never outside of their folder', async () => {
    const body = new FormData();
    body.append('fileContent', new File(['new'], 'x'));
    expect((await server.ask(`${path}?path=c.txt`, { method: 'POST', body })).status).toBe(200);
    expect((await server.ask(`${path}?from=c.txt&to=d/c.txt`, { method: 'PUT' })).status).toBe(200);
    expect(readFileSync(join(server.root, 'company.team/files/d/c.txt'), 'utf8')).toBe('new');
    expect((await server.ask(`${path}?path=d`, { method: 'DELETE' })).status).toBe(204);
    expect((await server.ask(`${path}?path=d/c.txt`)).status).toBe(404);
    expect((await server.ask(`${path}?path=../../x`, { method: 'POST', body })).status).toBe(422);
    expect((await server.ask(`${path}?path=../../flows/first.yaml`)).status).toBe(404);
  });
});

describe('keys and values', () => {
  const path = '/namespaces/company.team/kv';

  it('keep the type of what was written, with ttl and description', async () => {
    const put = (key: string, body: string, headers: Record<string, string> = {}) =>
      server.ask(`${path}/${key}`, { method: 'PUT', body, headers });
    for (const [key, body, expected] of [
      ['n', '42', { type: 'NUMBER', value: 42 }],
      ['s', 'text', { type: 'STRING', value: 'text' }],
      ['q', '"2024-01-01"', { type: 'STRING', value: '2024-01-01' }],
      ['d', 'PT1H', { type: 'DURATION', value: 'PT1H' }],
      ['j', '{"a":[1]}', { type: 'JSON', value: { a: [1] } }],
    ] as const) {
      expect((await put(key, body)).status).toBe(200);
      expect(await server.json(`${path}/${key}`)).toEqual(expected);
    }
    await put('t', '1', { ttl: 'PT1H', description: 'an hour' });
    const entries = await server.json<{ key: string }[]>(path);
    expect(entries.find(({ key }) => key === 't')).toMatchObject({
      description: 'an hour',
      expirationDate: expect.any(String),
    });
    expect((await put('bad key', '1')).status).toBe(422);
    expect(await server.json(`${path}/n`, { method: 'DELETE' })).toBe(true);
    expect((await server.ask(`${path}/n`)).status).toBe(404);
  });

  it('are inherited from the namespaces above', async () => {
    await server.ask('/namespaces/company/kv/above', { method: 'PUT', body: '1' });
    expect(await server.json(`${path}/inheritance`)).toMatchObject([{ key: 'above', namespace: 'company' }]);
  });
});

describe('triggers', () => {
  const key = { namespace: 'company.team', flowId: 'scheduled', triggerId: 'daily' };
  const body = (value: unknown, method = 'PUT') => ({
    method,
    body: JSON.stringify(value),
    headers: { 'content-type': 'application/json' },
  });

  it('are listed with their state, switched off and on', async () => {
    await expect
      .poll(() => server.json('/triggers/company.team/scheduled'))
      .toMatchObject({
        total: 1,
        results: [{ ...key, nextExecutionDate: expect.stringContaining('T09:00:00') }],
      });
    expect(await server.json('/triggers', body({ ...key, disabled: true }))).toMatchObject({
      disabled: true,
    });
    expect(await server.json('/triggers/search')).toMatchObject({
      results: [{ abstractTrigger: { id: 'daily' }, triggerContext: { ...key, disabled: true } }],
    });
    await server.json('/triggers', body({ ...key, disabled: false }));
  });

  it('make up for dates of the past', async () => {
    await server.json(
      '/triggers',
      body({ ...key, backfill: { start: '2024-01-01T00:00:00Z', end: '2024-01-03T23:00:00Z' } }),
    );
    await expect
      .poll(async () => (await server.json<{ total: number }>('/executions/search?flowId=scheduled')).total, {
        timeout: 5_000,
      })
      .toBe(3);
  });

  it('answer 404 where there is none, 422 to what names none', async () => {
    expect((await server.ask('/triggers', body({ ...key, triggerId: 'none' }))).status).toBe(404);
    expect((await server.ask('/triggers', body({}))).status).toBe(422);
  });
});
