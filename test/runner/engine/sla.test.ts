import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { engineWorld, isRunning, states } from '../../support/engine.ts';
import { task } from '../../support/simulation.ts';

it('given a process that runs too long, then it is ended with the execution, and afterExecution runs', async () => {
  const { run, messages, backend, home } = await engineWorld({ state: 'disk' });
  const file = join(home, 'pid');
  const ended = await run(`
sla: [{ id: quick, type: MAX_DURATION, duration: PT0.6S, behavior: FAIL, labels: { late: "yes" } }]
tasks:
  - id: slow
    type: io.kestra.plugin.scripts.shell.Commands
    taskRunner: { type: io.kestra.plugin.core.runner.Process }
    commands: ['echo $$ > ${file}; sleep 100']
afterExecution: [${task('end')}]`);
  expect(states(ended)).toEqual(['slow FAILED', 'end SUCCESS']);
  expect(ended.state.current).toBe('FAILED');
  expect(ended.labels).toContainEqual({ key: 'late', value: 'yes' });
  expect(isRunning(Number(await readFile(file, 'utf8')))).toBe(false);
  const reason =
    /SLA 'quick' violated: execution duration of PT0\.\d+S exceed the maximum duration of PT0\.6S\.$/;
  const logged = (await messages(ended.id, 'WARN')).filter((message) => message.includes('SLA'));
  expect(logged[0]).toMatch(reason);
  expect(logged[1]).toMatch(/^Execution failed due to SLA 'quick' violated: /);
  expect(await backend.pending(ended.id)).toEqual({ queue: [], timers: [] });
});

it('given an execution in time, then its timer is gone with it', async () => {
  const { run, backend } = await engineWorld();
  const ended = await run(
    `sla: [{ id: quick, type: MAX_DURATION, duration: PT1H, behavior: FAIL }]\ntasks: [${task('a')}]`,
  );
  expect(ended.state.current).toBe('SUCCESS');
  expect(await backend.pending(ended.id)).toEqual({ queue: [], timers: [] });
});

it('given an assertion on the KV store, then it is rendered before the execution goes on', async () => {
  const { run } = await engineWorld();
  const set = '{ id: set, type: io.kestra.plugin.core.kv.Set, key: open, value: "false", kvType: BOOLEAN }';
  const ended = await run(`
sla: [{ id: right, type: EXECUTION_ASSERTION, assert: "{{ kv('open', errorOnMissing=false) ?? true }}", behavior: CANCEL }]
tasks: [${set}, ${task('next')}]`);
  expect(ended.state.current).toBe('CANCELLED');
  expect(states(ended)).toEqual(['set SUCCESS']);
});

it('given a subflow that is waited for, then it is killed with its parent', async () => {
  const child = `id: child\nnamespace: tests\ntasks: [{ id: wait, type: io.kestra.plugin.core.flow.Sleep, duration: PT1H }]`;
  const { run, engine, backend } = await engineWorld({ files: { 'flows/child.yaml': child } });
  const ended = await run(`
sla: [{ id: quick, type: MAX_DURATION, duration: PT0.3S, behavior: CANCEL }]
tasks: [{ id: call, type: io.kestra.plugin.core.flow.Subflow, namespace: tests, flowId: child }]`);
  expect(ended.state.current).toBe('CANCELLED');
  await engine.idle();
  const [killed] = await backend.executions({ flowId: 'child' });
  expect(killed?.state.current).toBe('KILLED');
});
