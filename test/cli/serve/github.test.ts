import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startApi } from '../../app/github/api.ts';
import { delivery, privateKey, secret } from '../../app/github/support.ts';
import { startServer } from '../../support/server.ts';
import { tutti } from '../tutti.ts';

/** An empty folder: the App brings repositories. */
function emptyRoot(): string {
  const root = mkdtempSync(join(tmpdir(), 'tutti-serve-github-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }));
  return root;
}

const patience = { timeout: 15_000 };

const credentials = {
  TUTTI_GITHUB_APP_ID: '12',
  TUTTI_GITHUB_PRIVATE_KEY: privateKey,
  TUTTI_GITHUB_WEBHOOK_SECRET: secret,
};

async function post(url: string, request: Request): Promise<number> {
  const { headers } = request;
  const { status } = await fetch(`${url}/api/github/webhooks`, {
    method: 'POST',
    headers,
    body: await request.text(),
  });
  return status;
}

describe('tutti serve with the credentials of a GitHub App', () => {
  it('given a delivery that is being done, when the server is killed with -9, then the next one does it', async () => {
    const { apiUrl, state } = await startApi();
    const repository = {
      id: 42,
      owner: 'acme',
      name: 'flows',
      default_branch: 'main',
      branches: { topic: 'b1' },
      pulls: {},
    };
    state.installations.set(7, [repository]);
    const root = emptyRoot();
    const environment = { ...credentials, TUTTI_GITHUB_BASE_URL: apiUrl };
    const asked = () => state.requests.filter(({ route }) => route.endsWith('/git/ref/heads%2Ftopic')).length;
    const health = async (url: string) =>
      ((await (await fetch(`${url}/health`)).json()) as { github: unknown }).github;

    const first = await startServer(root, environment);
    await expect.poll(() => health(first.url), patience).toEqual({ waiting: 0, dead: 0 });
    state.hold = 'topic';
    const push = {
      ref: 'refs/heads/topic',
      before: '0'.repeat(40),
      after: 'b1',
      head_commit: null,
      installation: { id: 7 },
      repository: { id: 42, name: 'flows', owner: { login: 'acme' }, default_branch: 'main' },
    };
    expect(await post(first.url, delivery('push', push, { 'x-github-delivery': 'one' }))).toBe(200);
    await expect.poll(asked, patience).toBe(1);
    await first.kill();
    state.hold = undefined;

    const second = await startServer(root, environment);
    await expect.poll(asked, patience).toBeGreaterThanOrEqual(2);
    expect(await post(second.url, delivery('push', push, { 'x-github-delivery': 'one' }))).toBe(200);
    const metrics = await (await fetch(`${second.url}/metrics`)).text();
    expect(metrics).toContain('tutti_github_deliveries_received_total{result="duplicate"} 1');
    expect(metrics).toContain('tutti_github_rate_limit_remaining{installation="7"} 4999');
    await second.kill();
  }, 60_000);

  it('takes the credentials that `tutti github setup` wrote', async () => {
    const { apiUrl } = await startApi();
    const root = emptyRoot();
    const lines = Object.entries({ ...credentials, TUTTI_GITHUB_BASE_URL: apiUrl }).map(
      ([name, value]) => `${name}="${value.trim().replaceAll('\n', '\\n')}"`,
    );
    const home = join(root, 'home');
    mkdirSync(home);
    writeFileSync(join(home, 'github.env'), lines.join('\n'));
    const server = await startServer(root, { TUTTI_HOME: home });
    expect(await post(server.url, delivery('ping', { zen: 'Design for failure.' }))).toBe(200);
    expect(await post(server.url, delivery('ping', {}, { 'x-hub-signature-256': undefined }))).toBe(400);
    await server.kill();
  }, 30_000);

  it.each([
    ['no webhook secret', { TUTTI_GITHUB_WEBHOOK_SECRET: '' }, 'the webhook secret is missing'],
    ['the secret that Probot falls back to', { TUTTI_GITHUB_WEBHOOK_SECRET: 'development' }, 'too short'],
    ['no key', { TUTTI_GITHUB_PRIVATE_KEY: '' }, 'the private key: expected the PEM text'],
  ])('refuses to start with %s', async (_, wrong, reason) => {
    const { code, err } = await tutti(['serve', '--port', '0'], {
      cwd: emptyRoot(),
      env: { ...credentials, ...wrong },
    });
    expect(code).toBe(2);
    expect(err).toContain('The GitHub App cannot start');
    expect(err).toContain(reason);
    expect(err).not.toContain(secret);
  });

  it('without credentials there is no webhook route', async () => {
    const root = emptyRoot();
    const server = await startServer(root);
    expect(await post(server.url, delivery('ping', {}))).toBe(404);
    await server.kill();
  }, 30_000);
});
