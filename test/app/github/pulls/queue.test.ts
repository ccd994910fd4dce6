import { describe, expect, it } from 'vitest';
import { appWorld } from '../appWorld.ts';

const flow = (type = 'io.kestra.plugin.core.log.Log') => `id: hello
namespace: company.team
tasks:
  - { id: say, type: ${type}, message: hello }
`;

async function pullRequest(text: string) {
  const world = await appWorld();
  const { github, repository, settled } = world;
  const sha = await github.commit(repository, { branch: 'topic', files: { 'flows/hello.yaml': text } });
  const pull = await github.openPull(repository, { head: 'topic', author: 'writer' });
  await settled();
  return { ...world, pull, sha };
}

describe('a merge queue (github §2.4)', () => {
  it('given a group, then the commit that would be merged is judged', async () => {
    const { github, pull, settled, check } = await pullRequest(flow());
    const sha = await github.mergeGroup(pull);
    await settled();
    expect(check(sha)).toMatchObject({ status: 'completed', conclusion: 'success' });
  });

  it('given a group that is wrong, then its check fails, so that it is not merged', async () => {
    const { github, pull, settled, check } = await pullRequest(flow('io.kestra.plugin.core.log.Lag'));
    const sha = await github.mergeGroup(pull);
    await settled();
    expect(check(sha)).toMatchObject({ status: 'completed', conclusion: 'failure' });
  });

  it('given a queue that dissolves, then nothing of it goes on', async () => {
    const { github, repository, pull, settled } = await pullRequest(flow());
    const sha = await github.mergeGroup(pull);
    const branch = `gh-readonly-queue/${pull.base}/pr-${pull.number}-${await github.head(repository)}`;
    await github.forcePush(repository, branch, undefined);
    await settled();
    expect(github.checks(repository, sha).filter(({ status }) => status !== 'completed')).toEqual([]);
  });
});

describe('a check that is asked for again (github §2.3)', () => {
  it('given one check, then it is made anew, with a conclusion', async () => {
    const { github, repository, sha, settled, check } = await pullRequest(flow());
    const before = check(sha);
    github.rerequest(before, 'writer');
    await settled();
    expect(github.checks(repository, sha, 'tutti').every(({ status }) => status === 'completed')).toBe(true);
    expect(check(sha).conclusion).toBe('success');
    expect(check(sha).id).not.toBe(before.id);
  });
});

describe('a server that ends between making a check and noting it (github §2.6)', () => {
  it('given a restart then, then there is one check of the name, with a conclusion', async () => {
    const world = await appWorld();
    const { github, repository, settled, restart } = world;
    // The check is made, and its answer is lost.
    github.faults.lose('POST /repos/{owner}/{repo}/check-runs');
    const sha = await github.commit(repository, { branch: 'topic', files: { 'flows/hello.yaml': flow() } });
    await github.openPull(repository, { head: 'topic', author: 'writer' });
    await restart();
    await settled();
    const made = github.requests.filter(
      ({ method, route }) => method === 'POST' && route.endsWith('/check-runs'),
    );
    expect(made.filter(({ status }) => !status)).toHaveLength(1);
    expect(github.checks(repository, sha, 'tutti')).toEqual([
      expect.objectContaining({ status: 'completed', conclusion: 'success' }),
    ]);
  });
});
