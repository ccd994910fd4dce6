import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openWorkingDirectory } from '../../../runner/repository/index.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tutti-repository-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, content = ''): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

const flow = (namespace: string, id: string) => `id: ${id}\nnamespace: ${namespace}\ntasks: []\n`;
const text = async (bytes: Promise<Uint8Array>) => new TextDecoder().decode(await bytes);

describe('flow files', () => {
  test('are the YAML files below a flows or _flows folder at any depth, sorted', async () => {
    for (const file of [
      'flows/b.yaml',
      'flows/deep/er/a.yml',
      'company.team/_flows/c.YAML',
      'x/y/flows/d.yml',
    ])
      write(file);
    for (const file of ['other.yaml', 'flows/readme.md', 'flows/.hidden.yml', 'docs/flow/e.yaml'])
      write(file);
    expect(await openWorkingDirectory(root).flowFiles()).toEqual([
      'company.team/_flows/c.YAML',
      'flows/b.yaml',
      'flows/deep/er/a.yml',
      'x/y/flows/d.yml',
    ]);
  });

  test('below .git, node_modules, .tutti and among namespace files do not count', async () => {
    for (const folder of ['.git', 'node_modules/p', '.tutti', 'files', 'flows/node_modules'])
      write(`${folder}/flows/a.yaml`);
    expect(await openWorkingDirectory(root).flowFiles()).toEqual([]);
  });

  test('a symbolic link counts when it stays inside the root, and links to folders are not followed', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'tutti-outside-'));
    writeFileSync(join(outside, 'secret.yaml'), flow('a', 'b'));
    write('flows/real.yaml', flow('a', 'real'));
    symlinkSync(join(outside, 'secret.yaml'), join(root, 'flows/leak.yaml'));
    symlinkSync('real.yaml', join(root, 'flows/alias.yaml'));
    symlinkSync(outside, join(root, 'flows/folder'));
    symlinkSync('..', join(root, 'flows/loop'));
    const repository = openWorkingDirectory(root);
    expect(await repository.flowFiles()).toEqual(['flows/alias.yaml', 'flows/real.yaml']);
    await expect(repository.readFlow('flows/leak.yaml')).rejects.toThrow('outside the repository');
    rmSync(outside, { recursive: true });
  });

  test('cannot be read from outside the root', async () => {
    await expect(openWorkingDirectory(root).readFlow('../a.yaml')).rejects.toThrow('outside the repository');
  });

  test('a missing file, and a missing root, are named in the error', async () => {
    await expect(openWorkingDirectory(root).readFlow('flows/no.yaml')).rejects.toThrow(
      `Cannot read the file ${join(root, 'flows/no.yaml')}: it does not exist`,
    );
    await expect(openWorkingDirectory(join(root, 'nowhere')).flowFiles()).rejects.toThrow(
      `Cannot read the folder ${join(root, 'nowhere')}: it does not exist`,
    );
  });

  test.skipIf(process.getuid?.() === 0)('a folder without permission is named in the error', async () => {
    write('flows/a.yaml');
    chmodSync(join(root, 'flows'), 0);
    await expect(openWorkingDirectory(root).flowFiles()).rejects.toThrow('permission denied');
    chmodSync(join(root, 'flows'), 0o755);
  });
});

describe('a flow is found by namespace and id', () => {
  test('in the file named for it, and in any other', async () => {
    write('flows/hello.yaml', flow('company.team', 'hello'));
    write('flows/other-name.yaml', flow('company.team', 'world'));
    const repository = openWorkingDirectory(root);
    expect((await repository.findFlow('company.team', 'hello'))?.file).toBe('flows/hello.yaml');
    expect((await repository.findFlow('company.team', 'world'))?.source).toContain('id: world');
    expect(await repository.findFlow('company', 'hello')).toBeUndefined();
    expect(await repository.findFlow('company.team', 'absent')).toBeUndefined();
  });

  test.each([
    ['quotes', `id: "a"\nnamespace: 'n'\n`],
    ['comments and Windows line ends', `# x\r\nid: a # the id\r\nnamespace: n   # ns\r\n`],
    ['a byte order mark', `\uFEFFid: a\nnamespace: n\n`],
    ['JSON', `{"id": "a", "namespace": "n"}`],
    ['a block scalar', `id: >-\n  a\nnamespace: n\n`],
    ['an anchor', `id: &name a\nnamespace: n\n`],
    ['tasks before it', `tasks:\n  - id: z\n    namespace: y\nid: a\nnamespace: n\n`],
  ])('written with %s', async (_, source) => {
    write('flows/file.yaml', source);
    expect((await openWorkingDirectory(root).findFlow('n', 'a'))?.file).toBe('flows/file.yaml');
  });

  test('although another file is broken', async () => {
    write('flows/broken.yaml', 'id: [\nnamespace: {');
    write('flows/file.yaml', flow('n', 'a'));
    expect((await openWorkingDirectory(root).findFlow('n', 'a'))?.file).toBe('flows/file.yaml');
  });

  test('quickly among a thousand', async () => {
    for (let i = 0; i < 1000; i++)
      write(`ns${i % 10}/flows/file-${i}.yaml`, flow(`ns${i % 10}`, `flow-${i}`) + '#'.repeat(2000));
    const started = performance.now();
    expect((await openWorkingDirectory(root).findFlow('ns7', 'flow-997'))?.file).toBe(
      'ns7/flows/file-997.yaml',
    );
    expect(performance.now() - started).toBeLessThan(1500);
  });
});

