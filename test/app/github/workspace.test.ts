import { describe, expect, it } from 'vitest';
import { appWorld } from './appWorld.ts';

const script = `id: script
namespace: company.team
tasks:
  - id: env
    type: io.kestra.plugin.scripts.shell.Commands
    taskRunner: { type: io.kestra.plugin.core.runner.Process }
    commands: ["env"]
`;

describe('what runs where (github §8.1, §8.3)', () => {
  it('given a script in a pull request, then it does not run on this server, and the check says why', async () => {
    const world = await appWorld();
    const { github, repository, settled } = world;
    const sha = await github.commit(repository, { branch: 'topic', files: { 'flows/script.yaml': script } });
    const pull = await github.openPull(repository, { head: 'topic', author: 'writer' });
    await settled();
    github.comment(repository, pull.number, { user: 'writer', body: '/tutti run company.team.script' });
    await settled();
    const { output, conclusion } = world.check(sha, 'tutti run company.team.script');
    expect(conclusion).toBe('failure');
    expect(`${output.summary}${output.text}`).toContain('Scripts of pull requests do not run on this server');
  });

  it('given an HTTP request in a pull request, then nothing on this network is asked', async () => {
    const world = await appWorld();
    const { github, repository, settled } = world;
    const inside = `${github.url}/inside`;
    const sha = await github.commit(repository, {
      branch: 'topic',
      files: {
        'flows/ask.yaml': `id: ask
namespace: company.team
tasks:
  - { id: render, type: io.kestra.plugin.core.debug.Return, format: "{{ http('${inside}') }}" }
  - { id: ask, type: io.kestra.plugin.core.http.Request, uri: "${inside}" }
`,
      },
    });
    const pull = await github.openPull(repository, { head: 'topic', author: 'writer' });
    await settled();
    await world.comment(pull, '/tutti run company.team.ask');
    const { output } = world.check(sha, 'tutti run company.team.ask');
    expect(`${output.summary}${output.text}`).toContain(
      'HTTP requests of pull requests do not run on this server',
    );
    expect(github.requests.filter(({ path }) => path === '/inside')).toEqual([]);
  });

  it('given a flow whose input names a file of this machine, then nothing of it is read', async () => {
    const world = await appWorld();
    const { github, repository, settled } = world;
    await github.commit(repository, {
      branch: 'topic',
      files: {
        'flows/file.yaml': `id: file
namespace: company.team
inputs: [{ id: passwords, type: FILE, defaults: "file:///etc/passwd" }]
tasks: [{ id: show, type: io.kestra.plugin.core.log.Log, message: "{{ read(inputs.passwords) }}" }]
`,
      },
    });
    const pull = await github.openPull(repository, { head: 'topic', author: 'writer' });
    await settled();
    await world.comment(pull, '/tutti run company.team.file');
    const { output, conclusion } = world.check(pull.headSha, 'tutti run company.team.file');
    expect(conclusion).toBe('failure');
    expect(`${output.summary}${output.text}`).toMatch(/not (allowed|supported)/);
    expect(JSON.stringify(github.requests)).not.toContain('root:x:0');
  });

  it('given the same on the default branch, then it runs, and sees nothing of the server', async () => {
    process.env['TUTTI_GITHUB_PRIVATE_KEY'] = 'the-key-of-the-app';
    process.env['PRIVATE_KEY'] = 'the-key-of-the-app';
    process.env['WEBHOOK_SECRET'] = 'the-secret-of-the-webhook';
    process.env['SECRET_PASSWORD'] = 'aGlkZGVu';
    try {
      const world = await appWorld({ environment: { SECRET_PASSWORD: 'aGlkZGVu' } });
      const { github, repository, settled } = world;
      const sha = await github.commit(repository, { files: { 'flows/script.yaml': script } });
      const issue = github.openIssue(repository, { title: 'Run it' });
      await settled();
      github.comment(repository, issue, {
        user: 'maintainer',
        body: '/tutti run company.team.script --production',
      });
      await settled();
      const { conclusion, externalId } = world.check(sha, 'tutti run company.team.script');
      expect(conclusion).toBe('success');
      const workspace = await world.rooms().workspaces.open(world.known(), { kind: 'production' });
      const { entries } = await workspace!.backend.logs({ executionId: externalId });
      const log = entries.map(({ message }) => message).join('\n');
      expect(log).toContain('PATH=');
      expect(log).not.toMatch(/the-secret-of-the-webhook|the-key-of-the-app|aGlkZGVu|TUTTI_GITHUB/);
    } finally {
      delete process.env['TUTTI_GITHUB_PRIVATE_KEY'];
      delete process.env['PRIVATE_KEY'];
      delete process.env['WEBHOOK_SECRET'];
      delete process.env['SECRET_PASSWORD'];
    }
  });
});
