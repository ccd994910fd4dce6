import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createChecks } from '../../../../app/github/checks/index.ts';
import { checkedConfig } from '../../../../app/github/config.ts';
import { createGitHubApp } from '../../../../app/github/index.ts';
import { createMirror } from '../../../../app/github/mirror/index.ts';
import { defaultSettings } from '../../../../app/github/policy/schema.ts';
import { createPulls } from '../../../../app/github/pulls/index.ts';
import { createJudge } from '../../../../app/github/verdict/index.ts';
import { snapshotReader } from '../../../../app/github/verdict/snapshot.ts';
import { createWorkspaces, type Workspaces } from '../../../../app/github/workspace/index.ts';
import { systemClock } from '../../../../runner/engine/triggers/clock.ts';
import { pluginRegistry } from '../../../../runner/plugins/index.ts';
import { startFakeGitHub } from '../../../fake-github/index.ts';
import { readableLog, temporaryHome } from '../support.ts';

const log = 'io.kestra.plugin.core.log.Log';
const flow = (id: string, message = 'hello', more = '') =>
  `id: ${id}\nnamespace: company.team\ntasks:\n  - id: say\n    type: ${log}\n    message: "${message}"\n${more}`;
const nightly =
  'triggers:\n  - id: nightly\n    type: io.kestra.plugin.core.trigger.Schedule\n    cron: "0 9 * * *"\n    timezone: UTC\n';