describe('namespace files', () => {
  test.each([
    ['company.team/files/data.csv'],
    ['company.team/_files/data.csv'],
    ['kestra/company.team/files/data.csv'],
    ['company/team/files/data.csv'],
    ['files/company.team/data.csv'],
    ['_files/company.team/data.csv'],
    ['files/data.csv'],
  ])('of company.team: %s', async (path) => {
    write(path, 'content');
    const repository = openWorkingDirectory(root);
    expect(await repository.listFiles('company.team')).toEqual(['data.csv']);
    expect(await text(repository.readFile('company.team', '/data.csv'))).toBe('content');
  });

  test('of one namespace are hidden from others, shared ones are not', async () => {
    write('flows/a.yaml', flow('company.team', 'a'));
    write('flows/b.yaml', flow('other', 'b'));
    write('files/company.team/mine.txt');
    write('other/files/theirs.txt');
    write('files/shared/all.txt');
    const repository = openWorkingDirectory(root);
    expect(await repository.listFiles('company.team')).toEqual(['mine.txt', 'shared/all.txt']);
    expect(await repository.listFiles('other')).toEqual(['shared/all.txt', 'theirs.txt']);
    await expect(repository.readFile('other', 'company.team/mine.txt')).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });

  test('the nearest to the namespace wins', async () => {
    write('files/a.txt', 'shared');
    write('files/company.team/a.txt', 'top level');
    const before = openWorkingDirectory(root);
    expect(await text(before.readFile('company.team', 'a.txt'))).toBe('top level');
    write('company.team/files/a.txt', 'namespace folder');
    expect(await text(openWorkingDirectory(root).readFile('company.team', 'a.txt'))).toBe('namespace folder');
  });

  test('absent ones, folders and paths that leave the folder reject with ENOENT', async () => {
    write('files/folder/a.txt');
    write('secret.txt');
    const repository = openWorkingDirectory(root);
    for (const path of ['b.txt', 'folder', '../secret.txt', 'folder/../../secret.txt', '']) {
      await expect(repository.readFile('n', path)).rejects.toMatchObject({ code: 'ENOENT' });
    }
  });

  test('keep their bytes', async () => {
    mkdirSync(join(root, 'files'));
    writeFileSync(join(root, 'files/b.bin'), new Uint8Array([0, 255, 13, 10]));
    expect([...(await openWorkingDirectory(root).readFile('n', 'b.bin'))]).toEqual([0, 255, 13, 10]);
  });
});

describe('the commit', () => {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
      cwd: root,
      encoding: 'utf8',
    }).trim();

  test('is absent in a plain folder and before the first commit', () => {
    expect(openWorkingDirectory(root).commit).toBeUndefined();
    git('init', '-q', '-b', 'main');
    expect(openWorkingDirectory(root).commit).toBeUndefined();
  });

  test('is that of the branch, loose or packed, of a detached head, and of a worktree', () => {
    git('init', '-q', '-b', 'main');
    write('flows/a.yaml', flow('n', 'a'));
    git('add', '.');
    git('commit', '-q', '-m', 'first');
    const sha = git('rev-parse', 'HEAD');
    expect(openWorkingDirectory(root).commit).toBe(sha);
    expect(openWorkingDirectory(join(root, 'flows')).commit).toBe(sha);
    git('pack-refs', '--all');
    expect(openWorkingDirectory(root).commit).toBe(sha);
    git('worktree', 'add', '-q', '-b', 'side', join(root, 'tree'));
    expect(openWorkingDirectory(join(root, 'tree')).commit).toBe(sha);
    git('checkout', '-q', '--detach');
    expect(openWorkingDirectory(root).commit).toBe(sha);
  });
});
