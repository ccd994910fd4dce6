import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { appWorld } from '../appWorld.ts';

const flow = (message: string, type = 'io.kestra.plugin.core.log.Log') => `id: a
namespace: company.team
tasks:
  - id: log
    type: ${type}
    message: ${JSON.stringify(message)}
`;

/** Each level holds the one before it ten times. */
const bomb = `id: a
namespace: company.team
variables:
  a: &a [x, x, x, x, x, x, x, x, x, x]
${[...'bcdefghij'].map((name, index) => `  ${name}: &${name} [${Array(10).fill(`*${'abcdefghi'[index]}`).join(', ')}]`).join('\n')}
tasks: [{ id: log, type: io.kestra.plugin.core.log.Log, message: "{{ vars.j }}" }]
`;

describe('hostile flows of a pull request (github §8.2)', () => {
  it.each([
    ['a YAML bomb', bomb],
    [
      'values nested ten thousand deep',
      `id: a\nnamespace: company.team\nvariables: { a: ${'['.repeat(10_000)}${']'.repeat(10_000)} }\n`,
    ],
    [
      'a tag that makes objects',
      'id: a\nnamespace: company.team\nvariables: { a: !!js/function "x" }\ntasks: []\n',
    ],
    ['megabytes', `id: a\nnamespace: company.team\ndescription: ${'x'.repeat(2_000_000)}\ntasks: []\n`],
  ])('given %s, then its check fails, and the server goes on', async (_, source) => {
    const world = await appWorld({ files: { 'README.md': 'flows\n' } });
    const { github, repository, settled } = world;
    const sha = await github.commit(repository, { branch: 'bad', files: { 'flows/a.yaml': source } });
    await github.openPull(repository, { head: 'bad' });
    await settled();
    expect(world.check(sha)).toMatchObject({ conclusion: 'failure', status: 'completed' });
    const next = await github.commit(repository, { branch: 'good', files: { 'flows/a.yaml': flow('fine') } });
    await github.openPull(repository, { head: 'good' });
    await settled();
    expect(world.check(next).conclusion).toBe('success');
  });

  it.each([
    [
      'a loop without end',
      '{% for a in range(1, 100000000) %}{% for b in range(1, 100000000) %}x{% endfor %}{% endfor %}',
    ],
    [
      'a regular expression without end',
      "{{ 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!' matches '(a+)+b' }}",
    ],
  ])('given a template with %s, then its run ends, and the server goes on', async (_, template) => {
    const world = await appWorld({ files: { 'README.md': 'flows\n' } });
    const { github, repository, settled } = world;
    const sha = await github.commit(repository, {
      branch: 'topic',
      files: { 'flows/a.yaml': flow(template) },
    });
    const pull = await github.openPull(repository, { head: 'topic', author: 'writer' });
    await settled();
    await world.comment(pull, '/tutti run company.team.a');
    expect(world.check(sha, 'tutti run company.team.a').status).toBe('completed');
    await world.comment(pull, '/tutti help');
    expect(github.comments(repository, pull.number).at(-1)?.body).toContain('/tutti run');
  });

  it('given a branch and a comment that a shell would run, then they are names and text', async () => {
    const world = await appWorld({ files: { 'README.md': 'flows\n' } });
    const { github, repository, settled } = world;
    const mark = `/tmp/tutti-injected-${process.pid}`;
    const branch = `x;touch\${IFS}${mark.slice(1)};$(touch\${IFS}injected)`;
    const sha = await github.commit(repository, { branch, files: { 'flows/a.yaml': flow('fine') } });
    const pull = await github.openPull(repository, { head: branch, author: 'writer' });
    await settled();
    expect(world.check(sha).conclusion).toBe('success');
    for (const body of [
      `/tutti run $(touch ${mark})`,
      `/tutti graph "; touch ${mark} #"`,
      `/tutti run company.team.a --sha "--upload-pack=touch ${mark}"`,
    ])
      await world.comment(pull, body);
    await expect(readFile(mark)).rejects.toThrow('ENOENT');
    expect(github.violations).toEqual([]);
  });

  it.each([
    '../../../etc/passwd',
    '/etc/passwd',
    '..%2f..%2fetc/passwd',
    'a/../../../../etc/passwd',
    'nsfile:///../../../../etc/passwd',
    'file:///etc/passwd',
    'kestra:///../../../../etc/passwd',
  ])('given a flow that reads %s, then nothing of this machine is read', async (path) => {
    const world = await appWorld({ files: { 'README.md': 'flows\n', 'files/mine.txt': 'mine' } });
    const { github, repository, settled } = world;
    const sha = await github.commit(repository, {
      branch: 'topic',
      files: { 'flows/a.yaml': flow(`{{ read('${path}') }}`) },
    });
    const pull = await github.openPull(repository, { head: 'topic', author: 'writer' });
    await settled();
    await world.comment(pull, '/tutti run company.team.a');
    expect(world.check(sha, 'tutti run company.team.a').conclusion).toBe('failure');
    expect(JSON.stringify(github.requests)).not.toContain('root:x:0');
  });
});

it('given a secret that production prints in other spellings, then no check, comment or log line of the server shows it', async () => {
  const secret = 'pa55/word+with "ünusual"=chars';
  const forms = [
    secret,
    Buffer.from(secret).toString('base64'),
    encodeURIComponent(secret),
    encodeURIComponent(secret).replaceAll('%20', '+'),
    JSON.stringify(secret).slice(1, -1),
  ];
  const source = `id: a
namespace: company.team
tasks:
  - { id: plain, type: io.kestra.plugin.core.log.Log, message: "{{ secret('KEY') }}" }
  - { id: base64, type: io.kestra.plugin.core.log.Log, message: "{{ secret('KEY') | base64encode }}" }
  - { id: url, type: io.kestra.plugin.core.log.Log, message: "{{ secret('KEY') | urlencode }}" }
  - { id: fail, type: io.kestra.plugin.core.execution.Fail, errorMessage: "no {{ secret('KEY') }}, {{ secret('KEY') | base64encode }}, {{ secret('KEY') | urlencode }}, {{ {'k': secret('KEY')} | toJson }}" }
`;
  const world = await appWorld({
    files: { 'flows/a.yaml': source },
    environment: { TUTTI_SECRET_KEY: secret },
    settings: { sharedSecrets: ['*'] },
  });
  const { github, repository, settled } = world;
  const issue = github.openIssue(repository, { title: 'Run it' });
  github.comment(repository, issue, { user: 'maintainer', body: '/tutti run company.team.a --production' });
  await settled();
  const sha = await github.head(repository);
  expect(world.check(sha, 'tutti run company.team.a').conclusion).toBe('failure');
  const told = JSON.stringify(github.requests) + world.logged();
  expect(told).toContain('no ******, ******, ******');
  for (const form of forms) expect(told).not.toContain(form);
});
