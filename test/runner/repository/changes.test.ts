import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openWorkingDirectory, type Repository } from '../../../runner/repository/index.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tutti-repository-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function given(...paths: string[]): Repository {
  for (const path of paths) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), path);
  }
  return openWorkingDirectory(root);
}

const bytes = Buffer.from('written');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

describe('a namespace file that is written', () => {
  test.each([
    ['its own folder', ['company.team/files/a', 'files/b'], 'company.team/files/new.txt'],
    ['its own folder, one folder a part', ['company/team/_files/a'], 'company/team/_files/new.txt'],
    ['its folder among the shared ones', ['files/b'], 'files/company.team/new.txt'],
    ['a new folder', ['flows/a.yaml'], 'company.team/files/new.txt'],
  ])('lies in %s', async (_, existing, target) => {
    const repository = given(...existing);
    expect(await repository.listFiles('company.team')).not.toContain('new.txt');
    await repository.writeFile!('company.team', '/new.txt', bytes);
    expect(read(target)).toBe('written');
    expect(await repository.listFiles('company.team')).toContain('new.txt');
    expect(Buffer.from(await repository.readFile('company.team', 'new.txt')).toString()).toBe('written');
    expect(readdirSync(dirname(join(root, target))).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  test('leaves the one that other namespaces share as it is, and wins over it', async () => {
    const repository = given('files/a.txt');
    await repository.writeFile!('company.team', 'a.txt', bytes);
    expect(read('files/a.txt')).toBe('files/a.txt');
    expect(Buffer.from(await repository.readFile('company.team', 'a.txt')).toString()).toBe('written');
    expect(Buffer.from(await repository.readFile('other', 'a.txt')).toString()).toBe('files/a.txt');
  });

  test.each(['../a', 'a/../../b', '', 'a//b', '.git/config', 'x/node_modules/a'])(
    'is refused at %j',
    async (path) => {
      const repository = given('company.team/files/a');
      await expect(repository.writeFile!('company.team', path, bytes)).rejects.toThrow(
        'Invalid path of a namespace file',
      );
      await expect(repository.deleteFile!('company.team', path)).rejects.toThrow(
        'Invalid path of a namespace file',
      );
    },
  );

  test.each(['..', 'x/../..', '.git', 'a/b', ''])('has no place in the namespace %j', async (namespace) => {
    const repository = given('files/a', 'a');
    expect(await repository.listFiles(namespace)).toEqual([]);
    await expect(repository.readFile(namespace, 'a')).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(repository.writeFile!(namespace, 'a', bytes)).rejects.toThrow('is no namespace');
  });

  test('is refused where a link leads out of the repository', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'tutti-outside-'));
    const repository = given('company.team/files/a');
    symlinkSync(outside, join(root, 'company.team/files/out'));
    await expect(repository.writeFile!('company.team', 'out/deep/a', bytes)).rejects.toThrow(
      'outside the repository',
    );
    expect(readdirSync(outside)).toEqual([]);
    rmSync(outside, { recursive: true });
  });
});

describe('a namespace file that is deleted', () => {
  test('is gone from every place, with the folders that are empty then', async () => {
    const repository = given('company.team/files/x/y/a', 'files/x/y/a', 'files/x/b');
    expect(await repository.deleteFile!('company.team', '/x/y/a')).toBe(true);
    expect(await repository.listFiles('company.team')).toEqual(['x/b']);
    expect(existsSync(join(root, 'company.team/files/x'))).toBe(false);
    expect(existsSync(join(root, 'company.team/files'))).toBe(true);
    expect(await repository.deleteFile!('company.team', '/x/y/a')).toBe(false);
  });

  test('does not take that of another namespace', async () => {
    const repository = given('files/other/a', 'files/a');
    writeFileSync(join(root, 'files/a'), '');
    expect(await repository.deleteFile!('company.team', 'b')).toBe(false);
    expect(existsSync(join(root, 'files/other/a'))).toBe(true);
  });
});
