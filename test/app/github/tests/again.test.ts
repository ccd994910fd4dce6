import { describe, expect, it, vi } from 'vitest';
import { appWorld } from '../appWorld.ts';
import { flow, suite } from './support.ts';

const name = 'tutti tests';
const files = {
  'flows/etl.yaml': flow('etl', 'a'),
  'flows/other.yaml': flow('other', 'o'),
  'tests/etl.yaml': suite('etl', 'b', 'wrong'),
  'tests/other.yaml': suite('other', 'o'),
};

/** A pull request that changes \`etl\`, one case of which fails. */
async function pullWorld() {
  const world = await appWorld({ files });
  const { github, repository, settled } = world;
  const sha = await github.commit(repository, {
    branch: 'topic',
    files: { 'flows/etl.yaml': flow('etl', 'b') },
  });
  const pull = await github.openPull(repository, { head: 'topic', author: 'writer' });
  await settled();
  return { ...world, sha, pull };
}

describe('unit tests once more (github §2.3, §4.2)', () => {
  it('given `/tutti test`, then the check is renewed; the answer names what failed, and is a reaction where all passed', async () => {
    const world = await pullWorld();
    const { github, repository, sha, pull, comment } = world;
    expect(github.checks(repository, sha, name)).toHaveLength(1);
    const [failed] = await comment(pull, '/tutti test');
    expect(failed).toContain('❌ 1 of 2 cases failed');
    expect(github.checks(repository, sha, name)).toHaveLength(2);
    expect(world.check(sha, name).output.title).toBe('1 of 2 cases failed');

    // The check goes on to say all that the change concerns.
    expect(await comment(pull, '/tutti test company.team.other')).toEqual([]);
    expect(world.check(sha, name).output.title).toBe('1 of 3 cases failed');
    expect(await comment(pull, '/tutti test etl --filter case_1')).toEqual([]);
    expect(world.check(sha, name)).toMatchObject({ conclusion: 'failure' });
    const [unknown] = await comment(pull, '/tutti test ohter');
    expect(unknown).toContain('did you mean “other”');
    const [outsider] = await comment(pull, '/tutti test', 'reader');
    expect(outsider).toContain('needs the permission write');
    expect(github.violations).toEqual([]);
  }, 60_000);

  it('given the button and a wish to run the check again, then each makes a new check run; who may not write makes none', async () => {
    const world = await pullWorld();
    const { github, repository, sha, settled } = world;
    github.pressButton(world.check(sha), 'test', 'reader');
    await settled();
    expect(github.checks(repository, sha, name)).toHaveLength(1);
    github.pressButton(world.check(sha), 'test', 'writer');
    await settled();
    expect(github.checks(repository, sha, name)).toHaveLength(2);
    github.rerequest(world.check(sha, name), 'writer');
    await settled();
    expect(github.checks(repository, sha, name)).toHaveLength(3);
    expect(world.check(sha, name)).toMatchObject({ conclusion: 'failure' });
  }, 60_000);

  it('given doubled deliveries and a restart while tests run, then there is one check, which ends', async () => {
    const world = await appWorld({ files });
    const { github, repository } = world;
    github.webhooks.duplicate(2);
    const sha = await github.commit(repository, {
      branch: 'topic',
      files: { 'flows/etl.yaml': flow('etl', 'b') },
    });
    await github.openPull(repository, { head: 'topic', author: 'writer' });
    await vi.waitFor(() => expect(github.checks(repository, sha, name)).toHaveLength(1), { timeout: 20_000 });
    await world.restart();
    expect(github.checks(repository, sha, name)).toHaveLength(1);
    expect(world.check(sha, name)).toMatchObject({ conclusion: 'failure' });
    expect(github.checks(repository, sha, 'tutti')).toHaveLength(1);
    expect(world.check(sha).output.summary).toContain('❌ 1/2');
  }, 60_000);

  it('given a merge, then results of the same flows and files are known, and nothing is run again', async () => {
    const world = await appWorld({ files: { ...files, 'tests/etl.yaml': suite('etl', 'b') } });
    const { github, repository, settled } = world;
    await github.commit(repository, { branch: 'topic', files: { 'flows/etl.yaml': flow('etl', 'b') } });
    const pull = await github.openPull(repository, { head: 'topic', author: 'writer' });
    await settled();
    const queued = await github.mergeGroup(pull);
    await settled();
    const merged = await github.mergePull(pull);
    await settled();
    for (const sha of [queued, merged]) {
      expect(world.check(sha, name)).toMatchObject({ conclusion: 'success' });
      expect(world.check(sha, name).output.summary).toContain('passed before with the same flows and files');
    }
  }, 60_000);

  it('given a fork, then its author may test once somebody with write access trusts the commit', async () => {
    const world = await appWorld({ files });
    const { github, repository, settled, comment } = world;
    const fork = await github.fork(repository, 'stranger');
    const sha = await github.commit(fork, { branch: 'topic', files: { 'flows/etl.yaml': flow('etl', 'b') } });
    const pull = await github.openPull(repository, { head: 'topic', fork, author: 'stranger' });
    await settled();
    const [refused] = await comment(pull, '/tutti test', 'stranger');
    expect(refused).toContain(`/tutti ok ${sha}`);
    expect(github.checks(repository, sha, name)).toHaveLength(1);
    await comment(pull, `/tutti ok ${sha}`);
    await comment(pull, '/tutti test', 'stranger');
    expect(github.checks(repository, sha, name)).toHaveLength(2);
  }, 60_000);

  it('given a server where scripts of branches run, then tests of a branch run them, without secrets', async () => {
    const world = await appWorld({
      files: { 'flows/etl.yaml': flow('etl', 'a') },
      environment: { TUTTI_SECRET_TOKEN: 'hunter2', SECRET_TOKEN: 'aHVudGVyMg==' },
      settings: { scripts: 'branch' },
    });
    const { github, repository, settled } = world;
    const script = `id: script
namespace: company.team
tasks:
  - id: say
    type: io.kestra.plugin.scripts.shell.Commands
    taskRunner: { type: io.kestra.plugin.core.runner.Process }
    commands: ['echo "::{\\"outputs\\":{\\"said\\":\\"t:$SECRET_TOKEN$TUTTI_SECRET_TOKEN\\"}}::"']
outputs:
  - { id: said, type: STRING, value: "{{ outputs.say.vars.said }}" }
`;
    const sha = await github.commit(repository, {
      branch: 'topic',
      files: { 'flows/script.yaml': script, 'tests/script.yaml': suite('script', 't:') },
    });
    await github.openPull(repository, { head: 'topic', author: 'writer' });
    await settled();
    expect(world.check(sha, name).output.summary).toContain('1 case passed');
  }, 60_000);
});
