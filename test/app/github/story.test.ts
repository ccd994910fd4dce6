import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkedConfig } from '../../../app/github/config.ts';
import { type Foundation, openFoundation } from '../../../app/github/foundation.ts';
import { startFakeGitHub } from '../../fake-github/index.ts';
import { simulatedClock } from '../../support/simulatedClock.ts';
import { readableLog, temporaryHome } from './support.ts';

/** GitHub, one repository of it, and the App over HTTP with a handler that notes what it is told. */
async function scene() {
  const github = await startFakeGitHub();
  onTestFinished(() => github.close());
  const told: string[] = [];
  const home = temporaryHome();
  const clock = simulatedClock(new Date().toISOString());
  const { privateKey, webhookSecret, id } = github.app;
  const config = checkedConfig({ appId: String(id), privateKey, webhookSecret, apiUrl: github.apiUrl });
  let app: Foundation;
  const server = createAdaptorServer({ fetch: (request: Request) => app.receive(request) }) as Server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;

  const start = async () => {
    app = await openFoundation({ config, home, log: readableLog().log, clock, throttle: false });
    github.webhooks.target(`http://127.0.0.1:${port}/`);
    await app.start([
      {
        branchMoved: async ({ branch, sha }) => void told.push(`branch ${branch} ${sha ?? 'gone'}`),
        pullMoved: async ({ number, head, isFork }) =>
          void told.push(`pull ${number} ${head.sha}${isFork ? ' fork' : ''}`),
        pullClosed: async ({ number, isMerged }) =>
          void told.push(`closed ${number}${isMerged ? ' merged' : ''}`),
        comment: async ({ body, author }) => void told.push(`comment ${author.login} ${body}`),
        mergeGroup: async ({ head }) => void told.push(`queue ${head.sha}`),
      },
    ]);
    await app.idle();
  };
  const stop = async () => {
    github.webhooks.target(undefined);
    await app.close();
  };
  const repository = await github.createRepository({ files: { 'flows/a.yaml': 'id: a\n' } });
  await start();
  onTestFinished(stop);
  /** What was told since the last time, once each. */
  const news = async () => {
    await github.webhooks.settled();
    await app.idle();
    return [...new Set(told.splice(0))].sort();
  };
  return { github, repository, news, start, stop, app: () => app };
}

describe('the inbox with all of GitHub (github §3.2)', () => {
  it('hears of pushes, pull requests, comments and merge queues', async () => {
    const { github, repository, news } = await scene();
    expect(await news()).toEqual([`branch main ${await github.head(repository)}`]);
    const sha = await github.commit(repository, { branch: 'topic', files: { 'flows/b.yaml': 'id: b\n' } });
    const pull = await github.openPull(repository, { head: 'topic' });
    github.comment(repository, pull.number, { user: 'writer', body: '/tutti help' });
    expect(await news()).toEqual([
      `branch topic ${sha}`,
      'comment writer /tutti help',
      `pull ${pull.number} ${sha}`,
    ]);
    const queued = await github.mergeGroup(pull);
    expect(await news()).toEqual([`queue ${queued}`]);
    const merged = await github.mergePull(pull);
    expect(await news()).toEqual([`branch main ${merged}`, `closed ${pull.number} merged`]);
    expect(github.violations).toEqual([]);
  });

  it('given deliveries that are doubled and shuffled, then tells the end once', async () => {
    const { github, repository, news } = await scene();
    await news();
    github.webhooks.duplicate(2);
    github.webhooks.hold();
    for (const text of ['1', '2', '3'])
      await github.commit(repository, { files: { 'flows/a.yaml': `id: a${text}\n` } });
    await github.webhooks.release({ shuffle: 7 });
    // Of the heads in between, those that had passed when their turn came are told by nobody.
    expect(await news()).toEqual([`branch main ${await github.head(repository)}`]);
    expect(github.webhooks.deliveries.map(({ statusCode }) => statusCode)).not.toContain(500);
  });

  it('given a server that was down while much happened, then it knows everything after its start', async () => {
    const { github, repository, news, start, stop, app } = await scene();
    await news();
    await stop();
    const sha = await github.commit(repository, { branch: 'topic', files: { 'flows/b.yaml': 'id: b\n' } });
    const pull = await github.openPull(repository, { head: 'topic' });
    const head = await github.commit(repository, { files: { 'flows/a.yaml': 'id: c\n' } });
    github.comment(repository, pull.number, { user: 'writer', body: '/tutti status' });
    github.rename(repository, 'renamed');
    await github.webhooks.settled();
    await start();
    // No sweep can find a comment: GitHub was asked to send it again.
    expect(await news()).toEqual(
      [
        `branch main ${head}`,
        `branch topic ${sha}`,
        'comment writer /tutti status',
        `pull ${pull.number} ${sha}`,
      ].sort(),
    );
    expect(
      app()
        .services.registry.list()
        .map(({ name }) => name),
    ).toEqual(['renamed']);
  });
});
