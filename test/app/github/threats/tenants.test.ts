import { describe, expect, it } from 'vitest';
import { repositoryEnvironment } from '../../../../app/github/workspace/secrets.ts';
import { findSecret } from '../../../../runner/engine/secrets.ts';
import { appWorld } from '../appWorld.ts';

const repository = (id: number, fullName: string) => {
  const [owner = '', name = ''] = fullName.split('/');
  return { id, owner, name, installationId: 1, defaultBranch: 'main' };
};
const shop = repository(1, 'Acme-Corp/shop.eu');
const bank = repository(2, 'Acme-Corp/bank');

const environment = {
  ENV_REGION: 'eu',
  TUTTI_SECRET_ACME_CORP__SHOP_EU__TOKEN: 'of the shop',
  SECRET_ACME_CORP__BANK__TOKEN: Buffer.from('of the bank').toString('base64'),
  TUTTI_SECRET_TOKEN: 'of all',
  TUTTI_SECRET_OTHER: 'of all too',
};
const read = (
  of: typeof shop,
  key: string,
  more: { shared?: string[]; repositories?: (typeof shop)[] } = {},
) =>
  findSecret(
    repositoryEnvironment(of, { environment, shared: [], repositories: [shop, bank], ...more }),
    key,
  );

describe('secrets of one repository among many (github §8.2, multi-tenant leakage)', () => {
  it('given secrets that name a repository, then only that one reads them', () => {
    expect(read(shop, 'TOKEN')).toBe('of the shop');
    expect(read(bank, 'TOKEN')).toBe('of the bank');
  });

  it.each(['ACME_CORP__SHOP_EU__TOKEN', 'OTHER'])('given %s, then the bank does not read it', (key) => {
    expect(() => read(bank, key)).toThrow(`Cannot find secret for key '${key}'`);
  });

  it.each(['*', 'acme-corp/*', 'Acme-Corp/bank'])(
    'given shared secrets for %s, then they are read, and own ones win',
    (shared) => {
      expect(read(bank, 'OTHER', { shared: [shared] })).toBe('of all too');
      expect(read(bank, 'TOKEN', { shared: [shared] })).toBe('of the bank');
      expect(() => read(bank, 'ACME_CORP__SHOP_EU__TOKEN', { shared: [shared] })).toThrow('Cannot find');
    },
  );

  it.each(['acme-corp/shop-eu', 'acme-corp/shop_eu', 'acme-corp/.shop.eu.'])(
    'given a new repository %s, which is written alike, then it gets nothing by its name',
    (name) => {
      const later = repository(9, name);
      const repositories = [later, shop, bank];
      expect(() => read(later, 'TOKEN', { repositories })).toThrow('Cannot find');
      expect(read(shop, 'TOKEN', { repositories })).toBe('of the shop');
    },
  );

  it('given what is no secret, then everybody has it', () => {
    expect(repositoryEnvironment(bank, { environment, shared: [], repositories: [] })).toMatchObject({
      ENV_REGION: 'eu',
    });
  });
});

it('given two repositories of one server, then neither flows, executions, KV nor secrets of one are in the other', async () => {
  const flow = `id: leak
namespace: company.team
tasks:
  - { id: own, type: io.kestra.plugin.core.debug.Return, format: "{{ secret('KEY') }}" }
  - { id: keep, type: io.kestra.plugin.core.kv.Set, key: note, value: mine, kvType: STRING }
`;
  const peek = `id: peek
namespace: company.team
tasks:
  - { id: secret, type: io.kestra.plugin.core.debug.Return, allowFailure: true, format: "{{ secret('KEY') }}" }
  - { id: shared, type: io.kestra.plugin.core.debug.Return, allowFailure: true, format: "{{ secret('ACME__FLOWS__KEY') }}" }
  - { id: kv, type: io.kestra.plugin.core.debug.Return, format: "{{ kv('note', errorOnMissing=false) ?? 'nothing' }}" }
  - { id: call, type: io.kestra.plugin.core.flow.Subflow, allowFailure: true, namespace: company.team, flowId: leak, wait: true }
`;
  const world = await appWorld({
    files: { 'flows/leak.yaml': flow },
    environment: { TUTTI_SECRET_ACME__FLOWS__KEY: 'mine', TUTTI_SECRET_OTHER: 'of all' },
  });
  const other = await world.github.createRepository({ name: 'other', files: { 'flows/peek.yaml': peek } });
  await world.settled();
  const { registry } = world.app().services;
  const [first, second] = await Promise.all(
    [world.repository, other].map(({ id }) =>
      world.rooms().workspaces.open(registry.get(id)!, { kind: 'production' }),
    ),
  );
  const run = async (workspace: NonNullable<typeof first>, id: string) => {
    const started = await workspace.engine.start({ flow: workspace.flows.find('company.team', id)!.flow });
    return workspace.engine.ended(started.id);
  };
  const mine = await run(first!, 'leak');
  const peeked = await run(second!, 'peek');
  expect(peeked.taskRunList.map(({ taskId, state }) => `${taskId} ${state.current}`)).toEqual([
    'secret WARNING',
    'shared WARNING',
    'kv SUCCESS',
    'call WARNING',
  ]);
  expect(peeked.taskRunList.find(({ taskId }) => taskId === 'kv')?.outputs).toEqual({ value: 'nothing' });
  expect(await second!.backend.execution(mine.id)).toBeUndefined();
  expect((await second!.backend.executions({})).map(({ flowId }) => flowId)).toEqual(['peek']);
  // What the API says of a tenant’s secrets (app/api/namespaces.ts).
  expect(first!.secretNames).toEqual(['KEY']);
  expect(second!.secretNames).toEqual([]);
});
