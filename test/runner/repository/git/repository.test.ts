import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type GitRepository,
  gitTree,
  openGitRepository,
  openWorkingDirectory,
} from '../../../../runner/repository/index.ts';
import { gitRepository, type TestRepository } from '../../../support/gitRepository.ts';

let repository: TestRepository;
let opened: GitRepository;
beforeEach(async () => {
  repository = gitRepository();
  opened = await openGitRepository(repository.root);
});
afterEach(() => {
  opened.close();
  repository.remove();
});

const flow = (id: string, more = '') => `id: ${id}\nnamespace: company.team\ntasks: []\n${more}`;
const text = async (bytes: Promise<Uint8Array>) => new TextDecoder().decode(await bytes);

describe('the tree at a commit', () => {
  test('has the flows and namespace files that a working directory has', async () => {
    const commit = repository.commit({
      'flows/b.yaml': flow('b'),
      'company.team/_flows/deep/a.yml': flow('a'),
      'flows/readme.md': '',
      'flows/node_modules/x.yaml': flow('x'),
      'company.team/files/own.txt': 'own',
      'company/team/_files/second.txt': 'second',
      'files/company.team/third.txt': 'third',
      'files/shared.txt': 'shared',
      'files/own.txt': 'not this',
      'files/other.ns/hidden.txt': 'of another',
      'other/flows/o.yaml': 'id: o\nnamespace: other.ns\ntasks: []\n',
    });
    const [tree, folder] = [await opened.at(commit), openWorkingDirectory(repository.root)];
    expect(await tree.flowFiles()).toEqual(await folder.flowFiles());
    expect(await tree.listFiles('company.team')).toEqual(await folder.listFiles('company.team'));
    expect(await tree.listFiles('company.team')).toEqual([
      'own.txt',
      'second.txt',
      'shared.txt',
      'third.txt',
    ]);
    for (const path of await folder.listFiles('company.team'))
      expect(await text(tree.readFile('company.team', `/${path}`))).toBe(
        await text(folder.readFile('company.team', path)),
      );
    expect(await tree.findFlow('company.team', 'a')).toMatchObject({
      file: 'company.team/_flows/deep/a.yml',
    });
    expect(tree).toMatchObject({ commit });
    expect(tree.writeFile).toBeUndefined();
  });

  test('has the namespace.yaml files that a working directory has; one that is a link says so', async () => {
    const commit = repository.commit({
      'company/namespace.yaml': 'variables: { a: 1 }\n',
      'company/team/namespace.yml': 'variables: { a: 2 }\n',
      'flows/namespace.yaml': flow('namespace'),
      'files/namespace.yaml': 'none',
    });
    const sources = await (await opened.at(commit)).namespaceSources();
    expect(sources).toEqual(await openWorkingDirectory(repository.root).namespaceSources());
    expect(sources.map(({ file }) => file)).toEqual(['company/namespace.yaml', 'company/team/namespace.yml']);
    symlinkSync('company/namespace.yaml', join(repository.root, 'namespace.yaml'));
    const tree = await opened.at(repository.commit({ 'company/namespace.yaml': 'variables: { a: 3 }\n' }));
    expect(await tree.namespaceSources()).toMatchObject([
      { source: 'variables: { a: 3 }\n' },
      { file: 'company/team/namespace.yml' },
      { file: 'namespace.yaml', source: '', problem: expect.stringContaining('is a symbolic link') },
    ]);
  });

  test('is as it was committed, whatever lies in the folder', async () => {
    const commit = repository.commit({ 'flows/a.yaml': flow('a'), 'files/f.txt': 'old' });
    repository.put('flows/a.yaml', 'changed');
    repository.put('flows/b.yaml', flow('b'));
    repository.commit({ 'files/f.txt': 'new' });
    const tree = await opened.at(commit);
    expect(await tree.flowFiles()).toEqual(['flows/a.yaml']);
    expect((await tree.readFlow('flows/a.yaml')).source).toBe(flow('a'));
    expect(await text(tree.readFile('any', 'f.txt'))).toBe('old');
  });

  test('refuses links and submodules among flows, and follows none among namespace files', async () => {
    const first = repository.commit({ 'flows/real.yaml': flow('real') });
    mkdirSync(join(repository.root, 'files'));
    symlinkSync('real.yaml', join(repository.root, 'flows/link.yaml'));
    symlinkSync('/etc/passwd', join(repository.root, 'files/passwd'));
    repository.git('add', '--all');
    repository.git('update-index', '--add', '--cacheinfo', `160000,${first},flows/module`);
    repository.git('commit', '--quiet', '--message', 'links');
    const tree = await opened.at(await opened.resolve('main'));
    expect(await tree.flowFiles()).toEqual(['flows/link.yaml', 'flows/module', 'flows/real.yaml']);
    await expect(tree.readFlow('flows/link.yaml')).rejects.toThrow('flows/link.yaml is a symbolic link');
    await expect(tree.readFlow('flows/module')).rejects.toThrow('flows/module is a submodule');
    await expect(tree.readFile('company.team', 'passwd')).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await tree.findFlow('company.team', 'real')).toBeDefined();
  });

  test('of a bare repository, a linked worktree, and by one call', async () => {
    const commit = repository.commit({ 'flows/a.yaml': flow('a') });
    const bare = join(repository.root, 'bare.git');
    repository.git('clone', '--quiet', '--bare', '.', bare);
    repository.git('worktree', 'add', '--quiet', join(repository.root, 'linked'), '-b', 'side');
    for (const folder of [bare, join(repository.root, 'linked')])
      expect(await (await gitTree(folder, commit)).flowFiles()).toEqual(['flows/a.yaml']);
  });

  test('is refused where there is no such commit, ref or repository', async () => {
    repository.commit({ 'sub/a': '' });
    await expect(opened.at('f'.repeat(40))).rejects.toThrow(`There is no commit ${'f'.repeat(40)}`);
    await expect(opened.at('main')).rejects.toThrow('There is no commit main');
    await expect(opened.resolve('nowhere')).rejects.toThrow('There is no branch, tag or commit nowhere');
    await expect(openGitRepository('/')).rejects.toThrow('is no Git repository');
    await expect(openGitRepository(join(repository.root, 'sub'))).rejects.toThrow(
      `the one around it is ${repository.root}`,
    );
  });
});

