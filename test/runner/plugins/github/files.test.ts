import { describe, expect, it } from 'vitest';
import { type GitHubWorld, githubWorld } from './support.ts';

const update = 'io.tutti.plugin.github.files.Update';
const read = 'io.tutti.plugin.github.files.Read';

describe('files.Update (issue “The GitHub App”)', () => {
  it('given files to write and to delete, then a pull request has them in one commit', async () => {
    const world = await githubWorld({ files: { 'old.csv': 'old', 'prices.csv': '1' } });
    const outputs = await world.outputs(update, {
      files: { 'prices.csv': '2', 'new/one.txt': "{{ 'new' }}" },
      delete: ['old.csv', 'never-there.csv'],
      message: 'New prices\n\nOf today.',
      body: 'Please look.',
    });
    const [pull] = world.github.pulls(world.repository);
    expect(pull).toMatchObject({ base: 'main', title: 'New prices', body: 'Please look.' });
    expect(pull!.head).toMatch(/^tutti\/update\/[0-9a-f]{10}$/);
    expect(outputs).toMatchObject({
      ...{ changed: true, branch: pull!.head, commit: pull!.headSha },
      pullRequestNumber: pull!.number,
    });
    expect(await filesOf(world, pull!.head)).toEqual({
      ...{ 'README.md': 'Data', 'prices.csv': '2', 'new/one.txt': 'new' },
    });
    expect(await commitsOf(world, `main..${pull!.head}`)).toHaveLength(1);
  });

  it('given a branch that is not the default one, then the commit is on it, without a pull request', async () => {
    const world = await githubWorld();
    const properties = { branch: 'gh-pages', message: 'Publish' };
    await world.outputs(update, { ...properties, files: { 'status.json': '1' } });
    await world.outputs(update, { ...properties, files: { 'status.json': '2' } });
    expect(await filesOf(world, 'gh-pages')).toMatchObject({ 'status.json': '2' });
    expect(await commitsOf(world, 'main..gh-pages')).toHaveLength(2);
    expect(world.github.pulls(world.repository)).toEqual([]);
  });

  it('given the default branch, then the commit is refused, and nothing changes', async () => {
    const world = await githubWorld();
    const before = await world.github.head(world.repository);
    expect(await world.failure(update, { branch: 'main', files: { a: 'b' } })).toContain(
      'which changes by pull request only',
    );
    expect(await world.github.head(world.repository)).toBe(before);
  });

  it('given nothing that changes, then there is no commit and no branch', async () => {
    const world = await githubWorld();
    expect(await world.outputs(update, { files: { 'README.md': 'Data' } })).toEqual({ changed: false });
    expect(await world.outputs(update, { delete: ['never-there'] })).toEqual({ changed: false });
    expect([...(await world.repository.git.branches()).keys()]).toEqual(['main']);
  });

  it('given a first try that failed after its commit, then the next one makes no second commit or pull request', async () => {
    const world = await githubWorld();
    world.github.faults.failNext('POST /repos/{owner}/{repo}/pulls', { status: 502 });
    const outputs = await world.outputs(update, {
      files: { a: 'b' },
      retry: { type: 'constant', interval: 'PT0.01S', maxAttempts: 3 },
    });
    const pulls = world.github.pulls(world.repository);
    expect(pulls).toHaveLength(1);
    expect(outputs).toMatchObject({ pullRequestNumber: pulls[0]!.number, commit: pulls[0]!.headSha });
    expect(await commitsOf(world, `main..${pulls[0]!.head}`)).toHaveLength(1);
    expect(world.github.calls()['POST /repos/{owner}/{repo}/git/commits']).toBe(1);
  });

  it('given a branch that somebody moves meanwhile, then the commit is made on top of theirs', async () => {
    const world = await githubWorld();
    await world.github.commit(world.repository, { branch: 'pages', files: { theirs: '1' } });
    world.github.faults.failNext('PATCH /repos/{owner}/{repo}/git/refs/{ref}', {
      status: 422,
      message: 'Update is not a fast forward',
    });
    await world.outputs(update, { branch: 'pages', files: { ours: '2' } });
    expect(await filesOf(world, 'pages')).toMatchObject({ theirs: '1', ours: '2' });
    expect(await commitsOf(world, 'main..pages')).toHaveLength(2);
  });

  it.each(['../outside', '/absolute', 'a//b', '.git/config', 'sub/.GIT/config', 'a\\b'])(
    'given the path %s, then nothing is asked of GitHub',
    async (path) => {
      const world = await githubWorld();
      expect(await world.failure(update, { files: { [path]: 'x' } })).toContain(
        'Expected the path of a file',
      );
      expect(world.github.requests).toEqual([]);
    },
  );
});

describe('files.Read (issue “The GitHub App”)', () => {
  it('given a ref, then the file is read there; the default branch by default', async () => {
    const world = await githubWorld();
    const sha = await world.github.head(world.repository);
    await world.github.commit(world.repository, { files: { 'README.md': 'Däta 2' } });
    expect(await world.outputs(read, { path: 'README.md' })).toMatchObject({ content: 'Däta 2', size: 7 });
    expect(await world.outputs(read, { path: 'README.md', ref: sha })).toMatchObject({ content: 'Data' });
    const { uri } = await world.outputs(read, { path: 'README.md', store: true });
    expect(await world.file(uri)).toBe('Däta 2');
  });

  it('given a folder, or no such file, then the error says so', async () => {
    const world = await githubWorld({ files: { 'data/a.csv': '1' } });
    expect(await world.failure(read, { path: 'data' })).toContain('is no file of acme/data');
    expect(await world.failure(read, { path: 'none' })).toContain('answered with 404');
  });
});

async function filesOf(
  { repository: { git } }: GitHubWorld,
  branch: string,
): Promise<Record<string, string>> {
  const blobs = (await git.entries(`refs/heads/${branch}`, true)).filter(({ type }) => type === 'blob');
  const contents = blobs.map(
    async ({ path, sha }) => [path, (await git.git(['cat-file', 'blob', sha])).toString()] as const,
  );
  return Object.fromEntries(await Promise.all(contents));
}

async function commitsOf({ repository: { git } }: GitHubWorld, range: string): Promise<string[]> {
  return (await git.text(['rev-list', range])).trim().split('\n').filter(Boolean);
}
