import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import { faultsOf, hasContract } from './contract.ts';
import { type Served, served } from './served.ts';

const flow = `
id: counted
namespace: company.team
tasks:
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: [a]
    tasks:
      - { id: log, type: io.kestra.plugin.core.log.Log, message: hi }
triggers:
  - { id: daily, type: io.kestra.plugin.core.trigger.Schedule, cron: "0 9 * * *" }
`;
const log = 'io.kestra.plugin.core.log.Log';

let server: Served;
beforeAll(async () => {
  server = await served({ 'flows/counted.yaml': flow });
});
afterAll(() => server.close());

const faults = (schema: string, value: unknown) => (hasContract ? faultsOf(schema, value) : []);

describe('the server', () => {
  it('says how its flows are used', async () => {
    const usages = await server.json('/usages');
    expect(usages).toEqual({
      flows: {
        count: 1,
        namespacesCount: 1,
        taskTypeCount: { 'io.kestra.plugin.core.flow.ForEach': 1, [log]: 1 },
        triggerTypeCount: { 'io.kestra.plugin.core.trigger.Schedule': 1 },
        taskRunnerTypeCount: {},
      },
    });
    expect(faults('UsageEE', usages)).toEqual([]);
    expect(await server.json('/usages/all')).toEqual(usages);
  });

  it('says who asks: anybody of this machine, a user, or who knows a token', async () => {
    const me = await server.json('/me');
    expect(me).toMatchObject({ id: 'anonymous', tenants: [{ id: 'main' }] });
    expect(faults('MeController.ApiMe', me)).toEqual([]);
    const token = 'a-token-of-thirty-two-characters';
    const auth = { users: [{ username: 'ada', password: 'correct horse' }], tokens: [token] };
    const closed = await served({}, { auth });
    try {
      const basic = `Basic ${btoa('ada:correct horse')}`;
      const as = (authorization: string) => ({ headers: { authorization } });
      expect(await closed.json('/me', as(basic))).toMatchObject({ id: 'ada', profile: { username: 'ada' } });
      expect(await closed.json('/me', as(`Bearer ${token}`))).toMatchObject({ id: 'token' });
      expect((await closed.ask('/me')).status).toBe(401);
      const log = async (username: string, password: string) =>
        closed.ask('/basicAuth', {
          method: 'POST',
          body: JSON.stringify({ username, password }),
          headers: { authorization: basic },
        });
      expect((await log('ada', 'correct horse')).status).toBe(200);
      const refused = await log('eve', 'new password');
      expect([refused.status, await refused.json()]).toMatchObject([
        422,
        { message: expect.stringContaining('TUTTI_USERNAME') },
      ]);
    } finally {
      await closed.close();
    }
  });
});

describe('types of plugins', () => {
  it('are listed by group and by package', async () => {
    const groups = await server.json<{ group: string; tasks: { cls: string }[] }[]>('/plugins');
    const core = groups.find(({ group }) => group === 'io.kestra.plugin.core');
    expect(core?.tasks).toContainEqual({ cls: log, deprecated: false });
    const packages = await server.json<{ subGroup: string; tasks: unknown[] }[]>('/plugins/groups/subgroups');
    expect(packages.flatMap((one) => faults('Plugin', one))).toEqual([]);
    expect(packages.find(({ subGroup }) => subGroup === 'io.kestra.plugin.core.log')?.tasks).toContainEqual({
      cls: log,
      deprecated: false,
    });
    const icons = await server.json<Record<string, unknown>>('/plugins/icons');
    expect(icons).toMatchObject({
      [log]: { name: 'Log', flowable: false },
      'io.kestra.plugin.core.flow.ForEach': { name: 'ForEach', flowable: true },
    });
    expect(await server.json('/plugins/icons/groups')).toHaveProperty(['io.kestra.plugin.core']);
  });

  it('have the version of the server that they come with', async () => {
    const versions = await server.json(`/plugins/${log}/versions`);
    expect(versions).toEqual({ type: log, versions: [manifest.version] });
    const documented = await server.json(`/plugins/${log}/versions/${manifest.version}`);
    expect(documented).toEqual(await server.json(`/plugins/${log}`));
    expect(faults('DocumentationWithSchema', documented)).toEqual([]);
    expect((await server.ask(`/plugins/${log}/versions/9.9.9`)).status).toBe(404);
    expect((await server.ask('/plugins/not.Installed/versions')).status).toBe(404);
  });

  it('have JSON Schemas: each kind of plugin, its common properties, each type of input', async () => {
    expect(await server.json('/plugins/schemas/task')).toMatchObject({
      definitions: { [log]: { $id: log, properties: { message: {} } } },
    });
    expect(await server.json('/plugins/schemas/trigger?arrayOf=true')).toMatchObject({
      type: 'array',
      items: { anyOf: expect.any(Array) },
    });
    expect(await server.json('/plugins/properties/TASK')).toMatchObject({
      timeout: {},
      allowFailure: { type: 'boolean' },
      logLevel: { enum: expect.arrayContaining(['WARN']) },
    });
    expect((await server.ask('/plugins/properties/DASHBOARD')).status).toBe(404);
    const types = await server.json<{ type: string }[]>('/plugins/inputs');
    expect(types).toContainEqual({ type: 'STRING', cls: 'io.kestra.core.models.flows.input.StringInput' });
    for (const { type } of types) {
      const documented = await server.json<{ schema: { properties: unknown } }>(`/plugins/inputs/${type}`);
      expect(documented.schema.properties).toMatchObject({ properties: { id: {}, defaults: {} } });
    }
    expect(await server.json('/plugins/inputs/ENUM')).toMatchObject({
      schema: { properties: { required: ['id', 'values'], properties: { values: { type: 'array' } } } },
    });
    expect((await server.ask('/plugins/inputs/COLOR')).status).toBe(404);
  });
});

it('the OpenAPI document names every operation of flows, files and plugins that is served', async () => {
  const { paths } = await server.json<{ paths: Record<string, Record<string, { operationId: string }>> }>(
    '/openapi.json',
  );
  const ids = Object.values(paths).flatMap((path) =>
    Object.values(path).map(({ operationId }) => operationId),
  );
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(
    expect.arrayContaining([
      'bulkUpdateFlows',
      'updateFlowsInNamespaceFromJson',
      'updateTask',
      'validateTask',
      'validateTrigger',
      'enableFlowsByIds',
      'disableFlowsByQuery',
      'deleteFlowsByQuery',
      'exportFlowsByIds',
      'importFlows',
      'exportNamespaceFiles',
      'createNamespaceDirectory',
      'getCurrentUser',
      'tenantUsage',
      'createBasicAuth',
      'getPluginVersions',
    ]),
  );
  const both = paths['/api/v1/main/flows/{namespace}']?.['post'] as
    | { requestBody?: { content: object } }
    | undefined;
  expect(Object.keys(both?.requestBody?.content ?? {})).toEqual(['application/json', 'application/x-yaml']);
});
