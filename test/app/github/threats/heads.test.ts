import { describe, expect, it } from 'vitest';
import { appWorld } from '../appWorld.ts';

const flow = (id: string) => `id: ${id}
namespace: company.team
tasks: [{ id: log, type: io.kestra.plugin.core.log.Log, message: hello }]
`;

describe('a head that is replaced while it is looked at (github §4.3.9, §4.3.10)', () => {
  it('given a pull request that moves on, then the old commit gets no verdict, and none that a required check takes for good', async () => {
    const world = await appWorld({ files: { 'flows/a.yaml': flow('a') } });
    const { github, repository } = world;
    const old = await github.commit(repository, { branch: 'topic', files: { 'flows/a.yaml': 'id: [' } });
    const pull = await github.openPull(repository, { head: 'topic' });
    // It moves between the question what its head is and the verdict, and nobody tells.
    github.webhooks.drop(10);
    const begun = () => github.checks(repository, old, 'tutti').length > 0;
    await expect.poll(begun, { interval: 1 }).toBe(true);
    const head = await github.commit(repository, { branch: 'topic', files: { 'flows/a.yaml': flow('a2') } });
    await world.settled();
    expect(world.check(old)).toMatchObject({
      conclusion: 'cancelled',
      output: { title: `Superseded by ${head.slice(0, 7)}` },
    });
    expect(github.comments(repository, pull.number)).toEqual([]);
  });
});
