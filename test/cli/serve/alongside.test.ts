import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { startServer } from '../../support/server.ts';

const flows = {
  upstream: `id: upstream
namespace: company.team
tasks: [{ id: log, type: io.kestra.plugin.core.log.Log, message: up }]
`,
  downstream: `id: downstream
namespace: company.team
tasks: [{ id: log, type: io.kestra.plugin.core.log.Log, message: down }]
triggers:
  - id: after
    type: io.kestra.plugin.core.trigger.Flow
    preconditions: { id: one, flows: [{ namespace: company.team, flowId: upstream, states: [SUCCESS] }] }
`,
};

it('given `tutti run` beside a server, then what it ran starts the Flow triggers of the server, once', async () => {
  const root = mkdtempSync(join(tmpdir(), 'tutti-alongside-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }));
  mkdirSync(join(root, 'flows'));
  for (const [id, source] of Object.entries(flows)) writeFileSync(join(root, 'flows', `${id}.yaml`), source);
  const run = () =>
    promisify(execFile)(process.execPath, [
      resolve('cli/tutti.js'),
      ...['run', 'company.team.upstream', '--repo', root, '--json'],
    ]);
  // Before there was a server nobody heard of it.
  await run();
  const { url } = await startServer(root);
  const started = async () => {
    const answer = await fetch(`${url}/api/v1/main/executions/search?flowId=downstream`);
    const { results } = (await answer.json()) as {
      results: { trigger: { variables: { executionId: string } } }[];
    };
    return results.map(({ trigger }) => trigger.variables.executionId).sort();
  };
  const ran = await Promise.all([run(), run()]);
  const ids = ran.map(({ stdout }) => (JSON.parse(stdout) as { id: string }).id);
  await expect.poll(started, { timeout: 10_000 }).toEqual(ids.sort());
}, 40_000);