describe('the revision of a flow', () => {
  const revisionAt = async (commit: string, id = 'a') =>
    (await (await opened.at(commit)).findFlow('company.team', id))?.revision;

  test('is the number of commits that changed its file', async () => {
    const first = repository.commit({ 'flows/a.yaml': flow('a') });
    const unrelated = repository.commit({ 'flows/b.yaml': flow('b') });
    const second = repository.commit({ 'flows/a.yaml': flow('a', '# 2\n') });
    expect(await revisionAt(second)).toBe(2);
    expect(await revisionAt(unrelated)).toBe(1);
    expect(await revisionAt(first)).toBe(1);
    expect(await revisionAt(second, 'b')).toBe(1);
  });

  test('goes on where the file moves as it is, or comes back', async () => {
    repository.commit({ 'flows/a.yaml': flow('a') });
    const second = repository.commit({ 'flows/a.yaml': flow('a', '# 2\n') });
    const moved = repository.commit({ 'flows/a.yaml': undefined, 'flows/x/a.yaml': flow('a', '# 2\n') });
    const gone = repository.commit({ 'flows/x/a.yaml': undefined });
    const back = repository.commit({ 'flows/x/a.yaml': flow('a', '# 3\n') });
    expect(await revisionAt(second)).toBe(2);
    expect(await revisionAt(moved)).toBe(2);
    expect(await revisionAt(gone)).toBeUndefined();
    expect(await revisionAt(back)).toBe(3);
  });

  test('lists what the flow was, with the commit of each, and finds it by number', async () => {
    const commits = [1, 2, 3].map((n) => repository.commit({ 'flows/a.yaml': flow('a', `# ${n}\n`) }));
    const tree = await opened.at(commits[2]!);
    expect(await tree.revisions?.('company.team', 'a')).toEqual(
      commits.map((commit, index) => ({
        ...{ file: 'flows/a.yaml', commit, revision: index + 1 },
        source: flow('a', `# ${index + 1}\n`),
      })),
    );
    expect(await tree.findFlow('company.team', 'a', 2)).toMatchObject({ source: flow('a', '# 2\n') });
    expect(await tree.findFlow('company.team', 'a', 4)).toBeUndefined();
    // A commit knows nothing of what came after it.
    expect(await (await opened.at(commits[0]!)).findFlow('company.team', 'a', 2)).toBeUndefined();
  });

  test('a file that declared another flow before has no revisions of that one', async () => {
    repository.commit({ 'flows/a.yaml': flow('old') });
    const commit = repository.commit({ 'flows/a.yaml': flow('a') });
    const found = await (await opened.at(commit)).revisions?.('company.team', 'a');
    expect(found?.map(({ revision }) => revision)).toEqual([2]);
  });

  test('follows the history of another branch after a force push', async () => {
    const first = repository.commit({ 'flows/a.yaml': flow('a') });
    const second = repository.commit({ 'flows/a.yaml': flow('a', '# 2\n') });
    expect(await revisionAt(second)).toBe(2);
    repository.git('reset', '--quiet', '--hard', first);
    repository.commit({ 'flows/b.yaml': flow('b') });
    repository.commit({ 'flows/a.yaml': flow('a', '# x\n') });
    const other = repository.commit({ 'flows/a.yaml': flow('a', '# y\n') });
    expect(await revisionAt(other)).toBe(3);
    expect(await revisionAt(second)).toBe(2);
  });
});
