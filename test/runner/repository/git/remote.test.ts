import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import * as installed from '../../../../runner/repository/git/installed.ts';
import {
  checkedRemote,
  deleteRef,
  fetchRemote,
  servedRef,
} from '../../../../runner/repository/git/remote.ts';
import { openGitRepository } from '../../../../runner/repository/index.ts';
import { gitRepository, type TestRepository } from '../../../support/gitRepository.ts';
import { type GitServer, gitServer } from '../../../support/gitServer.ts';

const credentials = { username: 'x-access-token', password: 'ghs_a-long-and-secret-token' };
const flow = 'id: a\nnamespace: company.team\ntasks: []\n';

let origin: TestRepository;
let server: GitServer;
let home: string;
beforeEach(async () => {
  origin = gitRepository();
  home = mkdtempSync(join(tmpdir(), 'tutti-home-'));
  server = await gitServer(dirname(origin.root), credentials);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await server.close();
  origin.remove();
  rmSync(home, { recursive: true, force: true });
});

const remote = () => ({ url: server.urlOf(basename(origin.root)), ref: 'main', credentials });
async function served(folder = join(home, 'copy.git')): Promise<string> {
  const git = await openGitRepository(folder);
  const commit = await git.resolve(servedRef);
  await git.at(commit);
  git.close();
  return commit;
}

describe.each(['program', 'library'])('fetching over HTTP by the %s', (by) => {
  beforeEach(() => {
    if (by === 'library') vi.spyOn(installed, 'hasGitProgram').mockResolvedValue(false);
  });

  test('brings the commit of a branch, and later the new one, forced or not', async () => {
    const folder = join(home, 'copy.git');
    const first = origin.commit({ 'flows/a.yaml': flow });
    await fetchRemote(folder, remote());
    expect(await served()).toBe(first);
    const second = origin.commit({ 'flows/a.yaml': `${flow}# 2\n` });
    await fetchRemote(folder, remote());
    expect(await served()).toBe(second);
    origin.git('commit', '--quiet', '--amend', '--message', 'rewritten');
    await fetchRemote(folder, remote());
    expect(await served()).toBe(origin.git('rev-parse', 'HEAD'));
    // Executions of the commit that is gone from the branch go on.
    const git = await openGitRepository(folder);
    expect((await (await git.at(second)).findFlow('company.team', 'a'))?.revision).toBe(2);
    git.close();
  });

  test('brings the commit of a tag', async () => {
    const first = origin.commit({ 'flows/a.yaml': flow });
    origin.git('tag', '--annotate', '--message', 'm', 'v1');
    origin.commit({ 'flows/a.yaml': `${flow}# 2\n` });
    await fetchRemote(join(home, 'copy.git'), { ...remote(), ref: 'v1' });
    expect(await served()).toBe(first);
  });

  test('brings a commit by its SHA that no branch has any more', async () => {
    origin.commit({ 'flows/a.yaml': flow });
    const gone = origin.commit({ 'flows/a.yaml': `${flow}# gone\n` });
    origin.git('reset', '--quiet', '--hard', 'HEAD~1');
    // As GitHub serves them.
    origin.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
    const folder = join(home, 'copy.git');
    await fetchRemote(folder, { ...remote(), ref: gone }, `refs/tutti/commits/${gone}`);
    const git = await openGitRepository(folder);
    expect((await (await git.at(gone)).findFlow('company.team', 'a'))?.source).toContain('# gone');
    git.close();
    await deleteRef(folder, `refs/tutti/commits/${gone}`);
    expect(existsSync(join(folder, 'refs/tutti/commits', gone))).toBe(false);
  });

  test('says that credentials are refused, and keeps them in no file', async () => {
    origin.commit({ 'flows/a.yaml': flow });
    const wrong = { ...credentials, password: 'another-secret-token' };
    const failure = await fetchRemote(join(home, 'copy.git'), { ...remote(), credentials: wrong }).catch(
      (error: Error) => error.message,
    );
    expect(failure).toMatch(/refuses to be read with these credentials: check TUTTI_GIT_TOKEN/);
    await fetchRemote(join(home, 'copy.git'), remote());
    const secrets = [credentials, wrong].flatMap(({ username, password }) => [
      password,
      Buffer.from(`${username}:${password}`).toString('base64'),
    ]);
    const files = readdirSync(home, { recursive: true }).map((file) => join(home, String(file)));
    for (const file of files)
      if (statSync(file).isFile())
        for (const secret of secrets) expect(readFileSync(file, 'latin1'), file).not.toContain(secret);
    for (const secret of secrets) expect(failure).not.toContain(secret);
    expect(server.requests.join()).not.toContain('@');
  });

  test('says that there is no such branch, or that the server does not answer', async () => {
    origin.commit({ 'flows/a.yaml': flow });
    const folder = join(home, 'copy.git');
    await expect(fetchRemote(folder, { ...remote(), ref: 'nowhere' })).rejects.toThrow('nowhere');
    server.broken = 500;
    await expect(fetchRemote(folder, remote())).rejects.toThrow('500');
  });
});

