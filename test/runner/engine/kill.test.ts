import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { engineWorld, isRunning, states } from '../../support/engine.ts';
import { task } from '../../support/simulation.ts';

const shell = (id: string, command: string, more = '') =>
  `{ id: ${id}, type: io.kestra.plugin.scripts.shell.Commands, taskRunner: { type: io.kestra.plugin.core.runner.Process }, commands: ['${command}']${more} }`;

describe('a timeout (flow-language §7.5)', () => {
  it('given a task that waits in the engine’s own thread, then it fails at it', async () => {
    const { run, messages } = await engineWorld();
    const ended = await run('tasks: [{ id: a, type: test.Listen, timeout: PT0.1S }]');
    expect(states(ended)).toEqual(['a FAILED']);
    expect(await messages(ended.id, 'ERROR')).toEqual(['Timeout after 00:00:00.100']);
  });

  it('given a process, then it and all it started are ended', async () => {
    const { run, messages, home } = await engineWorld({ state: 'disk' });
    const file = join(home, 'pid');
    const ended = await run(
      `tasks: [${shell('a', `sleep 100 & echo $! > ${file}; wait`, ', timeout: PT0.5S')}]`,
    );
    expect(states(ended)).toEqual(['a FAILED']);
    expect(await messages(ended.id, 'ERROR')).toEqual(['Timeout after 00:00:00.500']);
    expect(isRunning(Number(await readFile(file, 'utf8')))).toBe(false);
  });

  it('given a Sleep that is longer, then it fails at it, and its retry applies', async () => {
    const { run, messages } = await engineWorld();
    const ended = await run(`tasks:
  - id: a
    type: io.kestra.plugin.core.flow.Sleep
    duration: PT1H
    timeout: PT0.1S
    retry: { type: constant, interval: PT0.01S, maxAttempts: 2 }`);
    expect(states(ended)).toEqual(['a FAILED']);
    expect(ended.taskRunList[0]!.attempts!.map(({ state }) => state.current)).toEqual(['FAILED', 'FAILED']);
    expect(await messages(ended.id, 'ERROR')).toEqual([
      'Timeout after 00:00:00.100',
      'Timeout after 00:00:00.100',
    ]);
  });

  it('given a task that ends before it, then nothing happens', async () => {
    const { run, messages } = await engineWorld();
    const ended = await run(
      'tasks: [{ id: a, type: io.kestra.plugin.core.flow.Sleep, duration: PT0.05S, timeout: "{{ \'PT1M\' }}" }]',
    );
    expect(states(ended)).toEqual(['a SUCCESS']);
    expect(await messages(ended.id)).toContain('Waiting for PT0.05S');
  });

  it('given one that is no duration, then the task fails and says so', async () => {
    const { run, messages } = await engineWorld();
    const ended = await run(`tasks: [${task('a', 'timeout: "{{ \'soon\' }}"')}]`);
    expect(states(ended)).toEqual(['a FAILED']);
    expect((await messages(ended.id, 'ERROR'))[0]).toContain('`timeout`');
  });
});

