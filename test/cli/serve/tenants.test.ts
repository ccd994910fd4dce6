import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startFakeGitHub } from '../../fake-github/index.ts';
import { startServer } from '../../support/server.ts';

const flow = (mark: string) => `id: keep
namespace: company.team
tasks:
  - { id: set, type: io.kestra.plugin.core.kv.Set, key: ${mark}-key, value: ${mark}-value }
  - { id: file, type: io.kestra.plugin.core.storage.Write, content: ${mark}-file }
  - { id: say, type: io.kestra.plugin.core.log.Log, message: ${mark}-log }
triggers:
  - { id: hook, type: io.kestra.plugin.core.trigger.Webhook, key: a-key-that-nobody-guesses }
`;

const files = (mark: string) => ({
  'flows/keep.yaml': flow(mark),
  'files/company.team/note.txt': `${mark}-note`,
  [`flows/${mark}.yaml`]: `id: ${mark}\nnamespace: company.team\ntasks:\n  - { id: a, type: io.kestra.plugin.core.log.Log, message: a }\n`,
});

it('given two repositories of the App, then the tenant of one shows nothing of the other, whatever is asked', async () => {
  const github = await startFakeGitHub();
  onTestFinished(() => github.close());
  await github.createRepository({ owner: 'acme', name: 'one', files: files('alpha') });
  await github.createRepository({ owner: 'acme', name: 'two', files: files('beta') });
  const root = mkdtempSync(join(tmpdir(), 'tutti-serve-tenants-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }));
  const { url } = await startServer(root, {
    TUTTI_GITHUB_APP_ID: String(github.app.id),
    TUTTI_GITHUB_PRIVATE_KEY: github.app.privateKey,
    TUTTI_GITHUB_WEBHOOK_SECRET: github.app.webhookSecret,
    TUTTI_GITHUB_BASE_URL: github.apiUrl,
    TUTTI_SECRET_ACME__TWO__BETA_SECRET: 'hush-beta',
    TUTTI_SECRET_ACME__ONE__ALPHA_SECRET: 'hush-alpha',
  });
  const ask = (tenant: string, path: string, init?: RequestInit) =>
    fetch(`${url}/api/v1/${tenant}${path}`, init);
  const call = async (tenant: string) =>
    ask(tenant, '/executions/webhook/company.team/keep/a-key-that-nobody-guesses', { method: 'POST' });
  const ids: Record<string, string> = {};
  for (const tenant of ['acme--one', 'acme--two']) {
    await expect
      .poll(
        async () => {
          const answer = await call(tenant);
          if (answer.ok) ids[tenant] = ((await answer.json()) as { id: string }).id;
          return answer.status;
        },
        { timeout: 20_000 },
      )
      .toBe(200);
    const state = async () =>
      ((await (await ask(tenant, `/executions/${ids[tenant]}`)).json()) as { state?: { current: string } })
        .state?.current;
    await expect.poll(state, { timeout: 20_000 }).toBe('SUCCESS');
  }

  const beta = ids['acme--two']!;
  const lists = [
    '/flows/search?size=100',
    '/flows/distinct-namespaces',
    '/executions/search?size=100',
    '/logs/search?size=100',
    '/triggers/search?size=100',
    '/namespaces/company.team/kv',
    '/namespaces/company.team/secrets',
    '/namespaces/company.team/inherited-secrets',
    '/namespaces/company.team/files/directory?path=/',
    '/namespaces/company.team/files?path=/note.txt',
    '/tests/search',
    '/metrics/names/company.team/keep',
  ];
  for (const path of lists) {
    const text = await (await ask('acme--one', path)).text();
    expect(text.toLowerCase(), path).not.toContain('beta');
    expect(text, path).not.toContain(beta);
  }
  const single = [
    `/executions/${beta}`,
    `/executions/${beta}/graph`,
    `/executions/${beta}/file?path=${encodeURIComponent(`kestra:///company/team/keep/executions/${beta}/x`)}`,
    '/flows/company.team/beta',
    '/namespaces/company.team/kv/beta-key',
  ];
  for (const path of single) expect((await ask('acme--one', path)).status, path).toBeGreaterThanOrEqual(400);
  for (const action of ['kill', 'restart', 'replay', 'resume', 'pause', 'labels']) {
    const method = action === 'kill' ? 'DELETE' : 'POST';
    const answer = await ask('acme--one', `/executions/${beta}/${action}`, { method });
    expect(answer.status, action).toBeGreaterThanOrEqual(400);
  }
  expect(await (await ask('acme--one', `/logs/${beta}`)).text()).not.toContain('beta');
  // And that it is there, for whom it belongs to.
  expect(await (await ask('acme--two', '/namespaces/company.team/kv')).text()).toContain('beta-key');
  expect(await (await ask('acme--two', '/namespaces/company.team/secrets')).text()).toContain('BETA_SECRET');
}, 90_000);
