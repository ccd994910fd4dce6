import { expect, it } from 'vitest';
import { appWorld } from '../appWorld.ts';

const policyFile = '.github/tutti.yml';

function asking(uri: string): string {
  return `id: ask
namespace: company.team
tasks: [{ id: it, type: io.kestra.plugin.core.http.Request, uri: "${uri}" }]
`;
}

it('given a policy that lists hosts, then production asks no others, until the policy of the default branch says otherwise', async () => {
  const world = await appWorld({ files: { [policyFile]: 'egress: { hosts: [api.example.com] }\n' } });
  const { github, repository, settled } = world;
  await github.commit(repository, { files: { 'flows/ask.yaml': asking(`${github.url}/inside`) } });
  await settled();
  const asked = () => github.requests.filter(({ path }) => path === '/inside').length;
  const workspace = (await world.rooms().workspaces.open(world.known(), { kind: 'production' }))!;
  const run = async () => {
    const { id } = await workspace.engine.start({ flow: workspace.flows.find('company.team', 'ask')!.flow });
    await workspace.engine.ended(id);
    const { entries } = await workspace.backend.logs({ executionId: id });
    return entries.map(({ message }) => message).join('\n');
  };
  expect(await run()).toContain('the policy of the repository lists the hosts that may');
  expect(asked()).toBe(0);
  const { hostname } = new URL(github.url);
  await github.commit(repository, { files: { [policyFile]: `egress: { hosts: ['${hostname}'] }\n` } });
  await settled();
  await run();
  expect(asked()).toBe(1);
});
