import { describe, expect, it } from 'vitest';
import { githubWorld } from './support.ts';

const github = 'io.kestra.plugin.github';
const tutti = 'io.tutti.plugin.github';

describe('issues and pull requests (surfaces §9.4)', () => {
  it('given a title, labels and assignees, when an issue is created, then it is there, with its address and number', async () => {
    const world = await githubWorld();
    const outputs = await world.outputs(`${github}.issues.Create`, {
      title: "{{ 'Prices' }} are late",
      body: 'Since noon.',
      labels: ['incident'],
      assignees: ['ada'],
    });
    const [issue] = world.github.world.issues;
    expect(issue).toMatchObject({
      title: 'Prices are late',
      body: 'Since noon.',
      labels: ['incident'],
      assignees: ['ada'],
      user: { login: 'maintainer' },
    });
    expect(outputs).toEqual({
      issueUrl: `${world.github.url}/acme/data/issues/${issue!.number}`,
      issueNumber: issue!.number,
    });
  });

  it('given an issue, when it is commented on, then the comment is there', async () => {
    const world = await githubWorld();
    const number = world.github.openIssue(world.repository, { title: 'Late' });
    const outputs = await world.outputs(`${github}.issues.Comment`, {
      issueNumber: `{{ ${number} }}`,
      body: 'On it.',
    });
    expect(world.github.comments(world.repository, number).map(({ body }) => body)).toEqual(['On it.']);
    expect(outputs['issueUrl']).toBe(`${world.github.url}/acme/data/issues/${number}`);
    expect(outputs['commentUrl']).toMatch(/#issuecomment-\d+$/);
  });

  it('given no such issue, then the error says what was asked for, and what to look at', async () => {
    const world = await githubWorld();
    const log = await world.failure(`${github}.issues.Comment`, { issueNumber: 99, body: 'Hello' });
    expect(log).toContain('/repos/acme/data/issues/99/comments was answered with 404');
    expect(log).toContain('does the token have the permission');
  });

  it('given a branch, when a pull request is created, then people and teams are asked for a review', async () => {
    const world = await githubWorld();
    await world.github.commit(world.repository, { branch: 'prices', files: { 'prices.csv': '1' } });
    const outputs = await world.outputs(`${github}.pulls.Create`, {
      sourceBranch: 'prices',
      targetBranch: 'main',
      title: 'New prices',
      draft: true,
      reviewers: ['ada', 'team:data', 'team:acme/web'],
    });
    const [pull] = world.github.pulls(world.repository);
    expect(pull).toMatchObject({ head: 'prices', base: 'main', draft: true, maintainerCanModify: false });
    expect(outputs['pullRequestUrl']).toBe(`${world.github.url}/acme/data/pull/${pull!.number}`);
    expect(world.github.world.reviewRequests).toMatchObject([{ reviewers: ['ada'], teams: ['data', 'web'] }]);
  });

  it('given a workflow, when it is run, then it gets the ref and the inputs; the default branch by default', async () => {
    const world = await githubWorld();
    const type = `${github}.actions.RunWorkflow`;
    await world.outputs(type, { workflowId: 'build.yml', ref: 'v1', inputs: { target: "{{ 'test' }}" } });
    await world.outputs(type, { workflowId: 'build.yml' });
    expect(world.github.world.dispatches.map(({ kind, body }) => [kind, body])).toEqual([
      ['build.yml', { ref: 'v1', inputs: { target: 'test' } }],
      ['build.yml', { ref: 'main' }],
    ]);
  });

  it('given the key of an App, when a token is made, then it does what was asked for, and nothing more', async () => {
    const world = await githubWorld();
    const { app } = world.github;
    const installation = world.github.install(world.repository);
    const { token } = await world.outputs(`${github}.auth.AppToken`, {
      ...{ oauthToken: undefined, repository: undefined },
      clientId: app.clientId,
      installationId: String(installation),
      privateKey: app.privateKey.replaceAll('\n', '\\n'),
      repositories: ['data'],
      permissions: { issues: 'write' },
    });
    const asApp = { oauthToken: undefined, appInstallationToken: token };
    await world.outputs(`${github}.issues.Create`, { ...asApp, title: 'Made by an App' });
    expect(world.github.world.issues[0]!.user.type).toBe('Bot');
    const log = await world.failure(`${tutti}.files.Update`, { ...asApp, files: { a: 'b' } });
    expect(log).toContain('Resource not accessible by integration');
  });
});

describe('checks (issue “The GitHub App”)', () => {
  it('given a token of an installation, then a check is shown; the names of the App itself are refused', async () => {
    const world = await githubWorld();
    const { auth } = world.github.world;
    const { token } = auth.issue(world.github.install(world.repository), undefined, { checks: 'write' });
    const sha = await world.github.head(world.repository);
    const asApp = { oauthToken: undefined, appInstallationToken: token, sha };
    await world.outputs(`${tutti}.checks.Create`, {
      ...asApp,
      name: 'data',
      conclusion: 'failure',
      summary: 'Rows are **missing**',
    });
    expect(world.github.checks(world.repository, sha)).toMatchObject([
      { name: 'data', conclusion: 'failure', output: { title: 'data', summary: 'Rows are **missing**' } },
    ]);
    for (const name of ['tutti', 'tutti run company.team.flow', 'Tutti'])
      expect(await world.failure(`${tutti}.checks.Create`, { ...asApp, name })).toContain(
        'is a name of the App itself',
      );
  });
});