describe('a kill (flow-language §7.8)', () => {
  it('given a running script with grandchildren, then all of them are ended', async () => {
    const { start, engine, home } = await engineWorld({ state: 'disk' });
    const file = join(home, 'pids');
    const { id } = await start(
      `tasks: [${shell('a', `sh -c "sleep 100 & echo \\$! >> ${file}; wait" & echo $! >> ${file}; wait`)}, ${task('never')}]\nerrors: [${task('e')}]`,
    );
    const pids = async () =>
      (await readFile(file, 'utf8').catch(() => '')).trim().split('\n').filter(Boolean);
    await expect.poll(async () => (await pids()).length).toBe(2);
    await engine.kill(id);
    const ended = await engine.ended(id);
    expect(ended.state.current).toBe('KILLED');
    expect(states(ended)).toEqual(['a KILLED']);
    for (const pid of await pids()) expect(isRunning(Number(pid))).toBe(false);
  });

  it.each([
    ['a Sleep', '{ id: a, type: io.kestra.plugin.core.flow.Sleep, duration: PT1H }', 'RUNNING'],
    [
      'a wait for a retry',
      '{ id: a, type: io.kestra.plugin.core.execution.Fail, retry: { type: constant, interval: PT1H } }',
      'RETRYING',
    ],
    ['a task in the engine’s own thread', '{ id: a, type: test.Listen }', 'RUNNING'],
  ])('given %s, then it ends at once', async (_what, written, state) => {
    const { start, engine, reached, backend } = await engineWorld();
    const { id } = await start(`tasks: [${written}]`);
    await reached(id, 'a', state);
    await engine.kill(id);
    const ended = await engine.ended(id);
    expect(states(ended)).toEqual(['a KILLED']);
    expect(ended.state.histories.map((entry) => entry.state).slice(-2)).toEqual(['KILLING', 'KILLED']);
    expect(await backend.pending(id)).toEqual({ queue: [], timers: [] });
  });

  it('given subflows, then they are killed too, and theirs', async () => {
    const { start, engine, backend } = await engineWorld({
      files: {
        'flows/child.yaml': `id: child
namespace: tests
tasks: [{ id: sub, type: io.kestra.plugin.core.flow.Subflow, namespace: tests, flowId: grandchild }]
afterExecution: [${task('z')}]
`,
        'flows/grandchild.yaml': `id: grandchild
namespace: tests
tasks: [{ id: wait, type: io.kestra.plugin.core.flow.Sleep, duration: PT1H }]
`,
      },
    });
    const { id } = await start(
      `tasks: [{ id: sub, type: io.kestra.plugin.core.flow.Subflow, namespace: tests, flowId: child }]`,
    );
    await expect.poll(() => backend.countExecutions({ states: ['RUNNING'] })).toBe(3);
    await engine.kill(id);
    const ended = await engine.ended(id);
    expect(states(ended)).toEqual(['sub KILLED']);
    await engine.idle();
    expect((await backend.executions({})).map(({ state }) => state.current)).toEqual([
      'KILLED',
      'KILLED',
      'KILLED',
    ]);
  });

  it('given a kill in the moment a subflow is being made, then the subflow is killed', async () => {
    const { start, engine, backend } = await engineWorld({
      files: {
        'flows/child.yaml': `id: child
namespace: tests
tasks: [{ id: wait, type: io.kestra.plugin.core.flow.Sleep, duration: PT1H }]
`,
      },
    });
    const { id } = await start(
      `tasks: [{ id: sub, type: io.kestra.plugin.core.flow.Subflow, namespace: tests, flowId: child }]`,
    );
    await engine.kill(id);
    expect((await engine.ended(id)).state.current).toBe('KILLED');
    await engine.idle();
    expect(await backend.countExecutions({ states: ['RUNNING', 'CREATED', 'KILLING'] })).toBe(0);
  });

  it('given an execution that has ended, then nothing happens', async () => {
    const { run, engine } = await engineWorld();
    const ended = await run(`tasks: [${task('a')}]`);
    await engine.kill(ended.id);
    expect(await engine.ended(ended.id)).toEqual(ended);
  });
});

