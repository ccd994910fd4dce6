import { describe, expect, it, onTestFinished } from 'vitest';
import { createChecks } from '../../../../app/github/checks/index.ts';
import { createGitHubAccess } from '../../../../app/github/client/index.ts';
import { openGitHubStore } from '../../../../app/github/store/index.ts';
import type { CheckReport } from '../../../../app/github/types.ts';
import { startFakeGitHub } from '../../../fake-github/index.ts';
import { simulatedClock } from '../../../support/simulatedClock.ts';
import { readableLog, temporaryHome } from '../support.ts';

const running: CheckReport = { title: 'running', summary: 'It runs.' };
const done: CheckReport = { conclusion: 'success', title: 'done', summary: 'It ended.' };

async function scene() {
  const fake = await startFakeGitHub();
  onTestFinished(() => fake.close());
  const made = await fake.createRepository({ files: { 'a.txt': 'a' } });
  const clock = simulatedClock('2026-11-01T00:00:00Z');
  const store = openGitHubStore(temporaryHome(), clock.now);
  onTestFinished(() => store.close());
  const github = createGitHubAccess({
    ...{ appId: String(fake.app.id), privateKey: fake.app.privateKey, apiUrl: fake.apiUrl },
    ...{ throttle: false, log: readableLog().log, now: Date.now },
  });
  const { id, owner, name, defaultBranch } = made;
  const repository = { id, owner, name, defaultBranch, installationId: fake.install(made) };
  const sha = await fake.head(made);
  const key = { repository, sha, name: 'tutti' };
  const { records } = store;
  /** As after a start of the server. */
  const publisher = () => createChecks({ records, github, clock });
  return { fake, clock, records, key, publisher, shown: () => fake.checks(made, sha) };
}

describe('checks (github §2.6)', () => {
  it('given a report that goes on and then ends, then one check run shows the end', async () => {
    const { publisher, key, shown } = await scene();
    const checks = publisher();
    await checks.publish(key, running);
    expect(shown()).toMatchObject([{ status: 'in_progress', output: { title: 'running' } }]);
    await checks.publish(key, done);
    expect(shown()).toMatchObject([{ conclusion: 'success', updates: 1 }]);
  });

  it('given 120 annotations, then GitHub has each once, and the conclusion comes last', async () => {
    const { publisher, key, shown } = await scene();
    const annotations = Array.from({ length: 120 }, (_, index) => ({
      ...{ path: 'a.txt', startLine: index + 1, endLine: index + 1, message: `${index}` },
      level: 'failure' as const,
    }));
    await publisher().publish(key, { ...done, annotations });
    const [run] = shown();
    expect(run!.output.annotations.map(({ message }) => message)).toEqual(
      annotations.map(({ message }) => message),
    );
    expect(run).toMatchObject({ conclusion: 'success', updates: 2 });
  });

  it('given a crash after a check run was made and before it was noted, then it is found again', async () => {
    const { publisher, key, shown, records } = await scene();
    await publisher().publish(key, running);
    for (const { key: id } of records.list('check')) records.put('check', id, { sent: 0 });
    await publisher().publish(key, done);
    expect(shown()).toMatchObject([{ conclusion: 'success' }]);
  });

  it('given many reports within the pace, then the first, the latest and the last are shown', async () => {
    const { publisher, key, shown, clock } = await scene();
    const checks = publisher();
    await checks.publish(key, running);
    const waiting = [1, 2, 3].map((step) => checks.publish(key, { ...running, title: `step ${step}` }));
    expect(shown()[0]!.output.title).toBe('running');
    await clock.goTo('2026-11-01T00:00:05Z', async () => undefined);
    await Promise.all(waiting);
    expect(shown()).toMatchObject([{ updates: 1, output: { title: 'step 3' } }]);
    await checks.publish(key, done);
    expect(shown()).toMatchObject([{ updates: 2, conclusion: 'success' }]);
  });

  it('given a check that has ended, then nothing changes it until somebody wants it once more', async () => {
    const { publisher, key, shown } = await scene();
    const checks = publisher();
    await checks.publish(key, done);
    await checks.publish(key, running);
    await checks.publish(key, done);
    expect(shown()).toMatchObject([{ conclusion: 'success', updates: 0 }]);
    checks.again(key);
    await checks.publish(key, running);
    expect(shown().map(({ status }) => status)).toEqual(['completed', 'in_progress']);
  });
});
