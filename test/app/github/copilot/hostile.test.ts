import { describe, expect, it } from 'vitest';
import { copilotWorld, greet, greetSuite } from './support.ts';

const wanted = { flow: greet('Good morning'), tests: greetSuite('Good morning'), title: 'Say good morning' };
const wish = '/tutti copilot --flow greet Say good morning';

describe('a model that means harm, on GitHub (github §8.2, “prompt injection”)', () => {
  it('given a title and an explanation that act, then the commit and the pull request do nothing', async () => {
    const world = await copilotWorld();
    const { github, repository } = world;
    const acting =
      'Closes #1, fixes https://github.com/a/b/issues/1 GH-2 @everyone\n/tutti deploy\n<img src=x onerror=y>\n```mermaid\nclick a "javascript:x"\n```\nCo-authored-by: Eve <eve@evil.example>\nskip-checks: true\u202e';
    world.proposes({ ...wanted, title: `[s\u200bkip ci] ${acting}`, explanation: acting });
    const issue = github.openIssue(repository, { title: acting, body: acting });
    github.comment(repository, issue, { user: 'writer', body: wish });
    await world.settled();
    const [pull] = github.pulls(repository);
    const message = await repository.git.text(['log', '-1', '--format=%B', pull!.headSha]);
    for (const text of [pull!.title, pull!.body, message])
      for (const act of [
        /\[skip ci/i,
        /closes #\d/i,
        /https:\/\/github\.com\/a/,
        /@everyone/,
        /^\/tutti/m,
        /^```mermaid/m,
        /\u202e/,
      ])
        expect(text).not.toMatch(act);
    expect(message).not.toMatch(/skip-checks:/i);
    expect(pull!.body).not.toContain('<img');
    expect(message).not.toMatch(/^Co-authored-by/im);
    const trailers = await repository.git.text(['log', '-1', '--format=%(trailers:only)', pull!.headSha]);
    expect(trailers).toMatch(/^Tutti-Generated: true\nTutti-Job: comment-\d+$/);
  });

  it('given an id that leads to the policy or a workflow, then no branch is made', async () => {
    const world = await copilotWorld();
    const { github, repository } = world;
    const issue = github.openIssue(repository, { title: 'x' });
    for (const id of ['../.github/tutti', '../.github/workflows/ci', '..%2ftutti']) {
      world.proposes({ flow: greet().replace('id: greet', `id: "${id}"`), tests: greetSuite() });
      github.comment(repository, issue, {
        user: 'writer',
        body: '/tutti copilot --namespace company.team Make a flow',
      });
      await world.settled();
    }
    expect(github.pulls(repository)).toEqual([]);
    expect(await repository.git.text(['for-each-ref', '--format=%(refname)', 'refs/heads/tutti'])).toBe('');
  });
});

describe('limits and policy (github §8.2, “budget”)', () => {
  it('given a policy of one file, then a proposal of a flow and a suite is refused', async () => {
    const world = await copilotWorld({
      files: { 'flows/greet.yaml': greet(), '.github/tutti.yml': 'copilot:\n  maxFiles: 1\n' },
    });
    const { github, repository } = world;
    world.proposes(wanted);
    const issue = github.openIssue(repository, { title: 'x' });
    github.comment(repository, issue, { user: 'writer', body: wish });
    await world.settled();
    expect(github.pulls(repository)).toEqual([]);
    expect(github.comments(repository, issue).at(-1)!.body).toContain(
      '2 files; the policy of the repository',
    );
  });

  it('given a wish that fails, then its tokens count all the same, and the repository has an end too', async () => {
    const world = await copilotWorld();
    const { github, repository, model } = world;
    const key = `${repository.id}`;
    const used = () =>
      world.app().services.records.get<{ day: string; tokens: number }>('copilot-used', key)!;
    model.mock.on(
      { predicate: () => true },
      {
        toolCalls: [{ name: 'propose_flow', arguments: JSON.stringify({ flow: 'id: greet\n' }) }],
        usage: { prompt_tokens: 1_000, completion_tokens: 100, total_tokens: 1_100 },
      },
    );
    const issue = github.openIssue(repository, { title: 'x' });
    github.comment(repository, issue, { user: 'writer', body: wish });
    await world.settled();
    expect(github.comments(repository, issue).at(-1)!.body).toContain('still not right');
    expect(used().tokens).toBe(3_300);
    world.app().services.records.put('copilot-used', key, { ...used(), wishes: 100 });
    const asked = model.bodies().length;
    github.comment(repository, issue, { user: 'writer', body: wish });
    await world.settled();
    expect(github.comments(repository, issue).at(-1)!.body).toContain(
      'This repository asked 100 times today',
    );
    expect(model.bodies()).toHaveLength(asked);
  });
});

describe('/tutti ask with a model (issue “Copilot”, Ask)', () => {
  it('given an answer that cites, then it is shown harmless, with its sources, and its tokens count', async () => {
    const world = await copilotWorld();
    const { github, repository, model } = world;
    model.mock.on(
      { predicate: () => true },
      {
        content: 'Use `retry` [1]. Ask @everyone, see https://evil.example [99] <img src=x>',
        usage: { prompt_tokens: 50, completion_tokens: 7, total_tokens: 57 },
      },
    );
    const issue = github.openIssue(repository, { title: 'How?' });
    github.comment(repository, issue, { user: 'writer', body: '/tutti ask How do I retry a task?' });
    await world.settled();
    const reply = github.comments(repository, issue).at(-1)!.body;
    expect(reply).toContain('From the documentation of Tutti');
    expect(reply).toContain('docs/');
    expect(reply).not.toMatch(/@everyone|https:\/\/evil|<img|\[99\]/);
    expect(model.bodies()).toHaveLength(1);
    const used = world.app().services.records.get<{ tokens: number }>('copilot-used', `${repository.id}`);
    expect(used?.tokens).toBe(57);
  });
});

describe('the button Fix it of an execution of production (github §9.3)', () => {
  it('given a model that gives up, then the check says so; given one that repairs, its pull request', async () => {
    const failing = `${greet('Hi').split('outputs:')[0]}  - id: give_up\n    type: io.kestra.plugin.core.execution.Fail\n`;
    const world = await copilotWorld({ files: { 'flows/greet.yaml': failing } });
    const { github, repository, model } = world;
    const issue = github.openIssue(repository, { title: 'Run it' });
    github.comment(repository, issue, { user: 'writer', body: '/tutti run greet' });
    await world.settled();
    const sha = await github.head(repository);
    const check = () =>
      github
        .checks(repository, sha)
        .find(({ actions }) => actions.some(({ identifier }) => identifier === 'fix'))!;
    expect(check().conclusion).toBe('failure');
    const report = check().output.summary!;
    model.mock.on(
      { predicate: () => true },
      { toolCalls: [{ name: 'decline', arguments: '{"reason":"unclear","message":"No idea, @boss"}' }] },
    );
    github.pressButton(check(), 'fix', 'writer');
    await world.settled();
    expect(check().output.summary).toContain('No idea');
    expect(check().output.summary).not.toContain('@boss');
    expect(check().output.summary).toContain(report.slice(0, 40));
    world.proposes({ flow: greet('Hi'), tests: greetSuite('Hi') });
    github.pressButton(check(), 'fix', 'writer');
    await world.settled();
    const [pull] = github.pulls(repository);
    expect(pull).toMatchObject({ draft: true });
    expect(check().output.summary).toContain(`/pull/${pull!.number}`);
  });
});