/** GitHub, a repository, and the App with verdicts and deployments. */
async function scene(files: Record<string, string>) {
  const github = await startFakeGitHub();
  onTestFinished(() => github.close());
  const { privateKey, webhookSecret, id } = github.app;
  const repository = await github.createRepository({ files });
  let workspaces: Workspaces;
  const app = await createGitHubApp({
    config: checkedConfig({ appId: String(id), privateKey, webhookSecret, apiUrl: github.apiUrl }),
    home: temporaryHome(),
    log: readableLog().log,
    clock: systemClock,
    throttle: false,
    rooms(services) {
      const registry = pluginRegistry();
      const mirror = createMirror(services);
      const checks = createChecks({ ...services, clock: systemClock });
      workspaces = createWorkspaces({
        ...services,
        mirror,
        registry,
        repositories: () => services.registry.list(),
        sharedSecrets: ['*'],
        environment: { SECRET_KEY: 'aGlkZGVu' },
      });
      const pulls = createPulls({
        ...{
          services,
          mirror,
          checks,
          policy: async () => defaultSettings,
          judge: createJudge({ registry, read: snapshotReader(registry), now: services.now }),
        },
        deploy: async (where, commit) =>
          void (await workspaces.at(where, { kind: 'production' }, { commit, trust: 'default' })),
      });
      return {
        handlers: [pulls],
        async close(grace) {
          await workspaces.close(grace);
          mirror.close();
        },
      };
    },
  });
  onTestFinished(() => app.close(0));
  const server = createAdaptorServer({ fetch: (request: Request) => app.receive(request) }) as Server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  github.webhooks.target(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await app.start();
  const settled = async () => {
    await github.webhooks.settled();
    await app.idle();
  };
  await settled();
  const known = () => app.services.registry.get(repository.id)!;
  const production = () => workspaces.open(known(), { kind: 'production' });
  return { github, repository, settled, production, known, workspaces: workspaces! };
}

describe('from a moved ref to a verdict and a deployment (github §0.5, §9.2)', () => {
  it('given a pull request with a broken flow, then one check fails on its line, and the comment says so', async () => {
    const { github, repository, settled } = await scene({ 'flows/a.yaml': flow('a') });
    const sha = await github.commit(repository, {
      branch: 'topic',
      files: { 'flows/a.yaml': flow('a').replace(log, 'io.kestra.plugin.core.log.Lug') },
    });
    const pull = await github.openPull(repository, { head: 'topic' });
    await settled();
    const [check, ...others] = github.checks(repository, sha, 'tutti');
    expect(others).toEqual([]);
    expect(check).toMatchObject({ conclusion: 'failure', status: 'completed' });
    expect(check!.output.annotations).toMatchObject([{ path: 'flows/a.yaml', start_line: 5 }]);
    expect(github.comments(repository, pull.number)).toHaveLength(1);
    expect(github.violations).toEqual([]);
  });

  it('given a push to the default branch, then it runs: triggers start, and removed flows are gone', async () => {
    const { github, repository, settled, production } = await scene({ 'flows/a.yaml': flow('a') });
    const sha = await github.commit(repository, {
      files: { 'flows/a.yaml': null, 'flows/b.yaml': flow('b', 'hello', nightly) },
    });
    await settled();
    const workspace = (await production())!;
    expect(workspace.commit).toBe(sha);
    expect(workspace.flows.all().map(({ flow: { id } }) => id)).toEqual(['b']);
    const [check] = github.checks(repository, sha, 'tutti');
    expect(check!.conclusion).toBe('success');
    expect(check!.output.summary).toContain('nightly');
  });

  it('given a doubled delivery, then the same check is there once', async () => {
    const { github, repository, settled } = await scene({ 'flows/a.yaml': flow('a') });
    github.webhooks.duplicate(2);
    const sha = await github.commit(repository, { files: { 'README.md': 'hello' } });
    await settled();
    expect(github.checks(repository, sha).map(({ output }) => output.title)).toEqual(['No flow changed']);
  });

  it('given a pull request that reaches a secret and a host, then what becomes reachable is named', async () => {
    const { github, repository, settled } = await scene({ 'flows/a.yaml': flow('a') });
    const request = `  - id: call\n    type: io.kestra.plugin.core.http.Request\n    uri: https://example.com/x\n`;
    const sha = await github.commit(repository, {
      branch: 'topic',
      files: { 'flows/a.yaml': flow('a', "{{ secret('TOKEN') }}", request) },
    });
    await github.openPull(repository, { head: 'topic' });
    await settled();
    const { summary } = github.checks(repository, sha, 'tutti')[0]!.output;
    expect(summary).toContain('TOKEN');
    expect(summary).toContain('example.com');
  });

  it('given a server that ended, then production goes on at its commit with its triggers', async () => {
    const { github, repository, known, workspaces } = await scene({ 'flows/a.yaml': flow('a') });
    const sha = await github.head(repository);
    await workspaces.close(0);
    await workspaces.resume(known());
    const workspace = (await workspaces.open(known(), { kind: 'production' }))!;
    expect(workspace.commit).toBe(sha);
    expect(workspace.scheduler).toBeDefined();
  });

  it('given a workspace of a pull request, then no trigger fires there, and no secret is read', async () => {
    const reading = flow('a', "{{ secret('KEY') }}");
    const { github, repository, known, workspaces, production } = await scene({ 'flows/a.yaml': reading });
    const commit = await github.head(repository);
    const pull = await workspaces.at(known(), { kind: 'pull', number: 1 }, { commit, trust: 'branch' });
    expect(pull.scheduler).toBeUndefined();
    const states = await Promise.all(
      [pull, (await production())!].map(async ({ engine, flows }) => {
        const { id } = await engine.start({ flow: flows.find('company.team', 'a')!.flow });
        return (await engine.ended(id)).state.current;
      }),
    );
    expect(states).toEqual(['FAILED', 'SUCCESS']);
    await workspaces.remove(known(), { kind: 'pull', number: 1 });
    expect(await workspaces.open(known(), { kind: 'pull', number: 1 })).toBeUndefined();
  });

  it('given a pull request of a fork with a broken flow, then its head is judged all the same', async () => {
    const { github, repository, settled } = await scene({ 'flows/a.yaml': flow('a') });
    const fork = await github.fork(repository, 'stranger');
    const sha = await github.commit(fork, { branch: 'topic', files: { 'flows/a.yaml': 'id: [' } });
    const pull = await github.openPull(repository, { head: 'topic', fork });
    await settled();
    expect(github.checks(repository, sha, 'tutti')).toMatchObject([{ conclusion: 'failure' }]);
    expect(github.comments(repository, pull.number)).toHaveLength(1);
  });
});
