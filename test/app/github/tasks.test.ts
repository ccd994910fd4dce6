import { describe, expect, it } from 'vitest';
import { appCredentials } from '../../../app/github/workspace/credentials.ts';
import { type AppWorld, appWorld } from './appWorld.ts';

const comment = (more = '') => `id: say
namespace: company.team
tasks:
  - id: comment
    type: io.kestra.plugin.github.issues.Comment
    issueNumber: 1
    body: Hello
${more}`;
const read = `id: read
namespace: company.team
tasks:
  - id: file
    type: io.tutti.plugin.github.files.Read
    path: README.md
`;

describe('GitHub tasks that the App runs (github §8.1, §8.2)', () => {
  it('given a task without a token on the default branch, then it acts as the App, with a token for this alone', async () => {
    const world = await appWorld({ files: { 'flows/say.yaml': comment() } });
    const { github, repository } = world;
    const { conclusion, logs } = await inProduction(world, 'say');
    expect(`${conclusion} ${logs}`).toMatch(/^success/);
    expect(github.comments(repository, 1).map(({ body }) => body)).toContain('Hello');
    const { token } = commentOf(world);
    const asked = github.requests.filter(({ route }) => route.endsWith('/access_tokens'));
    expect(asked.map(({ body }) => body)).toContainEqual({
      repository_ids: [repository.id],
      permissions: { issues: 'write' },
    });
    const isRevoked = () =>
      github.requests.some((one) => one.route === '/installation/token' && one.token === token);
    await expect.poll(isRevoked).toBe(true);
    expect(JSON.stringify([logs, github.requests.map(({ body }) => body)])).not.toContain(token);
  });

  it('given another repository of the same installation, then the task cannot reach it', async () => {
    const world = await appWorld({ files: { 'flows/say.yaml': comment('    repository: acme/other\n') } });
    const other = await world.github.createRepository({ name: 'other' });
    world.github.openIssue(other, { title: 'Theirs' });
    const { conclusion, logs } = await inProduction(world, 'say');
    expect(conclusion).toBe('failure');
    expect(logs).toContain(
      'The GitHub App lets tasks of acme/flows reach this repository only, not acme/other',
    );
    expect(world.github.comments(other, 1)).toEqual([]);
  });

  it('given a pull request, then its tasks read as the App, and change nothing', async () => {
    const world = await appWorld({ files: { 'README.md': 'Flows' } });
    const { github, repository, settled } = world;
    const files = { 'flows/say.yaml': comment(), 'flows/read.yaml': read };
    await github.commit(repository, { branch: 'topic', files });
    const pull = await github.openPull(repository, { head: 'topic', author: 'writer' });
    await settled();
    await world.comment(pull, '/tutti run company.team.read');
    expect(world.check(pull.headSha, 'tutti run company.team.read').conclusion).toBe('success');
    await world.comment(pull, '/tutti run company.team.say');
    const { conclusion, output } = world.check(pull.headSha, 'tutti run company.team.say');
    expect(conclusion).toBe('failure');
    expect(`${output.summary}${output.text}`).toContain('Tasks of pull requests only read on GitHub');
    expect(github.comments(repository, pull.number).map(({ body }) => body)).not.toContain('Hello');
  });

  it('given a fork that nobody trusts, then its tasks get no token', async () => {
    const { app, known } = await appWorld();
    const { github } = app().services;
    const source = appCredentials(github, known(), 'fork');
    await expect(source.github({ permissions: { contents: 'read' } })).rejects.toThrow(
      'Tasks of forks get no token of the GitHub App',
    );
  });

  it('given an address that a pull request writes, then nothing is sent there', async () => {
    const world = await appWorld();
    const { github, repository, settled } = world;
    const flow = `${read}    repository: acme/flows\n    endpoint: "${github.url}/inside"\n`;
    await github.commit(repository, { branch: 'topic', files: { 'flows/read.yaml': flow } });
    const pull = await github.openPull(repository, { head: 'topic', author: 'writer' });
    await settled();
    await world.comment(pull, '/tutti run company.team.read');
    expect(world.check(pull.headSha, 'tutti run company.team.read').conclusion).toBe('failure');
    expect(github.requests.filter(({ path }) => path.startsWith('/inside'))).toEqual([]);
  });
});

/** Runs a flow of the default branch, as a maintainer asks for in an issue; gives its check and its log. */
async function inProduction(world: AppWorld, flowId: string) {
  const { github, repository, settled } = world;
  const issue = github.openIssue(repository, { title: 'Run it' });
  github.comment(repository, issue, {
    user: 'maintainer',
    body: `/tutti run company.team.${flowId} --production`,
  });
  await settled();
  const check = world.check(await github.head(repository), `tutti run company.team.${flowId}`);
  const workspace = await world.rooms().workspaces.open(world.known(), { kind: 'production' });
  const { entries } = await workspace!.backend.logs({ executionId: check.externalId });
  return { conclusion: check.conclusion, logs: entries.map(({ message }) => message).join('\n') };
}

/** The request by which the task commented. */
function commentOf({ github: { requests } }: AppWorld) {
  return requests.find(({ body }) => (body as { body?: string } | undefined)?.body === 'Hello')!;
}
