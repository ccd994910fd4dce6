import { describe, expect, it, vi } from 'vitest';
import { appWorld } from '../appWorld.ts';
import { flow, subflow, suite } from './support.ts';

const name = 'tutti tests';

describe('unit tests of a pull request (issue “Unit tests of flows”)', () => {
  it('given a failing suite, then the assertion is annotated on its line; fixed, the check succeeds and the comment counts', async () => {
    const world = await appWorld({
      files: { 'flows/etl.yaml': flow('etl', 'old'), 'tests/etl.yaml': suite('etl', 'old', 'old') },
    });
    const { github, repository, settled } = world;
    const first = await github.commit(repository, {
      branch: 'topic',
      files: { 'flows/etl.yaml': flow('etl', 'new') },
    });
    const pull = await github.openPull(repository, { head: 'topic', author: 'writer' });
    await settled();
    const failed = world.check(first, name);
    expect(failed).toMatchObject({ conclusion: 'failure', output: { title: '2 of 2 cases failed' } });
    expect(failed.output.annotations).toMatchObject([
      { path: 'tests/etl.yaml', start_line: 8, annotation_level: 'failure' },
      { path: 'tests/etl.yaml', start_line: 12 },
    ]);
    expect(failed.output.summary).toContain('"old"');
    expect(failed.output.text).toContain('company.team.etl');
    expect(world.check(first).conclusion).toBe('success');
    expect(world.check(first).output.summary).toContain('❌ 0/2');
    expect(github.comments(repository, pull.number).at(-1)?.body).toContain('❌ 0/2');
    expect(world.check(first).output.text ?? '').not.toContain('Preview');

    const second = await github.commit(repository, {
      branch: 'topic',
      files: { 'tests/etl.yaml': suite('etl', 'new', 'new') },
    });
    await settled();
    expect(world.check(second, name)).toMatchObject({
      conclusion: 'success',
      output: { title: '2 cases passed' },
    });
    // Begun and ended; the verdict once more with the figures.
    const written = github.requests.filter(({ route, body }) => {
      const { head_sha: sha, name: of } = (body ?? {}) as { head_sha?: string; name?: string };
      return route.endsWith('/check-runs') && sha === second && of === name;
    });
    expect(written).toHaveLength(1);
    const patched = (run: { id: number }) =>
      github.requests.filter(
        ({ method, path }) => method === 'PATCH' && path.endsWith(`/check-runs/${run.id}`),
      );
    expect(patched(world.check(second, name))).toHaveLength(1);
    expect(patched(world.check(second)).length).toBeLessThanOrEqual(2);
    expect(github.comments(repository, pull.number)).toHaveLength(1);
    expect(github.comments(repository, pull.number)[0]!.body).toContain('✅ 2/2');
    expect(world.check(second).actions.map(({ identifier }) => identifier)).toContain('test');
    expect(github.violations).toEqual([]);
  }, 30_000);

  it('given a changed subflow, then suites of flows that run it through others are run, and no other', async () => {
    const world = await appWorld({
      files: {
        'flows/child.yaml': flow('child', 'a'),
        'flows/middle.yaml': flow('middle', 'm', subflow('child')),
        'flows/parent.yaml': flow('parent', 'p', subflow('middle')),
        'flows/other.yaml': flow('other', 'o'),
        'tests/parent.yaml': suite('parent', 'p'),
        'tests/other.yaml': suite('other', 'o'),
      },
    });
    const { github, repository, settled } = world;
    const sha = await github.commit(repository, {
      branch: 'topic',
      files: {
        'flows/child.yaml': flow(
          'child',
          'b',
          '  - { id: stop, type: io.kestra.plugin.core.execution.Fail }\n',
        ),
      },
    });
    await github.openPull(repository, { head: 'topic', author: 'writer' });
    await settled();
    const { conclusion, output } = world.check(sha, name);
    expect(conclusion).toBe('failure');
    expect(output.summary).toContain('parent_suite');
    expect(output.summary).not.toContain('other_suite');
    expect(output.summary).toContain('Without a unit test: `company.team.child`');
  }, 30_000);

  it('given that only docs change, then nothing is run; without any suite, there is no check', async () => {
    const world = await appWorld({
      files: { 'flows/etl.yaml': flow('etl', 'a'), 'tests/etl.yaml': suite('etl', 'wrong') },
    });
    const { github, repository, settled } = world;
    const sha = await github.commit(repository, { branch: 'docs', files: { 'README.md': 'Hello\n' } });
    await github.openPull(repository, { head: 'docs', author: 'writer' });
    await settled();
    expect(world.check(sha, name)).toMatchObject({ conclusion: 'skipped' });

    const bare = await appWorld({ files: { 'flows/etl.yaml': flow('etl', 'a') } });
    const other = await bare.github.commit(bare.repository, {
      branch: 'docs',
      files: { 'README.md': 'Hello\n' },
    });
    await bare.github.openPull(bare.repository, { head: 'docs', author: 'writer' });
    const changed = await bare.github.commit(bare.repository, {
      branch: 'topic',
      files: { 'flows/etl.yaml': flow('etl', 'b') },
    });
    await bare.github.openPull(bare.repository, { head: 'topic', author: 'writer' });
    await bare.settled();
    expect(bare.github.checks(bare.repository, other, name)).toEqual([]);
    expect(bare.check(changed, name)).toMatchObject({ conclusion: 'neutral' });
  }, 30_000);

  it('given a suite that is wrong itself, then the check `tutti` says where', async () => {
    const world = await appWorld({ files: { 'flows/etl.yaml': flow('etl', 'a') } });
    const { github, repository, settled } = world;
    const sha = await github.commit(repository, {
      branch: 'topic',
      files: { 'tests/etl.yaml': suite('etl', 'a').replace('equalTo', 'equalsToo') },
    });
    await github.openPull(repository, { head: 'topic', author: 'writer' });
    await settled();
    expect(world.check(sha)).toMatchObject({ conclusion: 'failure' });
    expect(world.check(sha).output.annotations).toMatchObject([
      { path: 'tests/etl.yaml', start_line: 8, title: 'unit-test' },
    ]);
    expect(world.check(sha, name)).toMatchObject({
      conclusion: 'failure',
      output: { title: '1 suite not valid' },
    });
  }, 30_000);

  it('given a least coverage, then less of the changed flows fails the check and is listed with its lines', async () => {
    const choice = `  - id: choose
    type: io.kestra.plugin.core.flow.If
    condition: "{{ false }}"
    then:
      - { id: never, type: io.kestra.plugin.core.debug.Return, format: x }
`;
    const world = await appWorld({
      files: {
        'flows/etl.yaml': flow('etl', 'a'),
        'tests/etl.yaml': suite('etl', 'a'),
        '.github/tutti.yml': 'checks: { tests: { coverage: 90 } }\n',
      },
    });
    const { github, repository, settled } = world;
    const sha = await github.commit(repository, {
      branch: 'topic',
      files: { 'flows/etl.yaml': flow('etl', 'a', choice) },
    });
    await github.openPull(repository, { head: 'topic', author: 'writer' });
    await settled();
    const { conclusion, output } = world.check(sha, name);
    expect(conclusion).toBe('failure');
    expect(output.title).toMatch(/^1 case passed, coverage [\d.]+ % of at least 90 %$/);
    expect(output.text).toContain('11 task never');
  }, 30_000);

  it('given a newer commit while tests run, then those of the older one end, and the newer one is shown', async () => {
    const world = await appWorld({
      files: { 'flows/etl.yaml': flow('etl', 'a'), 'tests/etl.yaml': suite('etl', 'b') },
    });
    const { github, repository, settled } = world;
    const endless = `  - id: loop
    type: io.kestra.plugin.core.flow.LoopUntil
    condition: "{{ false }}"
    checkFrequency: { interval: PT0.001S, maxIterations: 1000000000, maxDuration: P1000D }
    tasks:
      - { id: again, type: io.kestra.plugin.core.debug.Return, format: x }
`;
    const first = await github.commit(repository, {
      branch: 'topic',
      files: { 'flows/etl.yaml': flow('etl', 'b', endless) },
    });
    const pull = await github.openPull(repository, { head: 'topic', author: 'writer' });
    await vi.waitFor(() => expect(github.checks(repository, first, name)).toHaveLength(1), {
      timeout: 20_000,
    });
    const second = await github.commit(repository, {
      branch: 'topic',
      files: { 'flows/etl.yaml': flow('etl', 'b') },
    });
    await settled();
    expect(world.check(first, name)).toMatchObject({ conclusion: 'cancelled' });
    expect(world.check(second, name)).toMatchObject({ conclusion: 'success' });
    for (const { body } of github.comments(repository, pull.number)) expect(body).toContain(second);
  }, 60_000);
});