describe('a kill of what runs after the end (flow-language §7.8, §7.18)', () => {
  const pause = '{ id: ask, type: io.kestra.plugin.core.flow.Pause }';

  it('given a Pause without end in afterExecution, then it is KILLED, nothing follows, and the final state stays', async () => {
    const { start, engine, reached, backend } = await engineWorld();
    const { id } = await start(`tasks: [${task('a')}]\nafterExecution: [${pause}, ${task('never')}]`);
    await reached(id, 'ask', 'PAUSED');
    await engine.control(id, { type: 'kill' });
    const ended = await engine.ended(id);
    expect(states(ended)).toEqual(['a SUCCESS', 'ask KILLED']);
    expect(ended.state.current).toBe('SUCCESS');
    expect(await backend.pending(id)).toEqual({ queue: [], timers: [] });
    await expect(engine.control(id, { type: 'kill' })).rejects.toThrow('has already ended: it is SUCCESS');
  });

  it('given a script in a Sequential of afterExecution, then its process is ended', async () => {
    const { start, engine, reached, home } = await engineWorld({ state: 'disk' });
    const file = join(home, 'pid');
    const script = shell('nap', `sleep 100 & echo $! > ${file}; wait`);
    const { id } = await start(
      `tasks: [${task('a')}]\nafterExecution: [{ id: list, type: io.kestra.plugin.core.flow.Sequential, tasks: [${script}] }]`,
    );
    await reached(id, 'nap', 'RUNNING');
    await expect.poll(() => readFile(file, 'utf8').catch(() => '')).not.toBe('');
    await engine.kill(id);
    expect(states(await engine.ended(id))).toEqual(['a SUCCESS', 'list KILLED', 'nap KILLED']);
    expect(isRunning(Number(await readFile(file, 'utf8')))).toBe(false);
  });

  it('given that the execution itself was killed, then afterExecution runs, and another kill ends it', async () => {
    const { start, engine, reached } = await engineWorld();
    const { id } = await start(
      `tasks: [{ id: nap, type: io.kestra.plugin.core.flow.Sleep, duration: PT1H }]\nafterExecution: [${pause}]`,
    );
    await reached(id, 'nap', 'RUNNING');
    await engine.kill(id);
    await reached(id, 'ask', 'PAUSED');
    await engine.kill(id);
    const ended = await engine.ended(id);
    expect(states(ended)).toEqual(['nap KILLED', 'ask KILLED']);
    expect(ended.state.current).toBe('KILLED');
  });

  it('given that another process drives it, then that one is told', async () => {
    const { start, engine, reached, backend } = await engineWorld();
    const other = await engineWorld({ backend });
    const { id } = await start(`tasks: [${task('a')}]\nafterExecution: [${pause}]`);
    await reached(id, 'ask', 'PAUSED');
    await other.engine.control(id, { type: 'kill' });
    expect(states(await engine.ended(id))).toEqual(['a SUCCESS', 'ask KILLED']);
  });
});

describe('close()', () => {
  it('given running tasks, then they are interrupted, what they started is gone, and nothing new starts', async () => {
    const { start, engine, backend, home } = await engineWorld({ state: 'disk' });
    const file = join(home, 'pid');
    const { id } = await start(
      `tasks: [${shell('a', `sleep 100 & echo $! > ${file}; wait`)}, ${task('never')}]`,
    );
    await expect.poll(() => existsSync(file)).toBe(true);
    await expect.poll(async () => (await readFile(file, 'utf8')).trim()).not.toBe('');
    const ended = engine.ended(id);
    ended.catch(() => undefined);
    await engine.close();
    await expect(ended).rejects.toMatchObject({ name: 'EngineStopped' });
    expect(isRunning(Number(await readFile(file, 'utf8')))).toBe(false);
    // It is as it was, for an engine that takes it up again.
    expect((await backend.execution(id))!.state.current).toBe('RUNNING');
    expect((await backend.taskRuns(id)).map(({ taskId, state }) => `${taskId} ${state.current}`)).toEqual([
      'a RUNNING',
    ]);
  });

  it('given grace, then what ends within it ends well', async () => {
    const { start, engine, backend } = await engineWorld();
    const { id } = await start(
      'tasks: [{ id: a, type: io.kestra.plugin.core.flow.Sleep, duration: PT0.2S }]',
    );
    await engine.close(5_000);
    expect((await backend.execution(id))!.state.current).toBe('SUCCESS');
  });

  it('then starts are refused', async () => {
    const { start, engine } = await engineWorld();
    await engine.close();
    await expect(start(`tasks: [${task('a')}]`)).rejects.toMatchObject({ name: 'EngineStopped' });
  });
});
