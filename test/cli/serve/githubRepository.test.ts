import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startFakeGitHub } from '../../fake-github/index.ts';
import { startServer } from '../../support/server.ts';

const clock = 'test/support/leapingClock.mjs';

const flow = `id: hook
namespace: company.team
tasks:
  - { id: say, type: io.kestra.plugin.core.debug.Return, format: "{{ trigger.body.name }}" }
triggers:
  - { id: hook, type: io.kestra.plugin.core.trigger.Webhook, key: a-key-that-nobody-guesses }
`;

describe('a repository of the App that tutti serve runs', () => {
  it('given a deployed flow, then its webhook runs it, and the API of its tenant shows it, also after kill -9', async () => {
    const github = await startFakeGitHub();
    onTestFinished(() => github.close());
    await github.createRepository({ owner: 'acme', name: 'flows', files: { 'flows/hook.yaml': flow } });
    const root = mkdtempSync(join(tmpdir(), 'tutti-serve-repository-'));
    onTestFinished(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }));
    const environment = {
      TUTTI_GITHUB_APP_ID: String(github.app.id),
      TUTTI_GITHUB_PRIVATE_KEY: github.app.privateKey,
      TUTTI_GITHUB_WEBHOOK_SECRET: github.app.webhookSecret,
      TUTTI_GITHUB_BASE_URL: github.apiUrl,
    };
    const first = await startServer(root, environment);
    const call = (url: string) =>
      fetch(`${url}/api/v1/acme--flows/executions/webhook/company.team/hook/a-key-that-nobody-guesses`, {
        method: 'POST',
        body: JSON.stringify({ name: 'world' }),
      });
    // The App finds out by itself what there is to deploy.
    await expect.poll(async () => (await call(first.url)).status, { timeout: 15_000 }).toBe(200);
    await first.kill();

    // A minute later, when the lease of the killed one is over.
    const second = await startServer(root, { ...environment, TEST_HOURS: '0.02' }, [clock]);
    const list = async () => {
      const answer = await fetch(`${second.url}/api/v1/acme--flows/executions/search?size=10`);
      const { results } = (await answer.json()) as {
        results: { state: { current: string }; flowId: string; taskRunList: { outputs: unknown }[] }[];
      };
      return results.map(({ flowId, state }) => `${flowId} ${state.current}`);
    };
    await expect.poll(list, { timeout: 45_000 }).toContain('hook SUCCESS');
    expect((await fetch(`${second.url}/api/v1/acme--nothing/executions/search`)).status).toBe(404);
    expect((await fetch(`${second.url}/api/v1/main/flows/company.team/hook`)).status).toBe(404);
    expect(github.violations).toEqual([]);
  }, 90_000);
});
