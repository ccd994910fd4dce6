import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openSqliteBackend } from '../../../runner/backend/sqlite/index.ts';
import { isTerminated } from '../../../runner/execution/states.ts';
import { isRunning } from '../../support/engine.ts';
import { fleet, namespace } from '../../support/fleet.ts';
import { type Ended, expectBooked } from '../../support/ledger.ts';
import { type Served, startServer } from '../../support/server.ts';

const rounds = Number(process.env['TUTTI_KILL_ROUNDS'] ?? 1);
const clock = 'test/support/leapingClock.mjs';

const hooked = `id: hooked
namespace: company.hooks
tasks: [{ id: log, type: io.kestra.plugin.core.log.Log, message: "{{ trigger.body }}" }]
triggers: [{ id: hook, type: io.kestra.plugin.core.trigger.Webhook, key: aKeyOfTheHook }]
`;
const scheduled = `id: scheduled
namespace: company.hooks
tasks: [{ id: date, type: io.kestra.plugin.core.debug.Return, format: "{{ trigger.date }}" }]
triggers: [{ id: often, type: io.kestra.plugin.core.trigger.Schedule, cron: "*/10 * * * *" }]
`;
const following = `id: following
namespace: company.hooks
tasks: [{ id: log, type: io.kestra.plugin.core.log.Log, message: "{{ trigger.executionId }}" }]
triggers:
  - id: after
    type: io.kestra.plugin.core.trigger.Flow
    preconditions: { id: one, flows: [{ namespace: company.hooks, flowId: hooked, states: [SUCCESS] }] }
`;

describe('a server that is killed with -9 while clients ask for executions', () => {
  it.each(Array.from({ length: rounds }, (_, round) => round + 1))(
    'keeps every execution that it accepted, ends each as it must, and runs each date of a schedule once (round %i)',
    async () => {
      const root = repository();
      const record = join(root, 'record');
      const accepted = new Set<string>();
      const environment = { ENV_RECORD: record, TUTTI_PLUGINS: resolve('test/support/plugins/record.ts') };
      let hours = 0;
      const start = () => startServer(root, { ...environment, TEST_HOURS: String(++hours) }, [clock]);

      for (let kill = 0; kill < 3; kill++) {
        const server = await start();
        const asking = ask(server, accepted, kill);
        await delay(300 + Math.random() * 1_200);
        await server.kill();
        await asking;
      }
      const server = await start();
      await expect.poll(() => unfinished(server), { timeout: 60_000, interval: 100 }).toBe(0);
      // Tasks that run after the end of their execution get the grace.
      server.child.kill('SIGTERM');
      await once(server.child, 'exit');

      const all = await read(root);
      const ids = new Set(all.map(({ execution }) => execution.id));
      expect(accepted.size).toBeGreaterThan(20);
      expect([...accepted].filter((id) => !ids.has(id))).toEqual([]);
      expect(all.filter(({ execution }) => !isTerminated(execution.state.current))).toEqual([]);
      expectBooked(
        all.filter(({ execution }) => execution.namespace === namespace),
        record,
      );
      const of = (flowId: string) => all.filter(({ execution }) => execution.flowId === flowId);
      // Each webhook's end is heard once.
      expect(
        of('following')
          .map(({ execution }) => execution.trigger!.variables!['executionId'])
          .sort(),
      ).toEqual(
        of('hooked')
          .map(({ execution }) => execution.id)
          .sort(),
      );
      const dates = of('scheduled').map(({ execution }) =>
        Date.parse(String(execution.trigger!.variables!['date'])),
      );
      dates.sort((a, b) => a - b);
      // Three hours passed, in which nobody was there.
      expect(dates.length).toBeGreaterThanOrEqual(18);
      expect(dates).toEqual(dates.map((_, at) => dates[0]! + at * 600_000));
    },
    120_000,
  );

  it('leaves no process of its own behind, neither a worker nor a script', async () => {
    const root = repository();
    const pids = join(root, 'pids');
    writeFileSync(
      join(root, 'flows/long.yaml'),
      `id: long
namespace: company.hooks
tasks:
  - id: both
    type: io.kestra.plugin.core.flow.Parallel
    tasks:
      - { id: worker, type: test.Record, file: ${pids}, note: pid, pause: 1000000 }
      - id: script
        type: io.kestra.plugin.scripts.shell.Commands
        taskRunner: { type: io.kestra.plugin.core.runner.Process }
        commands: ["echo $$ >> ${pids}; sleep 1000 & echo $! >> ${pids}; wait"]
`,
    );
    const server = await startServer(root, { TUTTI_PLUGINS: resolve('test/support/plugins/record.ts') });
    await fetch(`${server.url}/api/v1/main/executions/company.hooks/long`, { method: 'POST' });
    writeFileSync(pids, '', { flag: 'a' });
    const running = () => readFileSync(pids, 'utf8').split('\n').filter(Boolean).map(Number);
    await expect.poll(() => running().length, { timeout: 15_000 }).toBe(3);
    const found = running();
    expect(found).not.toContain(server.child.pid);
    expect(found.map(isRunning)).toEqual([true, true, true]);
    const killed = performance.now();
    await server.kill();
    await expect.poll(() => found.map(isRunning), { timeout: 15_000 }).toEqual([false, false, false]);
    expect(performance.now() - killed).toBeLessThan(5_000);
  }, 40_000);
});

/** Asks for executions, one after another, until the server is gone; notes what it accepted. */
async function ask({ url }: Served, accepted: Set<string>, turn: number): Promise<void> {
  const flows = fleet.filter(({ isChild }) => !isChild);
  try {
    for (let at = turn; ; at++) {
      const { id } = flows[at % flows.length]!;
      const path = at % 3 === 0 ? 'webhook/company.hooks/hooked/aKeyOfTheHook' : `${namespace}/${id}`;
      const answer = await fetch(`${url}/api/v1/main/executions/${path}`, { method: 'POST' });
      if (answer.ok) accepted.add(((await answer.json()) as { id: string }).id);
    }
  } catch {
    // It is gone; what it did not answer it may have made or not.
  }
}

async function unfinished({ url }: Served): Promise<number> {
  const states = ['CREATED', 'QUEUED', 'RUNNING', 'PAUSED', 'RESTARTED', 'RETRYING', 'KILLING'];
  const query = states.map((state) => `state=${state}`).join('&');
  const answer = await fetch(`${url}/api/v1/main/executions/search?${query}`);
  return ((await answer.json()) as { total: number }).total;
}

function repository(): string {
  const root = mkdtempSync(join(tmpdir(), 'tutti-killed-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }));
  mkdirSync(join(root, 'flows'));
  mkdirSync(join(root, 'record'));
  for (const { id, source } of fleet) writeFileSync(join(root, 'flows', `${id}.yaml`), source);
  for (const [id, source] of Object.entries({ hooked, scheduled, following }))
    writeFileSync(join(root, 'flows', `${id}.yaml`), source);
  return root;
}

async function read(root: string): Promise<Ended[]> {
  const backend = await openSqliteBackend({ home: join(root, '.tutti') });
  try {
    const found = await backend.executions({ limit: 10_000 });
    return await Promise.all(
      found.map(async (execution) => ({ execution, taskRuns: await backend.taskRuns(execution.id) })),
    );
  } finally {
    await backend.close();
  }
}
