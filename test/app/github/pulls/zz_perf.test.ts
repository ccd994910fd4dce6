import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createChecks } from '../../../../app/github/checks/index.ts';
import { checkedConfig } from '../../../../app/github/config.ts';
import { createGitHubApp } from '../../../../app/github/index.ts';
import { createMirror } from '../../../../app/github/mirror/index.ts';
import { createPulls } from '../../../../app/github/pulls/index.ts';
import { createJudge } from '../../../../app/github/verdict/index.ts';
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
        environment: { SECRET_KEY: 'aGlkZGVu' },
      });
      const pulls = createPulls({
        ...{ services, mirror, checks, judge: createJudge({ registry, now: services.now }) },
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

describe('perf', () => {
  it('big', async () => {
    const files: Record<string, string> = {};
    for (let i = 0; i < 1000; i++) files[`flows/f${i}.yaml`] = flow(`f${i}`);
    for (let i = 0; i < 9000; i++) files[`src/d${i % 50}/x${i}.txt`] = `file ${i}`;
    const { github } = await scene(files);
    const r = github.requests;
    const at = r.find((x) => x.route.includes('check-runs'))!.at;
    console.log(
      r.map((x) => `${x.method} ${x.route} +${x.at - at}`).join('\n'),
      'rss',
      process.memoryUsage().rss / 1e6,
    );
  }, 120000);
});
