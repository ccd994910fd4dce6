import { describe, expect, it } from 'vitest';
import { type AppWorld, appWorld } from './appWorld.ts';

const fail = 'io.kestra.plugin.core.execution.Fail';

const flow = (message: string, more = '') => `id: etl
namespace: company.team
inputs:
  - { id: day, type: INT, defaults: 1 }
tasks:
  - id: extract
    type: io.kestra.plugin.core.debug.Return
    format: "${message} {{ inputs.day }}"
  - id: load
    type: io.kestra.plugin.core.log.Log
    message: "{{ outputs.extract.value }}"
${more}`;

const broken = flow('rows of').replace('outputs.extract.value', 'outputs.extrct.value');
const failing = flow('rows of', `  - { id: publish, type: ${fail} }\n`);

/** What people see at the end of the story: checks of each commit, by name, with their conclusions. */
function seen({ github, repository }: AppWorld, commits: Record<string, string>): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(commits).map(([name, sha]) => [
      name,
      [...new Map(github.checks(repository, sha).map((run) => [`${run.name}`, run])).values()]
        .map((run) => `${run.name}: ${run.conclusion ?? run.status}`)
        .toSorted(),
    ]),
  );
}

/** Opens with a broken flow, fixes it, runs it, merges, fails in production, and replays. `between` comes after each step. */
async function story(world: AppWorld, between: () => Promise<void> = async () => {}) {
  const { github, repository, settled } = world;
  const first = await github.commit(repository, { branch: 'topic', files: { 'flows/etl.yaml': broken } });
  const pull = await github.openPull(repository, { head: 'topic', author: 'writer' });
  await settled();
  await between();
  const second = await github.commit(repository, {
    branch: 'topic',
    files: { 'flows/etl.yaml': flow('rows of') },
  });
  await settled();
  await between();
  github.comment(repository, pull.number, { user: 'writer', body: '/tutti run company.team.etl day=7' });
  await settled();
  await between();
  const third = await github.commit(repository, { branch: 'topic', files: { 'flows/etl.yaml': failing } });
  await settled();
  const merged = await github.mergePull(pull, 'maintainer');
  await settled();
  await between();
  const issue = github.openIssue(repository, { title: 'Run it' });
  github.comment(repository, issue, { user: 'maintainer', body: '/tutti run company.team.etl --production' });
  await settled();
  await between();
  const failed = github
    .checks(repository, merged)
    .find(({ externalId, conclusion }) => externalId !== '' && conclusion === 'failure');
  if (failed) github.pressButton(failed, 'replay', 'maintainer');
  await settled();
  return { pull, commits: { first, second, third, merged } };
}

const end = {
  first: ['tutti / company.team.etl: failure', 'tutti: failure'],
  second: ['tutti / company.team.etl: success', 'tutti: success'],
  third: ['tutti / company.team.etl: success', 'tutti: success'],
  merged: ['tutti / company.team.etl: success', 'tutti: success'],
};

describe('the life of a pull request (issue “The GitHub App”)', () => {
  it('given the story, then every step is seen as a check, and nothing breaks the rules of GitHub', async () => {
    const world = await appWorld({
      files: { 'flows/other.yaml': flow('x').replace('id: etl', 'id: other') },
    });
    const { commits, pull } = await story(world);
    const { github, repository } = world;
    expect(seen(world, commits)).toMatchObject(
      Object.fromEntries(Object.entries(end).map(([name, checks]) => [name, expect.arrayContaining(checks)])),
    );
    // The wrong reference is told on its line.
    const annotations = world.check(commits.first).output.annotations;
    expect(annotations).toMatchObject([
      { path: 'flows/etl.yaml', start_line: 11, annotation_level: 'failure' },
    ]);
    expect(String(annotations[0]!['message'])).toContain('extract');
    // What merging does is shown by a run without consequences.
    const preview = world.check(commits.second).output;
    expect(`${preview.summary}${preview.text}`).toContain('rows of 1');
    // The run in the pull request is a check of its commit, with the inputs that were given.
    const ran = github.checks(repository, commits.second).find(({ externalId }) => externalId !== '');
    expect(ran).toMatchObject({ conclusion: 'success' });
    expect(`${ran!.output.summary}${ran!.output.text}`).toContain('7');
    // Production failed, and its replay too.
    const production = github
      .checks(repository, commits.merged)
      .filter(({ externalId }) => externalId !== '');
    expect(production.map(({ conclusion }) => conclusion)).toEqual(['failure', 'failure']);
    expect(production[0]!.output.title).toContain('publish');
    expect(github.comments(repository, pull.number).length).toBeLessThanOrEqual(4);
    expect(github.violations).toEqual([]);
  }, 30_000);

  it('given every delivery doubled and shuffled, then the end is the same', async () => {
    const world = await appWorld({
      files: { 'flows/other.yaml': flow('x').replace('id: etl', 'id: other') },
    });
    world.github.webhooks.duplicate(2);
    let seed = 1;
    const shuffled = {
      ...world,
      async settled() {
        await world.github.webhooks.release({ shuffle: seed++ });
        await world.settled();
        world.github.webhooks.hold();
      },
    };
    world.github.webhooks.hold();
    const { commits } = await story(shuffled);
    await shuffled.settled();
    expect(seen(world, commits)).toMatchObject(
      Object.fromEntries(Object.entries(end).map(([name, checks]) => [name, expect.arrayContaining(checks)])),
    );
    const production = world.github
      .checks(world.repository, commits.merged)
      .filter(({ externalId }) => externalId !== '');
    expect(production.map(({ conclusion }) => conclusion)).toEqual(['failure', 'failure']);
    for (const sha of Object.values(commits))
      expect(world.github.checks(world.repository, sha, 'tutti')).toHaveLength(1);
    expect(world.github.violations).toEqual([]);
  }, 60_000);

  it('given a restart between any two steps, then the end is the same', async () => {
    const world = await appWorld({
      files: { 'flows/other.yaml': flow('x').replace('id: etl', 'id: other') },
    });
    const { commits } = await story(world, () => world.restart());
    expect(seen(world, commits)).toMatchObject(
      Object.fromEntries(Object.entries(end).map(([name, checks]) => [name, expect.arrayContaining(checks)])),
    );
    const production = world.github
      .checks(world.repository, commits.merged)
      .filter(({ externalId }) => externalId !== '');
    expect(production.map(({ conclusion }) => conclusion)).toEqual(['failure', 'failure']);
  }, 60_000);
});
