import { expect, it } from 'vitest';
import { appWorld } from '../appWorld.ts';

const waiting = `id: waiting
namespace: company.team
tasks: [{ id: it, type: io.kestra.plugin.core.flow.Pause }]
`;
const name = 'tutti run company.team.waiting';

it('given a pull request whose execution waits, when it is closed, then its check says that it was killed, and its buttons start nothing', async () => {
  const world = await appWorld();
  const { github, repository, settled } = world;
  const sha = await github.commit(repository, { branch: 'topic', files: { 'flows/waiting.yaml': waiting } });
  const pull = await github.openPull(repository, { head: 'topic', author: 'writer' });
  await settled();
  await world.comment(pull, '/tutti run company.team.waiting');
  const check = world.check(sha, name);
  expect(check.conclusion).toBe('action_required');
  await github.closePull(pull);
  await settled();
  expect(world.check(sha, name)).toMatchObject({ status: 'completed', conclusion: 'cancelled' });
  github.pressButton(check, 'replay', 'writer');
  await settled();
  expect(github.checks(repository, sha, name)).toHaveLength(1);
  await github.reopenPull(pull);
  await settled();
  github.pressButton(check, 'replay', 'writer');
  await settled();
  expect(github.checks(repository, sha, name)).toHaveLength(2);
});
