import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appWorld } from '../appWorld.ts';

describe('links and submodules in a pull request (github §8.2, path traversal)', () => {
  it('given a link among flows, then the verdict names it, and nothing of the machine is read', async () => {
    const world = await appWorld();
    const { github, repository, settled, check } = world;
    const sha = await github.commit(repository, {
      branch: 'topic',
      files: { 'flows/passwd.yaml': { symlink: '/etc/passwd' } },
    });
    await github.openPull(repository, { head: 'topic', author: 'writer' });
    await settled();
    const { conclusion, output } = check(sha);
    expect(conclusion).toBe('failure');
    expect(`${output.summary}${output.text}`).toContain('symbolic link');
    expect(JSON.stringify(github.requests)).not.toContain('root:x:0:0');
  });

  it('given a submodule among flows, then the verdict names it', async () => {
    const world = await appWorld();
    const { github, repository, settled, check } = world;
    const { git } = repository;
    const head = await github.head(repository);
    const own = (await git.text(['ls-tree', head])).split('\n');
    const flows = (await git.text(['mktree', '--missing'], `160000 commit ${head}\tother.yaml\n`)).trim();
    const tree = (
      await git.text(['mktree'], `${[...own, `040000 tree ${flows}\tflows`].join('\n')}\n`)
    ).trim();
    const sha = await git.commit(tree, [head], 'A submodule');
    await github.forcePush(repository, 'topic', sha);
    await github.openPull(repository, { head: 'topic', author: 'writer' });
    await settled();
    const { conclusion, output } = check(sha);
    expect(conclusion).toBe('failure');
    expect(`${output.summary}${output.text}`).toContain('submodule');
  });
});

describe('the token of the App (github §8.2, token theft)', () => {
  it.runIf(process.platform === 'linux')(
    'given a fetch that goes on, then no command line and no file holds it',
    async () => {
      const world = await appWorld();
      const { github, repository } = world;
      const tokens: string[] = [];
      const seen: string[] = [];
      github.faults.failNext(
        ({ path }) => {
          if (!path.includes('git-upload-pack')) return false;
          for (const { token } of github.requests) if (token) tokens.push(token);
          for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
            try {
              seen.push(readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '));
            } catch {
              // It ended meanwhile.
            }
          }
          return false;
        },
        { status: 500 },
      );
      await github.commit(repository, { files: { 'flows/a.yaml': 'id: a\nnamespace: b\ntasks: []\n' } });
      await world.settled();
      expect(seen.some((line) => line.includes('git ') && line.includes('fetch'))).toBe(true);
      const secrets = [...new Set(tokens)].filter((token) => token.startsWith('ghs_'));
      expect(secrets.length).toBeGreaterThan(0);
      const { home } = world.app().services;
      const files = readdirSync(home, { recursive: true }).map((file) => join(home, String(file)));
      for (const secret of secrets.flatMap((one) => [
        one,
        Buffer.from(`x-access-token:${one}`).toString('base64'),
      ])) {
        expect(seen.filter((line) => line.includes(secret))).toEqual([]);
        for (const file of files)
          if (statSync(file).isFile())
            expect(readFileSync(file, 'latin1').includes(secret), file).toBe(false);
        expect(world.logged()).not.toContain(secret);
      }
    },
  );
});
