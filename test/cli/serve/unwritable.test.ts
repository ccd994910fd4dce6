import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Served, startServer } from '../../support/server.ts';

const flow = `id: asked
namespace: company.team
tasks:
  - { id: wait, type: io.kestra.plugin.core.flow.Sleep, duration: PT0.5S }
  - { id: log, type: io.kestra.plugin.core.log.Log, message: done }
`;

describe('tutti serve while its state cannot be written', () => {
  it('given a database that another process locks, then it says so, loses nothing, and goes on by itself', async () => {
    const root = repository();
    const server = await startServer(root);
    const before = await ask(server);
    expect(before.status).toBe(200);
    const other = new DatabaseSync(join(root, '.tutti/tutti.db'));
    other.exec('BEGIN IMMEDIATE');
    await expectRefusal(
      server,
      /Another process keeps .* locked/,
      'another process keeps the database locked',
    );
    other.exec('ROLLBACK');
    other.close();
    await expectGoingOn(server, before.id);
  }, 40_000);

  it.skipIf(!canMount())(
    'given a disk that is full, then it says so, loses nothing, and goes on when there is space',
    async () => {
      const root = repository();
      const home = join(root, 'state');
      mkdirSync(home);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', home]);
      onTestFinished(() => void execFileSync('umount', ['-l', home]));
      const server = await startServer(root, { TUTTI_HOME: home });
      const before = await ask(server);
      expect(before.status).toBe(200);
      fill(join(home, 'ballast'));
      await expectRefusal(server, /The disk is full/, 'the disk is full');
      rmSync(join(home, 'ballast'));
      await expectGoingOn(server, before.id);
    },
    40_000,
  );
});

/** Asks until it is refused: what was accepted by then ends, what was refused was not made. */
async function expectRefusal(server: Served, message: RegExp, reason: string): Promise<void> {
  const accepted: string[] = [];
  let refused: Answer | undefined;
  while (!refused) {
    const answer = await ask(server);
    if (answer.status === 200) accepted.push(answer.id);
    else refused = answer;
  }
  expect(refused).toMatchObject({ status: 503, message: expect.stringMatching(message) });
  expect(await ask(server)).toMatchObject({ status: 503, message: expect.stringMatching(message) });
  const health = await fetch(`${server.url}/health/readiness`);
  expect(health.status).toBe(503);
  expect(await health.json()).toEqual({ status: 'DOWN', state: { status: 'UNWRITABLE', reason } });
  asked.set(server, accepted);
}

const asked = new WeakMap<Served, string[]>();

async function expectGoingOn(server: Served, first: string): Promise<void> {
  const isReady = async () => (await fetch(`${server.url}/health/readiness`)).status;
  await expect.poll(isReady, { timeout: 15_000 }).toBe(200);
  const after = await ask(server);
  const all = [first, ...asked.get(server)!, after.id];
  const state = async (id: string) =>
    (
      (await (await fetch(`${server.url}/api/v1/main/executions/${id}`)).json()) as {
        state: { current: string };
      }
    ).state.current;
  const states = async () => new Set(await Promise.all(all.map(state)));
  await expect.poll(states, { timeout: 15_000 }).toEqual(new Set(['SUCCESS']));
  const found = await fetch(`${server.url}/api/v1/main/executions/search`);
  expect(((await found.json()) as { total: number }).total).toBe(all.length);
  const said = (msg: RegExp) => server.lines.filter((line) => msg.test(line.msg)).length;
  expect(said(/cannot write the state/)).toBe(1);
  expect(said(/can be written again/)).toBe(1);
  expect(server.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
}

interface Answer {
  status: number;
  id: string;
  message: string;
}

async function ask({ url }: Served): Promise<Answer> {
  const answer = await fetch(`${url}/api/v1/main/executions/company.team/asked`, { method: 'POST' });
  return { ...((await answer.json()) as { id: string; message: string }), status: answer.status };
}

function repository(): string {
  const root = mkdtempSync(join(tmpdir(), 'tutti-unwritable-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }));
  mkdirSync(join(root, 'flows'));
  writeFileSync(join(root, 'flows/asked.yaml'), flow);
  return root;
}

/** Takes all the space that is left. */
function fill(file: string): void {
  for (let size = 65_536; size >= 512; size /= 2) {
    try {
      for (;;) writeFileSync(file, Buffer.alloc(size), { flag: 'a' });
    } catch {
      // Then with less.
    }
  }
}

/** Whether a file system of its own may be mounted here. */
function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'tutti-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
    execFileSync('umount', [folder]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
