import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { gitLibrary } from '../../../../runner/repository/git/library.ts';
import { gitProgram } from '../../../../runner/repository/git/program.ts';
import type { CommitChanges, GitObjects } from '../../../../runner/repository/git/types.ts';
import { gitRepository, type TestRepository } from '../../../support/gitRepository.ts';

let repository: TestRepository;
let objects: GitObjects;
beforeEach(() => {
  repository = gitRepository();
});
afterEach(() => {
  objects.close();
  repository.remove();
});

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const historyOf = async (commit: string, known = (_: string) => false): Promise<CommitChanges[]> =>
  Array.fromAsync(objects.history(commit, known));

describe.each([
  { by: 'program', open: gitProgram },
  { by: 'library', open: gitLibrary },
])('a repository read by the $by', ({ open }) => {
  beforeEach(() => {
    objects = open(join(repository.root, '.git'));
  });

  test('resolves branches, tags with and without a message, remote branches, HEAD and SHAs to commits', async () => {
    const first = repository.commit({ a: '1' });
    repository.git('tag', 'light');
    repository.git('tag', '--annotate', '--message', 'm', 'heavy');
    repository.git('update-ref', 'refs/remotes/origin/theirs', first);
    const second = repository.commit({ a: '2' });
    for (const [ref, commit] of [
      ['main', second],
      ['HEAD', second],
      ['refs/heads/main', second],
      ['light', first],
      ['heavy', first],
      ['origin/theirs', first],
      [first, first],
      [first.slice(0, 10), first],
    ] as const)
      expect(await objects.resolve(ref), ref).toBe(commit);
    for (const gone of ['nowhere', '0'.repeat(40), 'f'.repeat(40)])
      expect(await objects.resolve(gone), gone).toBeUndefined();
  });

  test.each([
    '--upload-pack=touch x',
    '-x',
    'main~1',
    'main:flows',
    'a..b',
    'main^{tree}',
    'a b',
    '',
    '@{u}',
  ])('refuses %o as a ref', async (ref) => {
    repository.commit({ a: '1' });
    await expect(objects.resolve(ref)).rejects.toThrow('Expected the name of a branch or tag');
  });

  test('lists files, links and submodules of a commit, with names of every kind', async () => {
    const other = repository.commit({ 'plain.txt': 'x', 'with space/ä\n.yaml': 'y', 'a/b/c': 'z' });
    mkdirSync(join(repository.root, 'flows'));
    symlinkSync('/etc/passwd', join(repository.root, 'flows/link.yaml'));
    repository.git('add', '--all');
    repository.git('update-index', '--add', '--cacheinfo', `160000,${other},flows/module`);
    repository.git('commit', '--quiet', '--message', 'links');
    const entries = await objects.tree(repository.git('rev-parse', 'HEAD'));
    expect(entries.map(({ path, kind }) => [path, kind]).sort()).toEqual([
      ['a/b/c', 'file'],
      ['flows/link.yaml', 'link'],
      ['flows/module', 'submodule'],
      ['plain.txt', 'file'],
      ['with space/ä\n.yaml', 'file'],
    ]);
    const file = entries.find(({ path }) => path.startsWith('with space'))!;
    expect(text(await objects.blob(file.oid))).toBe('y');
  });

  test('reads contents that are asked for at once, large, empty and not there', async () => {
    const large = 'a long line\n'.repeat(200_000);
    const commit = repository.commit({ large, empty: '', small: 's' });
    const entries = new Map((await objects.tree(commit)).map(({ path, oid }) => [path, oid]));
    const [first, missing, ...others] = await Promise.all([
      objects.blob(entries.get('large')!),
      objects.blob('f'.repeat(40)).catch((error: Error) => error.message),
      objects.blob(entries.get('empty')!),
      objects.blob(entries.get('small')!),
    ]);
    expect(text(first as Uint8Array)).toBe(large);
    expect(missing).toMatch(/f{40}/);
    expect(others.map(text)).toEqual(['', 's']);
  });

  test('tells of each commit what it wrote, moved and deleted, newest first, up to what is known', async () => {
    const first = repository.commit({ a: '1', 'dir/b': '2', c: '3' });
    const second = repository.commit({ a: '1a', c: undefined });
    const third = repository.commit({ 'dir/b': undefined, 'other/b': '2' });
    const history = await historyOf(third);
    expect(history.map(({ commit, parent }) => [commit, parent])).toEqual([
      [third, second],
      [second, first],
      [first, undefined],
    ]);
    expect(history.map(({ changes }) => changes.map(({ path, from }) => [path, from]))).toEqual([
      [['other/b', 'dir/b']],
      [
        ['a', undefined],
        ['c', undefined],
      ],
      [
        ['a', undefined],
        ['c', undefined],
        ['dir/b', undefined],
      ],
    ]);
    expect(history[1]!.changes.map(({ oid }) => oid !== undefined)).toEqual([true, false]);
    expect((await historyOf(third, (id) => id === first)).map(({ commit }) => commit)).toEqual([
      third,
      second,
    ]);
  });

  test('follows first parents: what a branch did comes with its merge', async () => {
    const first = repository.commit({ a: '1' });
    repository.git('checkout', '--quiet', '-b', 'side');
    repository.commit({ b: '1' });
    repository.commit({ b: '2' });
    repository.git('checkout', '--quiet', 'main');
    repository.commit({ a: '2' });
    repository.git('merge', '--quiet', '--no-ff', '--message', 'merge', 'side');
    const merge = repository.git('rev-parse', 'HEAD');
    const history = await historyOf(merge);
    expect(history).toHaveLength(3);
    expect(history[0]).toMatchObject({ commit: merge, changes: [{ path: 'b' }] });
    expect(history[2]).toMatchObject({ commit: first, changes: [{ path: 'a' }] });
  });

  test('a shallow clone begins with its first commit', async () => {
    repository.commit({ a: '1' });
    const second = repository.commit({ a: '2' });
    const clone = gitRepository();
    clone.git('fetch', '--quiet', '--depth=1', `file://${repository.root}`, 'main');
    const shallow = open(join(clone.root, '.git'));
    const history = await Array.fromAsync(shallow.history(second, () => false));
    expect(history.map(({ commit, changes }) => [commit, changes.map(({ path }) => path)])).toEqual([
      [second, ['a']],
    ]);
    shallow.close();
    clone.remove();
  });
});

test('settings of a repository run nothing when it is read by the program', async () => {
  const marker = join(repository.root, 'ran');
  for (const key of ['core.fsmonitor', 'gpg.program', 'core.pager', 'diff.external', 'core.sshCommand'])
    repository.git('config', key, `touch ${marker}; false`);
  repository.git('config', 'log.showSignature', 'true');
  const commit = repository.commit({ a: '1', '.gitattributes': '* diff=evil filter=evil' });
  repository.git('config', 'diff.evil.textconv', `touch ${marker};`);
  repository.git('config', 'filter.evil.smudge', `touch ${marker};`);
  const before = existsSync(marker);
  if (before) rmSync(marker);
  objects = gitProgram(join(repository.root, '.git'));
  const [entry] = await objects.tree(commit);
  await objects.blob(entry!.oid);
  await historyOf(commit);
  await objects.resolve('main');
  expect(existsSync(marker)).toBe(false);
});
