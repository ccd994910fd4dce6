import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMirror } from '../../../../app/github/mirror/index.ts';
import { git } from '../../../../runner/repository/git/command.ts';
import { appWorld } from '../appWorld.ts';

const day = 86_400_000;

describe('the copy of a repository forgets commits (github §3.6)', () => {
  it('given commits that nobody asked for in 90 days, then only those that run are kept, and others can be had again', async () => {
    const world = await appWorld();
    const { github, repository } = world;
    const { services } = world.app();
    let now = Date.now();
    const mirror = createMirror({ ...services, now: () => now });
    const old = await github.commit(repository, { branch: 'old', files: { 'README.md': 'old\n' } });
    const runs = await github.commit(repository, { branch: 'runs', files: { 'README.md': 'runs\n' } });
    await mirror.tree(world.known(), old);
    await mirror.tree(world.known(), runs);
    now += 60 * day;
    const fresh = await github.commit(repository, { branch: 'fresh', files: { 'README.md': 'fresh\n' } });
    await mirror.tree(world.known(), fresh);
    now += 60 * day;
    await mirror.prune(world.known(), new Set([runs]));

    const folder = join(services.home, 'github', String(repository.id), 'git');
    const refs = String(await git({ gitFolder: folder }, ['for-each-ref', '--format=%(refname:lstrip=3)']));
    expect(refs).toContain(runs);
    expect(refs).toContain(fresh);
    expect(refs).not.toContain(old);
    expect((await mirror.tree(world.known(), old)).commit).toBe(old);
    mirror.close();
  });
});
