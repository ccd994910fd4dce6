import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { command, ended, repositoryOf, start, tutti } from '../tutti.ts';

const { root, remove } = repositoryOf({
  'flows/good.yaml': `id: good
namespace: company.team
tasks:
  - id: say
    type: io.kestra.plugin.core.log.Log
    message: hello
`,
  'flows/flood.yaml': `id: flood
namespace: company.team
tasks:
  - id: before
    type: io.kestra.plugin.core.debug.Return
    format: kept
  - id: flood
    type: io.kestra.plugin.scripts.shell.Commands
    taskRunner:
      type: io.kestra.plugin.core.runner.Process
    commands:
      - yes 0123456789 | head -c 3000000
`,
  'flows/wait.yaml': `id: wait
namespace: company.team
tasks:
  - id: before
    type: io.kestra.plugin.core.debug.Return
    format: kept
  - id: wait
    type: io.kestra.plugin.core.flow.Sleep
    duration: PT1M
`,
});
afterAll(remove);

const good = ['run', 'flows/good.yaml'];
const inHome = (home: string) => ({ cwd: root, env: { TUTTI_HOME: join(root, home) } });

beforeAll(async () => {
  const { code } = await tutti(good, inHome('home'));
  expect(code).toBe(0);
});

describe('TUTTI_HOME that', () => {
  test.each<[string, () => string, string]>([
    ['is a file', () => file('file'), 'there is a file of that name. TUTTI_HOME names another.'],
    ['lies below a file', () => join(file('file'), 'home'), 'there is a file of that name'],
    ['cannot be made', () => '/proc/tutti', 'no folder can be made there'],
    ['is a device', () => '/dev/null', 'there is a file of that name'],
    ['holds another file under the name', () => garbage(), 'is no Tutti database; move it away'],
    [
      'holds a damaged database',
      () => damaged(),
      'is damaged: database disk image is malformed; move it away',
    ],
    ['holds half a database', () => half(), 'is damaged: database disk image is malformed; move it away'],
    ['was written by a newer version', () => newer(), 'was written by a newer version of Tutti (schema 9999'],
    ['holds a folder in place of the database', () => folder(), 'unable to open database file'],
  ])('%s is refused with a reason, and nothing is executed', async (_, home, reason) => {
    const options = { cwd: root, env: { TUTTI_HOME: home() } };
    const run = await tutti(good, options);
    expect({ code: run.code, out: run.out }).toEqual({ code: 2, out: '' });
    expect(run.err).toContain(reason);
    expect(run.err).not.toMatch(/^ +at /m);
    const json = await tutti([...good, '--json'], options);
    expect(json).toMatchObject({ code: 2, err: '' });
    expect(JSON.parse(json.out).error.message).toContain(reason);
  });

  function file(name: string): string {
    writeFileSync(join(root, name), '');
    return join(root, name);
  }

  function copy(name: string): string {
    cpSync(join(root, 'home'), join(root, name), { recursive: true });
    return join(root, name);
  }

  function garbage(): string {
    mkdirSync(join(root, 'garbage'), { recursive: true });
    writeFileSync(join(root, 'garbage/tutti.db'), 'certainly no database at all');
    return join(root, 'garbage');
  }

  function damaged(): string {
    const path = join(copy('damaged'), 'tutti.db');
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(0xa5, 4096));
    return join(root, 'damaged');
  }

  function half(): string {
    truncateSync(join(copy('half'), 'tutti.db'), 9000);
    return join(root, 'half');
  }

  function newer(): string {
    const database = new DatabaseSync(join(copy('newer'), 'tutti.db'));
    database.exec('PRAGMA user_version = 9999');
    database.close();
    return join(root, 'newer');
  }

  function folder(): string {
    mkdirSync(join(root, 'folder/tutti.db'), { recursive: true });
    return join(root, 'folder');
  }
});

test('a disk that fills up ends the run with 1, and keeps what was done before', async () => {
  // No file may grow beyond 600 blocks; the signal that this sends is ignored, so that writing fails.
  const shell = `trap '' XFSZ; ulimit -f 600; exec "${process.execPath}" "${command}" run flows/flood.yaml --json`;
  const options = inHome('full');
  const { code, out, err } = await ended(
    spawn('bash', ['-c', shell], { cwd: root, env: { ...process.env, ...options.env } }),
  );
  expect(code).toBe(1);
  expect(JSON.parse(out).error.message).toMatch(
    /^The engine stopped, for it cannot write its state: .*\nThe execution \w{22} is not finished/,
  );
  expect(err).toContain('INFO  flood Flow started');
  const { results } = JSON.parse((await tutti(['executions', 'list', '--json'], options)).out);
  const { out: shown } = await tutti(['executions', 'show', results[0].id, '--json'], options);
  expect(JSON.parse(shown).taskRunList[0]).toMatchObject({ outputs: { value: 'kept' } });
  expect((await tutti(good, options)).code).toBe(0);
});

test('a process that is killed leaves a home that works, and says what it left', async () => {
  const options = inHome('killed');
  const child = start(['run', 'flows/wait.yaml'], options);
  const end = ended(child);
  await new Promise<void>((done) => child.stdout!.once('data', () => done()));
  child.kill('SIGKILL');
  expect((await end).code).toBe(null);
  // Its lease is over when nobody renewed it for a while.
  const database = new DatabaseSync(join(root, 'killed/tutti.db'));
  database.exec('UPDATE leases SET expires = 0');
  database.close();

  expect((await tutti(good, options)).code).toBe(0);
  const { out } = await tutti(['executions', 'list', '--json'], options);
  const states = JSON.parse(out).results.map(
    ({ flowId, state }: { flowId: string; state: { current: string } }) => `${flowId} ${state.current}`,
  );
  expect(states).toEqual(['good SUCCESS', 'wait RUNNING']);
  const list = await tutti(['executions', 'list'], options);
  expect(list.out).toMatch(/^The execution \w{22} is not finished, and no process drives it any more\.$/m);
});

test('ten runs at once in the same new home all end well', async () => {
  const options = inHome('shared');
  const ends = await Promise.all(Array.from({ length: 10 }, () => tutti(good, options)));
  expect(ends.map(({ code }) => code)).toEqual(Array(10).fill(0));
  const { out } = await tutti(['executions', 'list', '--state', 'SUCCESS', '--json'], options);
  expect(JSON.parse(out).total).toBe(10);
});

describe('a stream that', () => {
  const shell = (line: string) =>
    ended(spawn('bash', ['-c', `tutti() { "${process.execPath}" "${command}" "$@"; }; ${line}`], inShell));
  const inShell = { cwd: root, env: { ...process.env, TUTTI_HOME: join(root, 'streams') } };

  test('nobody reads any more does not end the run', async () => {
    const line = `tutti run flows/flood.yaml | head -n 1; echo "\${PIPESTATUS[0]}"`;
    const { out, err } = await shell(line);
    expect(out).toMatch(/ INFO {2}flood Flow started\n0\n$/);
    expect(err).toBe('');
  });

  test('is closed from the start does not either', async () => {
    expect(await shell('tutti run flows/good.yaml <&- >&- 2>&-')).toMatchObject({ code: 0 });
  });

  test('cannot be written to does not end the run, but is told', async () => {
    const { code, err } = await shell('tutti run flows/good.yaml > /dev/full');
    expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(/^Cannot write to stdout: ENOSPC/) });
    const { out } = await tutti(['executions', 'list', '--limit', '1'], inHome('streams'));
    expect(out).toContain('✔ SUCCESS');
  });
});
