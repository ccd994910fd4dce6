import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

const slow = `
id: slow
namespace: company.team
tasks:
  - { id: wait, type: io.kestra.plugin.core.flow.Sleep, duration: PT0.8S }
  - { id: log, type: io.kestra.plugin.core.log.Log, message: done }
`;

function repository(): string {
  const root = mkdtempSync(join(tmpdir(), 'tutti-serve-'));
  mkdirSync(join(root, 'flows'));
  writeFileSync(join(root, 'flows/slow.yaml'), slow);
  return root;
}

/** `tutti serve` in a process of its own; resolves when it serves. */
async function serve(root: string, environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, [resolve('cli/tutti.js'), 'serve', '--repo', root, '--port', '0'], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const lines: { msg: string; url?: string }[] = [];
  const reader = createInterface({ input: child.stdout });
  const url = new Promise<string>((found, failed) => {
    reader.on('line', (line) => {
      const entry = JSON.parse(line) as { msg: string; url?: string };
      lines.push(entry);
      if (entry.msg === 'serving') found(entry.url!);
    });
    child.once('exit', (code) => failed(new Error(`tutti serve ended with ${code}`)));
  });
  url.catch(() => undefined);
  return { child, lines, url: await url };
}

const stateOf = async (url: string, id: string) =>
  ((await (await fetch(`${url}/api/v1/main/executions/${id}`)).json()) as { state: { current: string } })
    .state.current;

describe('tutti serve', () => {
  it('lets running executions end within their grace on SIGTERM, and logs JSON', async () => {
    const root = repository();
    const { child, lines, url } = await serve(root);
    const answer = fetch(`${url}/api/v1/main/executions/company.team/slow?wait=true`, { method: 'POST' });
    await expect
      .poll(async () => (await fetch(`${url}/api/v1/main/executions/search?state=RUNNING`)).json())
      .toMatchObject({ total: 1 });
    child.kill('SIGTERM');
    expect(await (await answer).json()).toMatchObject({ state: { current: 'SUCCESS' } });
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(lines.map(({ msg }) => msg)).toEqual(
      expect.arrayContaining(['serving', 'execution ended', 'ending', 'ended']),
    );
  });

  it('takes up at the next start what did not end within the grace', async () => {
    const root = repository();
    const first = await serve(root, { TUTTI_GRACE: 'PT0S' });
    const made = await fetch(`${first.url}/api/v1/main/executions/company.team/slow`, { method: 'POST' });
    const { id } = (await made.json()) as { id: string };
    first.child.kill('SIGTERM');
    expect(await once(first.child, 'exit')).toEqual([0, null]);
    const second = await serve(root);
    await expect.poll(() => stateOf(second.url, id), { timeout: 10_000 }).toBe('SUCCESS');
  });

  it('deletes in the background what is older than its retention, and tells how much', async () => {
    const root = repository();
    writeFileSync(join(root, 'tutti.yaml'), 'retention: { executions: PT1S, interval: PT1S }');
    const { lines, url } = await serve(root);
    const made = await fetch(`${url}/api/v1/main/executions/company.team/slow?wait=true`, { method: 'POST' });
    const { id } = (await made.json()) as { id: string };
    const look = async () => (await fetch(`${url}/api/v1/main/executions/${id}`)).status;
    await expect.poll(look, { timeout: 10_000 }).toBe(404);
    await expect
      .poll(() => lines.find(({ msg }) => msg === 'purged what is old'))
      .toMatchObject({ executions: 1 });
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('tutti_purged_total{kind="executions"} 1');
  });

  it('refuses to listen beyond this machine without credentials', async () => {
    const child = spawn(process.execPath, [
      resolve('cli/tutti.js'),
      'serve',
      '--repo',
      repository(),
      '--host',
      '0.0.0.0',
    ]);
    children.push(child);
    let said = '';
    child.stderr.on('data', (data: Buffer) => {
      said += data.toString();
    });
    expect(await once(child, 'exit')).toEqual([2, null]);
    expect(said).toContain('TUTTI_TOKENS');
  });

  it('documents every property of its configuration', () => {
    const documented = readFileSync('docs/serve.md', 'utf8');
    const schema = readFileSync('cli/serve/config.ts', 'utf8');
    const names = [
      ...schema
        .slice(schema.indexOf('const schema'), schema.indexOf('export type'))
        .matchAll(/^\s+(\w+): /gm),
    ];
    for (const [, name] of names) expect(documented).toContain(`${name}`);
  });
});
