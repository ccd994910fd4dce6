import { describe, expect, it } from 'vitest';
import { appWorld } from '../appWorld.ts';

const flow = (id: string) =>
  `id: ${id}\nnamespace: company.team\ntasks:\n  - { id: say, type: io.kestra.plugin.core.log.Log, message: hi }\n`;
const policyFile = '.github/tutti.yml';
const strict = 'commands: { run: { permission: maintain } }\nchecks: { perFlow: 1 }\n';

describe('the policy of a repository (github §4.3.5)', () => {
  it('counts as the default branch has it, and a pull request cannot lower it', async () => {
    const { github, repository, settled, check } = await appWorld({
      files: { 'flows/etl.yaml': flow('etl'), [policyFile]: strict },
    });
    const files = { [policyFile]: '', 'flows/one.yaml': flow('one'), 'flows/two.yaml': flow('two') };
    const sha = await github.commit(repository, { branch: 'topic', files });
    const pull = await github.openPull(repository, { head: 'topic', author: 'writer' });
    await settled();
    expect(check(sha).conclusion).toBe('success');
    // Two flows changed, and at most one would have a check of its own.
    expect(github.checks(repository, sha).map(({ name }) => name)).toEqual(['tutti', 'tutti tests']);

    github.comment(repository, pull.number, { user: 'writer', body: '/tutti run one' });
    await settled();
    const replies = github.comments(repository, pull.number).map(({ body }) => body);
    expect(replies.at(-1)).toContain('needs the permission maintain; you have write');

    await github.mergePull(pull, 'maintainer');
    await settled();
    const issue = github.openIssue(repository, { title: 'Run it' });
    github.comment(repository, issue, { user: 'writer', body: '/tutti run one --production' });
    await settled();
    const ran = github.checks(repository, await github.head(repository), 'tutti run company.team.one');
    expect(ran).toMatchObject([{ conclusion: 'success' }]);
  }, 30_000);

  it('given a wrong one in a pull request, then the check says where, and the last valid one stays', async () => {
    const world = await appWorld({ files: { 'flows/etl.yaml': flow('etl'), [policyFile]: strict } });
    const { github, repository, settled, known } = world;
    const files = { [policyFile]: 'commands:\n  rnu: { permission: admin }\n' };
    const sha = await github.commit(repository, { branch: 'topic', files });
    const pull = await github.openPull(repository, { head: 'topic', author: 'writer' });
    await settled();
    expect(world.check(sha)).toMatchObject({
      conclusion: 'failure',
      output: {
        title: '1 error in 1 file',
        annotations: [
          {
            path: policyFile,
            start_line: 2,
            annotation_level: 'failure',
            message: expect.stringContaining('did you mean “run”?'),
          },
        ],
      },
    });
    expect(world.check(sha).output.summary).toContain('rnu: { permission: admin }');

    await github.mergePull(pull, 'maintainer');
    await settled();
    expect((await world.rooms().policies.of(known())).commands).toEqual({ run: { permission: 'maintain' } });
    expect(world.logged()).toContain('the last valid policy stays');
    await world.restart();
    expect(world.rooms().policies.last(known()).checks.perFlow).toBe(1);
    expect(github.violations).toEqual([]);
  }, 30_000);

  it('given a default branch that GitHub does not know, then nothing is lowered', async () => {
    const world = await appWorld({ files: { [policyFile]: strict } });
    const { policies } = world.rooms();
    expect((await policies.of({ ...world.known(), defaultBranch: 'gone' })).commands).toEqual({
      run: { permission: 'maintain' },
    });
  });

  it('says when a pull request gets a comment, and whether its flows are previewed', async () => {
    const world = await appWorld({
      files: {
        'flows/etl.yaml': flow('etl'),
        [policyFile]: 'comments: { sticky: never }\npreviews: { enabled: false }\n',
      },
    });
    const { github, repository, settled } = world;
    const broken = flow('etl').replace('log.Log', 'log.Lgo');
    await github.commit(repository, { branch: 'topic', files: { 'flows/etl.yaml': broken } });
    const quiet = await github.openPull(repository, { head: 'topic', author: 'writer' });
    await settled();
    expect(github.comments(repository, quiet.number)).toEqual([]);

    await github.commit(repository, {
      branch: 'main',
      files: { [policyFile]: 'comments: { sticky: always }\npreviews: { enabled: false }\n' },
    });
    const sha = await github.commit(repository, {
      branch: 'fine',
      files: { 'flows/new.yaml': flow('new') },
    });
    const told = await github.openPull(repository, { head: 'fine', author: 'writer' });
    await settled();
    expect(github.comments(repository, told.number)).toHaveLength(1);
    expect(`${world.check(sha).output.text}`).not.toContain('Preview');

    await github.commit(repository, { branch: 'main', files: { [policyFile]: null } });
    const previewed = await github.commit(repository, {
      branch: 'fine',
      files: { 'flows/new.yaml': flow('new').replace('hi', 'ho') },
    });
    await settled();
    expect(`${world.check(previewed).output.text}`).toContain('Preview');
  }, 30_000);

  it('says which executions are shown, and what a warning does', async () => {
    const world = await appWorld({
      files: {
        'flows/warns.yaml': `${flow('warns')}  - { id: bad, type: io.kestra.plugin.core.execution.Fail, allowFailure: true }\n`,
        'flows/follows.yaml': `${flow('follows')}triggers:
  - id: after
    type: io.kestra.plugin.core.trigger.Flow
    preconditions: { id: warned, flows: [{ namespace: company.team, flowId: warns }] }
`,
        [policyFile]: 'executions: { report: all }\nchecks: { warnings: failure }\n',
      },
    });
    const { github, repository, settled } = world;
    const head = await github.head(repository);
    const issue = github.openIssue(repository, { title: 'Run it' });
    github.comment(repository, issue, { user: 'writer', body: '/tutti run warns --production' });
    await settled();
    const conclusion = (flowId: string) =>
      github.checks(repository, head, `tutti run company.team.${flowId}`).at(-1)?.conclusion;
    await expect.poll(() => conclusion('warns')).toBe('failure');
    await expect.poll(() => conclusion('follows')).toBe('success');
  }, 30_000);
});
