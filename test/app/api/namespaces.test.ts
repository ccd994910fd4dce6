import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Served, served } from './served.ts';

const flow = `id: show
namespace: company.team
tasks:
  - { id: show, type: io.kestra.plugin.core.debug.Return }
outputs:
  - { id: text, type: STRING, value: "{{ outputs.show.value }}" }
`;
const company = `# Who may do what.
variables:
  # Where things are stored.
  bucket: data
  region: eu # for now
pluginDefaults:
  - type: io.kestra.plugin.core.debug.Return
    values: { format: "{{ namespace.bucket }} {{ namespace.region }} {{ globals.stage }}" }
`;
const defaults = [{ type: 'io.kestra.plugin.core.log.Log', forced: false, values: { level: 'WARN' } }];

let server: Served;
beforeAll(async () => {
  process.env['SECRET_NAMESPACE_TEST'] = Buffer.from('hidden').toString('base64');
  server = await served(
    { 'flows/show.yaml': flow, 'company/namespace.yaml': company },
    { globals: { stage: 'test' }, pluginDefaults: defaults },
  );
});
afterAll(async () => {
  delete process.env['SECRET_NAMESPACE_TEST'];
  await server.close();
});

const body = (value: unknown, method: string) => ({
  method,
  body: JSON.stringify(value),
  headers: { 'content-type': 'application/json' },
});
const text = async () => {
  const { outputs } = await server.json<{ outputs?: { text: string } }>(
    '/executions/company.team/show?wait=true',
    { method: 'POST' },
  );
  return outputs?.text;
};

describe('a namespace', () => {
  it('is what its own namespace.yaml says', async () => {
    expect(await server.json('/namespaces/company')).toMatchObject({
      id: 'company',
      deleted: false,
      variables: { bucket: 'data', region: 'eu' },
      pluginDefaults: [{ type: 'io.kestra.plugin.core.debug.Return' }],
    });
    expect(await server.json('/namespaces/company.team')).not.toHaveProperty('variables');
    expect((await server.ask('/namespaces/nobody')).status).toBe(404);
  });

  it('inherits variables from those above it, and plugin defaults from the server too', async () => {
    expect(await server.json('/namespaces/company.team/inherited-variables')).toEqual({
      bucket: 'data',
      region: 'eu',
    });
    expect(await server.json('/namespaces/company/inherited-variables')).toEqual({});
    expect(await server.json('/namespaces/company/inherited-plugindefaults')).toEqual(defaults);
    expect(await server.json('/namespaces/company.team/inherited-plugindefaults')).toHaveLength(2);
  });

  it('tells names of secrets, and no values', async () => {
    const own = await server.json('/namespaces/company/secrets?size=1000');
    expect(own).toMatchObject({ readOnly: true });
    expect(own['results']).toContainEqual({ key: 'NAMESPACE_TEST' });
    const inherited = await server.json<Record<string, string[]>>('/namespaces/company/inherited-secrets');
    expect(inherited['company']).toContain('NAMESPACE_TEST');
  });
});

describe('a namespace.yaml in the folder that is served', () => {
  it('gives flows variables and plugin defaults, also when it changes', async () => {
    expect(await text()).toBe('data eu test');
    server.put('company/namespace.yaml', company.replace('region: eu', 'region: us'));
    await expect.poll(text, { timeout: 5_000 }).toBe('data us test');
    server.put('company/namespace.yaml', company);
    await expect.poll(text, { timeout: 5_000 }).toBe('data eu test');
  });

  it('is changed by PUT, and keeps its comments', async () => {
    const { id, pluginDefaults } = await server.json('/namespaces/company');
    const changed = {
      id,
      pluginDefaults,
      description: 'The company.',
      variables: { bucket: 'data', region: 'north' },
      allowedNamespaces: [{ namespace: 'shop' }],
    };
    expect(await server.json('/namespaces/company', body(changed, 'PUT'))).toMatchObject(changed);
    const written = readFileSync(join(server.root, 'company/namespace.yaml'), 'utf8');
    expect(written).toContain('# Who may do what.');
    expect(written).toContain('# Where things are stored.\n  bucket: data\n  region: north # for now');
    expect(await text()).toBe('data north test');
  });

  it('is made by POST once, and deleted', async () => {
    const made = { id: 'shop.web', deleted: false, variables: { a: 1 } };
    expect(await server.json('/namespaces', body(made, 'POST'))).toMatchObject(made);
    expect((await server.ask('/namespaces', body(made, 'POST'))).status).toBe(422);
    expect(existsSync(join(server.root, 'shop.web/namespace.yaml'))).toBe(true);
    expect((await server.ask('/namespaces/shop.web', { method: 'DELETE' })).status).toBe(204);
    expect((await server.ask('/namespaces/shop.web')).status).toBe(404);
  });

  it('takes no change that it cannot hold, and says which', async () => {
    const refused = async (value: object) => {
      const answer = await server.ask('/namespaces/company', body(value, 'PUT'));
      return [answer.status, ((await answer.json()) as { message: string }).message];
    };
    expect(await refused({ secretType: 'VAULT' })).toEqual([422, expect.stringContaining('no secretType')]);
    expect(await refused({ id: 'other' })).toEqual([
      422,
      expect.stringContaining('expected company, found other'),
    ]);
    expect(await refused({ variables: [] })).toEqual([
      422,
      expect.stringContaining('variables: must be a map'),
    ]);
  });
});

it('where the API may not write, says that the repository is the truth', async () => {
  const other = await served({ 'flows/show.yaml': flow }, { flows: { writable: false, poll: 'PT1S' } });
  const answer = await other.ask('/namespaces/company', body({}, 'PUT'));
  expect(answer.status).toBe(403);
  expect(((await answer.json()) as { message: string }).message).toContain('commit the change there');
  await other.close();
});