test('a repository at a path or file URL is fetched too', async () => {
  const commit = origin.commit({ 'flows/a.yaml': flow });
  for (const url of [origin.root, `file://${origin.root}`]) {
    const folder = join(home, `${url.length}.git`);
    await fetchRemote(folder, checkedRemote({ url, ref: 'main' }));
    expect(await served(folder)).toBe(commit);
  }
});

test('without the program, a path is refused with the reason', async () => {
  vi.spyOn(installed, 'hasGitProgram').mockResolvedValue(false);
  await expect(fetchRemote(join(home, 'copy.git'), { url: origin.root, ref: 'main' })).rejects.toThrow(
    'Without the git program, only http and https are spoken',
  );
});

test('the token is no argument of any process', async () => {
  origin.commit({ 'flows/a.yaml': flow });
  const seen = join(home, 'arguments');
  const wrapper = join(home, 'git');
  const real = execFileSync('which', ['git'], { encoding: 'utf8' }).trim();
  const { writeFileSync } = await import('node:fs');
  writeFileSync(wrapper, `#!/bin/sh\nprintf '%s\\n' "$@" >> '${seen}'\nexec '${real}' "$@"\n`, {
    mode: 0o755,
  });
  vi.stubEnv('PATH', `${home}:${process.env['PATH']}`);
  await fetchRemote(join(home, 'copy.git'), remote()).finally(() => vi.unstubAllEnvs());
  expect(readFileSync(seen, 'utf8')).toContain('fetch');
  expect(readFileSync(seen, 'utf8')).not.toContain(credentials.password);
  expect(readFileSync(seen, 'utf8')).not.toMatch(/basic/i);
});

test.each([
  ['https://ada:secret@host/repo.git', 'must hold no credentials'],
  ['ssh://host/repo.git', 'Expected an http, https or file URL'],
  ['ext::sh -c touch% x', 'Expected an http, https or file URL'],
  ['git@host:repo.git', 'Expected an http, https or file URL'],
  ['--upload-pack=touch x', 'Expected an http, https or file URL'],
])('%s is refused as a remote', (url, message) => {
  expect(() => checkedRemote({ url, ref: 'main' })).toThrow(message);
});

test('credentials are not sent to another machine in the clear, and not told of in the refusal', () => {
  const refused = () => checkedRemote({ url: 'http://host/repo.git', ref: 'main', credentials });
  expect(refused).toThrow('Credentials are not sent to host over http');
  expect(() => checkedRemote({ url: 'http://host/repo.git', ref: 'main' })).not.toThrow();
  expect(() => checkedRemote({ ...remote(), ref: '--x' })).toThrow('Expected the name of a branch');
  expect(existsSync(join(home, 'copy.git'))).toBe(false);
});
