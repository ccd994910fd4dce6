import { afterAll, expect, test } from 'vitest';
import { repositoryOf, tutti } from './tutti.ts';

const flow = (id: string, task: string) => `id: ${id}\nnamespace: company.team\ntasks: [${task}]\n`;
const { root, remove } = repositoryOf({
  'flows/good.yaml': flow('good', '{ id: a, type: io.kestra.plugin.core.storage.Write, content: data }'),
  'flows/bad.yaml': flow('bad', '{ id: a, type: io.kestra.plugin.core.execution.Fail }'),
});
afterAll(remove);

const executions = (...args: string[]) => tutti(['executions', ...args], { cwd: root });
const left = async () => JSON.parse((await executions('list', '--json')).out).total as number;

test('given ended executions, then a purge deletes those that are asked for, and a dry run none', async () => {
  expect((await executions('purge')).out).toBe(
    '0 executions deleted, with 0 log entries, 0 metrics, 0 files\n',
  );
  await tutti(['run', 'company.team.good'], { cwd: root });
  await tutti(['run', 'company.team.bad'], { cwd: root });

  // None of them is 90 days old.
  expect((await executions('purge', '--dry-run')).out).toBe('0 executions would be deleted\n');
  const dry = await executions('purge', '--older-than', 'PT0S', '--dry-run', '--json');
  expect(JSON.parse(dry.out)).toEqual({ executions: 2 });
  expect(await left()).toBe(2);

  const failed = await executions('purge', '--older-than', 'PT0S', '--state', 'failed');
  expect(failed.out).toMatch(/^1 execution deleted, with \d+ log entr/);
  const other = await executions('purge', '--older-than', 'PT0S', '--namespace', 'company', '--flow', 'good');
  expect(other.out).toMatch(/^0 executions deleted/);
  expect(await left()).toBe(1);
  const good = await executions('purge', '--older-than', 'PT0S', '--namespace', 'company', '--json');
  expect(JSON.parse(good.out)).toMatchObject({ executions: 1, files: 1 });
  expect(await left()).toBe(0);
});

test('given an age that is none, or a state that is no end, then nothing is deleted', async () => {
  const age = await executions('purge', '--older-than', 'soon');
  expect([age.code, age.err]).toEqual([2, expect.stringContaining('Expected a duration such as P30D')]);
  const state = await executions('purge', '--state', 'RUNNING');
  expect([state.code, state.err]).toEqual([2, expect.stringContaining('has not ended')]);
});
