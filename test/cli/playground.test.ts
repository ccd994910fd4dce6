import { afterAll, expect, test } from 'vitest';
import { repositoryOf, tutti } from './tutti.ts';

const { root, remove } = repositoryOf({
  'flows/chain.yaml': `
id: chain
namespace: company.team
tasks:
  - { id: a, type: io.kestra.plugin.core.debug.Return, format: one }
  - { id: b, type: io.kestra.plugin.core.log.Log, message: "b says {{ outputs.a.value }}" }
  - { id: c, type: io.kestra.plugin.core.log.Log, message: never }
`,
});
afterAll(remove);

test('a task runs with what is known of those before it, apart from the history', async () => {
  const first = await tutti(['playground', 'company.team.chain', '--task', 'a'], { cwd: root });
  expect(first).toMatchObject({ code: 0, out: expect.stringContaining('Re-used: nothing.') });
  const second = await tutti(['playground', 'company.team.chain', '--task', 'b'], { cwd: root });
  expect(second).toMatchObject({ code: 0, out: expect.stringContaining('Re-used: a.') });
  expect(second.out).toContain('b says one');
  expect(second.out).not.toContain('never');
  const listed = await tutti(['executions', 'list', '--json'], { cwd: root });
  expect(JSON.parse(listed.out)).toMatchObject({ total: 0 });
});

test('without a task, or with one that the flow has not, nothing runs', async () => {
  const none = await tutti(['playground', 'company.team.chain'], { cwd: root });
  expect(none).toMatchObject({ code: 2, err: expect.stringContaining('Which task?') });
  const unknown = await tutti(['playground', 'company.team.chain', '--to', 'cc'], { cwd: root });
  expect(unknown).toMatchObject({ code: 2, err: expect.stringContaining('Did you mean “c”?') });
  const both = await tutti(['playground', 'company.team.chain', '--to', 'a', '--task', 'b'], { cwd: root });
  expect(both.code).toBe(2);
});
