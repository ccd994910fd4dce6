import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { command, ended, repositoryOf, start, tutti } from './tutti.ts';

const { root, remove } = repositoryOf({ 'flows/hello.yaml': 'id: hello\nnamespace: company.team\n' });
afterAll(remove);

describe('help', () => {
  test.each([
    [[]],
    [['run']],
    [['validate']],
    [['executions', 'logs']],
    [['flows', 'graph']],
    [['render']],
    [['plugins', 'show']],
  ])('of %j names the options and gives examples', async (path) => {
    const { code, out, err } = await tutti([...path, '--help']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('Usage: tutti');
    expect(out).toContain('--no-color');
    expect(out).toMatch(/Examples:\n {2}tutti /);
  });

  test('without a command goes to stderr, and is bad usage', async () => {
    const { code, out, err } = await tutti([]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('Usage: tutti');
  });

  test('is coloured where that is forced, and never with --no-color', async () => {
    const coloured = await tutti(['--help'], { env: { FORCE_COLOR: '1' } });
    expect(coloured.out).toContain('\u001b[1mUsage:');
    const plain = await tutti(['--help', '--no-color'], { env: { FORCE_COLOR: '1' } });
    expect(plain.out).not.toContain('\u001b[');
  });
});

describe('bad usage ends with exit code 2 and a sentence', () => {
  test.each([
    [['rnu'], "unknown command 'rnu'\n(Did you mean run?)"],
    [['run'], "missing required argument 'flow'"],
    [['run', 'a.yaml', '--jason'], "unknown option '--jason'\n(Did you mean --json?)"],
    [['run', 'a.yaml', '-i', 'x'], 'Expected key=value, found “x”.'],
    [['run', 'a.yaml', '--label', 'system.test=1'], 'are set by Tutti'],
    [['run', 'a.yaml', '--log-level', 'loud'], 'Expected one of TRACE, DEBUG, INFO, WARN, ERROR.'],
    [['run', 'a.yaml'], 'Cannot read a.yaml: there is no such file.'],
    [['run', 'flows'], 'flows is a folder, expected a flow'],
    [['run', 'company.team.helo'], 'Did you mean company.team.hello?'],
    [['run', 'hello'], 'Did you mean company.team.hello?'],
    [['run', 'flows/hello.yaml', '--repo', 'nowhere'], '--repo: nowhere is no folder.'],
    [['validate', 'nowhere'], 'Cannot read nowhere: there is no such file or folder.'],
    [['executions', 'show', 'x'], 'There is no execution x.'],
    [['executions', 'list', '--state', 'FAILD'], 'Did you mean FAILED?'],
    [['render', '{{ 1 }}'], 'Expected either --execution ID or --flow FLOW'],
  ])('%j', async (args, sentence) => {
    const { code, out, err } = await tutti(args, { cwd: root });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(`error: `);
    expect(err).toContain(sentence);
    expect(err).not.toMatch(/^ +at /m);
  });

  test('as JSON, with --json', async () => {
    const { code, out, err } = await tutti(['run', 'a.yaml', '--json'], { cwd: root });
    expect({ code, err }).toEqual({ code: 2, err: '' });
    expect(JSON.parse(out)).toEqual({ error: { message: 'Cannot read a.yaml: there is no such file.' } });
    expect(JSON.parse((await tutti(['run', '--json'])).out)).toEqual({
      error: { message: "missing required argument 'flow'" },
    });
  });

  test('with a stack trace only for --verbose', async () => {
    const { err } = await tutti(['run', 'a.yaml', '--verbose'], { cwd: root });
    expect(err).toMatch(/^ +at /m);
    expect(err).toContain('Caused by: Error: ENOENT');
  });
});

test('nothing is created where nothing is executed', async () => {
  expect((await tutti(['executions', 'list'], { cwd: root })).out).toBe('No executions yet.\n');
  await tutti(['run', 'company.team.helo'], { cwd: root });
  expect(existsSync(join(root, '.tutti'))).toBe(false);
});

test('flows are listed with their files, below a namespace if asked for', async () => {
  const { root: other, remove: removeOther } = repositoryOf({
    'flows/b.yaml': 'id: b\nnamespace: company.team\n',
    'flows/a.yaml': 'id: a\nnamespace: company\n',
    'flows/c.yaml': 'id: c\nnamespace: companyother\n',
    'flows/broken.yaml': 'nothing: here\n',
  });
  const all = await tutti(['flows', 'list'], { cwd: other });
  expect(all.out).toBe(
    'company.a       flows/a.yaml\ncompany.team.b  flows/b.yaml\ncompanyother.c  flows/c.yaml\n',
  );
  expect(all.err).toContain('1 file without id and namespace');
  const below = await tutti(['flows', 'list', '--namespace', 'company', '--json'], { cwd: other });
  expect(JSON.parse(below.out)).toEqual([
    { id: 'a', namespace: 'company', file: 'flows/a.yaml' },
    { id: 'b', namespace: 'company.team', file: 'flows/b.yaml' },
  ]);
  removeOther();
});

test('a reader that goes away is no error', async () => {
  const child = start(['--help']);
  child.stdout!.destroy();
  const { code, err } = await ended(child);
  expect({ code, err }).toEqual({ code: 0, err: '' });
});

/** A Node on the PATH that is too old. */
const oldNode = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'node'))
  .find(
    (path) =>
      existsSync(path) && Number(execFileSync(path, ['-p', 'process.versions.node.split(".")[0]'])) < 24,
  );

describe.skipIf(oldNode === undefined)('started by an older Node', () => {
  test('the one of the package takes over: arguments, output and exit code pass through', async () => {
    const { code, out } = await tutti(['run', '--json'], { node: oldNode });
    expect(code).toBe(2);
    expect(JSON.parse(out)).toHaveProperty('error');
  });

  test('without one, a sentence says what is needed', async () => {
    const { code, err } = await tutti(['--version'], { node: oldNode, env: { TUTTI_NODE_FOUND: '1' } });
    expect(code).toBe(2);
    expect(err).toContain('tutti needs Node.js 24.15 or newer');
    expect(err).not.toContain('    at ');
  });
});

test('the command can be executed', () => {
  expect(execFileSync(command, ['--version'], { encoding: 'utf8' })).toMatch(/^\d+\.\d+\.\d+\n$/);
});
