import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Served, served } from './served.ts';

const flow = `
id: hooked
namespace: company.team
tasks:
  - { id: log, type: io.kestra.plugin.core.log.Log, message: hi }
triggers:
  - { id: call, type: io.kestra.plugin.core.trigger.Webhook, key: keyOfTheHook }
`;

/** `fetch` sets these headers itself. */
function statusWith(url: string, headers: Record<string, string>, method = 'GET'): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode!);
    });
    sent.on('error', reject);
    sent.end();
  });
}

describe('with credentials', () => {
  let server: Served;
  beforeAll(async () => {
    const auth = {
      users: [{ username: 'ada', password: 'correct horse' }],
      tokens: ['token-of-sixteen-chars'],
    };
    server = await served({ 'flows/hooked.yaml': flow }, { auth });
  });
  afterAll(() => server.close());
  const status = async (authorization?: string, path = '/flows/search') =>
    (await server.ask(path, authorization === undefined ? {} : { headers: { authorization } })).status;
  const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;

  it('lets in passwords and tokens, and nothing else', async () => {
    expect(await status(basic('ada:correct horse'))).toBe(200);
    expect(await status('Bearer token-of-sixteen-chars')).toBe(200);
    for (const wrong of [undefined, basic('ada:wrong'), basic('ada'), 'Bearer wrong', 'Bearer ', 'nonsense'])
      expect(await status(wrong), wrong).toBe(401);
  });

  it('lets webhooks through, whose key is the credential, and health', async () => {
    expect((await server.ask('/executions/webhook/company.team/hooked/keyOfTheHook')).status).toBe(200);
    expect((await server.ask('/executions/webhook/company.team/hooked/other')).status).toBe(404);
    expect((await fetch(`${server.url}/health/readiness`)).status).toBe(200);
    expect((await fetch(`${server.url}/metrics`)).status).toBe(401);
  });

  it('refuses what a web page of another origin asks for with the credentials of its reader', async () => {
    const headers = { origin: 'https://evil.example', authorization: basic('ada:correct horse') };
    expect((await server.ask('/executions/company.team/hooked', { method: 'POST', headers })).status).toBe(
      403,
    );
  });
});

describe('without credentials', () => {
  let server: Served;
  beforeAll(async () => {
    server = await served({ 'flows/hooked.yaml': flow });
  });
  afterAll(() => server.close());

  it('answers under names of this machine only', async () => {
    const url = `${server.url}/api/v1/main/flows/search`;
    expect(await statusWith(url, { host: 'localhost:8080' })).toBe(200);
    expect(await statusWith(url, { host: 'rebound.example' })).toBe(403);
  });

  it('refuses what a web page of another origin asks for', async () => {
    const url = `${server.url}/api/v1/main/executions/company.team/hooked`;
    expect(await statusWith(url, { origin: 'https://evil.example' }, 'POST')).toBe(403);
    expect(await statusWith(url, { origin: server.url }, 'POST')).toBe(200);
  });

  it('tells errors as Kestra does', async () => {
    const response = await server.ask('/executions/none');
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({
      message: 'Execution none was not found',
      _links: { self: { href: '/api/v1/main/executions/none', templated: false } },
      _embedded: { errors: [{ message: 'Execution none was not found' }] },
    });
    expect((await fetch(`${server.url}/api/v1/flows/search`)).status).toBe(200);
    expect((await fetch(`${server.url}/api/v1/nothing`)).status).toBe(404);
  });

  it('describes itself: configuration, OpenAPI, metrics', async () => {
    await server.json('/executions/company.team/hooked?wait=true', { method: 'POST' });
    const document = await server.json<{ paths: Record<string, Record<string, { operationId: string }>> }>(
      '/openapi.json',
    );
    expect(document.paths['/api/v1/main/executions/{namespace}/{id}']?.['post']?.operationId).toBe(
      'createExecution',
    );
    const ids = Object.values(document.paths).flatMap((path) =>
      Object.values(path).map(({ operationId }) => operationId),
    );
    expect(ids).toEqual([...new Set(ids)]);
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    expect(metrics).toMatch(/^tutti_executions_ended_total\{state="SUCCESS"\} [1-9]/m);
    expect(metrics).toMatch(/^tutti_task_runs_ended_total\{state="SUCCESS"\} [1-9]/m);
    expect(metrics).toMatch(/^tutti_http_request_duration_seconds_bucket\{le="\+Inf"\} [1-9]/m);
  });
});
