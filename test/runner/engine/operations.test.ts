import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { executionFolder } from '../../../runner/backend/storageUri.ts';
import { engineWorld, states } from '../../support/engine.ts';
import { task } from '../../support/simulation.ts';

const fail = (id: string, more = '') =>
  `{ id: ${id}, type: io.kestra.plugin.core.execution.Fail${more && `, ${more}`} }`;
const sleep = (id: string, duration = 'PT30S') =>
  `{ id: ${id}, type: io.kestra.plugin.core.flow.Sleep, duration: ${duration} }`;
const pause = (id: string, more = '') =>
  `{ id: ${id}, type: io.kestra.plugin.core.flow.Pause${more && `, ${more}`} }`;
const sub = (more = '') =>
  `{ id: sub, type: io.kestra.plugin.core.flow.Subflow, namespace: tests, flowId: child${more && `, ${more}`} }`;
/** Fails unless the task run has been tried before. */
const failsOnce = (id: string) => fail(id, `runIf: "{{ taskrun.attemptsCount == 0 }}"`);
const child = (tasks: string) => ({ 'flows/child.yaml': `id: child\nnamespace: tests\ntasks: [${tasks}]\n` });

/** Two engines, as of two processes, over the state of the first one. */
async function twoEngines(files: Record<string, string> = {}) {
  const one = await engineWorld({ files });
  const other = await engineWorld({ files, backend: one.backend });
  const inState = async (id: string, ...wanted: string[]) => {
    for (;;) {
      const { current } = (await one.backend.execution(id))!.state;
      if (wanted.includes(current)) return current;
      await new Promise((done) => setTimeout(done, 20));
    }
  };
  return { one, other, inState };
}

describe('what one process asks of an execution that another one drives', () => {
  it('kill: its task is interrupted, and so is its subflow', async () => {
    const { one, other, inState } = await twoEngines(child(sleep('long')));
    const { id } = await one.start(`tasks: [${sub()}]`);
    await one.reached(id, 'sub', 'RUNNING');
    await other.engine.control(id, { type: 'kill' });
    expect(await inState(id, 'KILLED')).toBe('KILLED');
    const [made] = await one.backend.executions({ triggeredBy: id });
    expect(await inState(made!.id, 'KILLED')).toBe('KILLED');
  });

  it('pause and resume: what runs goes on, nothing new starts until then', async () => {
    const { one, other, inState } = await twoEngines();
    const { id } = await one.start(`tasks: [${sleep('a', 'PT0.7S')}, ${task('b')}]`);
    await one.reached(id, 'a', 'RUNNING');
    await other.engine.control(id, { type: 'pause' });
    await one.reached(id, 'a', 'SUCCESS');
    expect((await one.backend.taskRuns(id)).map(({ taskId }) => taskId)).toEqual(['a']);
    expect(await inState(id, 'PAUSED')).toBe('PAUSED');
    await other.engine.control(id, { type: 'resume' });
    expect(states(await one.engine.ended(id))).toEqual(['a SUCCESS', 'b SUCCESS']);
  });

  it('resume with inputs of a pause: they are checked first, then they are its outputs', async () => {
    const { one, other, inState } = await twoEngines();
    const { id } = await one.start(
      `tasks: [${pause('p', 'onResume: [{ id: approved, type: BOOL }]')}, { id: r, type: io.kestra.plugin.core.debug.Return, format: "{{ outputs.p.onResume.approved }}" }]`,
    );
    await inState(id, 'PAUSED');
    await expect(other.engine.control(id, { type: 'resume' })).rejects.toThrow('approved');
    expect((await one.backend.execution(id))!.state.current).toBe('PAUSED');
    await other.engine.control(id, { type: 'resume', inputs: { approved: 'true' }, by: 'someone' });
    const ended = await one.engine.ended(id);
    expect(ended.taskRunList[0]!.outputs).toMatchObject({
      onResume: { approved: true },
      resumed: { by: 'someone' },
    });
    expect(ended.taskRunList[1]!.outputs).toEqual({ value: 'true' });
  });

  it('restart of a paused one: the pause is over', async () => {
    const { one, other, inState } = await twoEngines();
    const { id } = await one.start(`tasks: [${pause('p')}, ${task('b')}]`);
    await inState(id, 'PAUSED');
    await other.engine.restart(id);
    expect(await inState(id, 'SUCCESS')).toBe('SUCCESS');
    const ended = await one.engine.ended(id);
    expect(states(ended)).toEqual(['p SUCCESS', 'b SUCCESS']);
    expect(ended.labels).toContainEqual({ key: 'system.restarted', value: 'true' });
  });

  it('another end for a pause: it ends in that state', async () => {
    const { one, other, inState } = await twoEngines();
    const { id } = await one.start(`tasks: [${pause('p')}, ${task('b')}]`);
    await inState(id, 'PAUSED');
    const [run] = await one.backend.taskRuns(id);
    await other.engine.changeState(id, { taskRunId: run!.id, state: 'WARNING' });
    expect(states(await one.engine.ended(id))).toEqual(['p WARNING', 'b SUCCESS']);
  });

  it('replay of one that runs: the original is marked as replayed', async () => {
    const { one, other } = await twoEngines();
    const { id } = await one.start(`tasks: [${task('a')}, ${sleep('b', 'PT1S')}]`);
    await one.reached(id, 'b', 'RUNNING');
    const copy = await other.engine.replay(id, { taskRunId: (await one.backend.taskRuns(id))[0]!.id });
    expect(copy.labels).toContainEqual({ key: 'system.replay', value: 'true' });
    expect(states(await other.engine.ended(copy.id))).toEqual(['a SUCCESS', 'b SUCCESS']);
    const original = await one.engine.ended(id);
    expect(original.labels).toContainEqual({ key: 'system.replayed', value: 'true' });
  });

  it('what comes after the end still runs there: a restart is refused', async () => {
    const { one, other, inState } = await twoEngines();
    const { id } = await one.start(`tasks: [${fail('a')}]\nafterExecution: [${sleep('b', 'PT1S')}]`);
    await inState(id, 'FAILED');
    await expect(other.engine.restart(id)).rejects.toThrow('has not really ended');
  });
});

describe('a kill (flow-language §7.8)', () => {
  it('given no cascade, then the subflow goes on', async () => {
    const { start, engine, backend, reached } = await engineWorld({ files: child(sleep('short', 'PT0.5S')) });
    const { id } = await start(`tasks: [${sub()}]`);
    await reached(id, 'sub', 'RUNNING');
    while ((await backend.executions({ triggeredBy: id })).length === 0)
      await new Promise((done) => setTimeout(done, 5));
    await engine.control(id, { type: 'kill', cascade: false });
    const ended = await engine.ended(id);
    expect(states(ended)).toEqual(['sub KILLED']);
    expect(ended.state.current).toBe('KILLED');
    const [made] = await backend.executions({ triggeredBy: id });
    expect((await engine.ended(made!.id)).state.current).toBe('SUCCESS');
  });

  it('given an execution that has ended, then what it made is killed, and without that it is refused', async () => {
    const { run, engine, backend } = await engineWorld({ files: child(sleep('long')) });
    const { id } = await run(`tasks: [${sub('wait: false')}]`);
    await expect(engine.control(id, { type: 'kill', cascade: false })).rejects.toThrow('has already ended');
    const [made] = await backend.executions({ triggeredBy: id });
    await engine.control(id, { type: 'kill' });
    expect((await engine.ended(made!.id)).state.current).toBe('KILLED');
    await expect(engine.control(id, { type: 'kill' })).rejects.toThrow(
      `Execution ${id} has already ended: it is SUCCESS`,
    );
  });
});

describe('a restart (flow-language §7.10)', () => {
  it('given afterExecution, then it runs again after the second end', async () => {
    const { run, engine } = await engineWorld();
    const first = await run(
      `tasks: [${task('a')}, ${failsOnce('b')}, ${task('c')}]\nafterExecution: [${task('d')}]`,
    );
    expect(states(first)).toEqual(['a SUCCESS', 'b FAILED', 'd SUCCESS']);
    const { id } = await engine.restart(first.id);
    expect(id).toBe(first.id);
    expect(states(await engine.ended(id))).toEqual(['a SUCCESS', 'b SKIPPED', 'c SUCCESS', 'd SUCCESS']);
  });

  it('given a subflow that failed, then that same execution is restarted', async () => {
    const { run, engine, backend } = await engineWorld({ files: child(`${failsOnce('x')}, ${task('y')}`) });
    const first = await run(`tasks: [${sub()}, ${task('b')}]`);
    expect(states(first)).toEqual(['sub FAILED']);
    const made = first.taskRunList[0]!.outputs!['executionId'] as string;
    await engine.restart(first.id);
    const ended = await engine.ended(first.id);
    expect(states(ended)).toEqual(['sub SUCCESS', 'b SUCCESS']);
    expect(ended.taskRunList[0]!.outputs).toMatchObject({ executionId: made, state: 'SUCCESS' });
    expect(ended.taskRunList[0]!.attempts).toHaveLength(2);
    expect(await backend.countExecutions({ triggeredBy: first.id })).toBe(1);
    expect((await backend.execution(made))!.state.histories.map(({ state }) => state)).toEqual([
      'CREATED',
      'RUNNING',
      'FAILED',
      'RESTARTED',
      'RUNNING',
      'SUCCESS',
    ]);
  });

  it('given a subflow with restartBehavior NEW_EXECUTION, then a new one is made', async () => {
    const { run, engine, backend } = await engineWorld({ files: child(fail('x')) });
    const first = await run(`tasks: [${sub('restartBehavior: NEW_EXECUTION')}]`);
    await engine.restart(first.id);
    expect(states(await engine.ended(first.id))).toEqual(['sub FAILED']);
    const made = await backend.executions({ triggeredBy: first.id });
    expect(made.map(({ state }) => state.histories.length)).toEqual([3, 3]);
  });

  it('given a subflow that failed and has been repaired since, then it does not run again', async () => {
    const { run, engine, backend } = await engineWorld({ files: child(failsOnce('x')) });
    const first = await run(`tasks: [${sub()}]`);
    const made = first.taskRunList[0]!.outputs!['executionId'] as string;
    await engine.restart(made);
    const { histories } = (await engine.ended(made)).state;
    await engine.restart(first.id);
    expect(states(await engine.ended(first.id))).toEqual(['sub SUCCESS']);
    expect((await backend.execution(made))!.state.histories).toEqual(histories);
  });

  it('given a ForEachItem, then only the executions that failed are restarted, with their ids', async () => {
    const { run, engine, backend } = await engineWorld({
      files: {
        'flows/child.yaml': `id: child\nnamespace: tests\ninputs: [{ id: n, type: INT }]
tasks: [{ id: x, type: io.kestra.plugin.core.execution.Fail, runIf: "{{ inputs.n == 2 and taskrun.attemptsCount == 0 }}" }]\n`,
      },
    });
    const first = await run(
      `tasks:
  - { id: w, type: io.kestra.plugin.core.storage.Write, content: "a\\nb\\nc\\n", extension: .txt }
  - { id: each, type: io.kestra.plugin.core.flow.ForEachItem, items: "{{ outputs.w.uri }}", namespace: tests, flowId: child, inputs: { n: "{{ taskrun.iteration }}" } }`,
    );
    expect(states(first)).toEqual(['w SUCCESS', 'each FAILED', 'each_split SUCCESS', 'each_items FAILED']);
    const before = await backend.executions({ triggeredBy: first.id });
    await engine.restart(first.id);
    const ended = await engine.ended(first.id);
    expect(states(ended)).toEqual([
      'w SUCCESS',
      'each SUCCESS',
      'each_split SUCCESS',
      'each_items SUCCESS',
      'each_merge SUCCESS',
    ]);
    expect(ended.taskRunList[3]!.outputs).toMatchObject({ numberOfBatches: 3, iterations: { SUCCESS: 3 } });
    const after = await backend.executions({ triggeredBy: first.id });
    expect(after.map(({ id }) => id).toSorted()).toEqual(before.map(({ id }) => id).toSorted());
    expect(after.map(({ state }) => state.histories.length).toSorted()).toEqual([3, 3, 6]);
  });

  it('given another revision of the flow, then a new execution goes on, and the old one stays', async () => {
    const { run, flow, engine, backend } = await engineWorld();
    const first = await run(`tasks: [${task('a')}, ${fail('b')}]`);
    const repaired = await flow(`tasks: [${task('a')}, ${task('b')}]`);
    const { id } = await engine.restart(first.id, { flow: repaired });
    const ended = await engine.ended(id);
    expect(ended.parentId).toBe(first.id);
    expect(states(ended)).toEqual(['a SUCCESS', 'b SUCCESS']);
    expect((await backend.execution(first.id))!.state.current).toBe('FAILED');
    expect((await backend.taskRuns(first.id)).map(({ state }) => state.current)).toEqual([
      'SUCCESS',
      'FAILED',
    ]);
    // It can be taken up after a stop, for its flow is stored.
    expect((await backend.flow((await backend.execution(id))!.flowHash!))!.tasks).toEqual(repaired.tasks);
  });
});

describe('a replay (flow-language §7.11)', () => {
  it('given other inputs, then they are checked, and decide what runs', async () => {
    const { run, engine, backend } = await engineWorld();
    const first = await run(
      `inputs: [{ id: condition, type: SELECT, values: [good, bad], defaults: good }]
tasks: [${task('a')}, ${fail('b', `runIf: "{{ inputs.condition == 'bad' }}"`)}]`,
      { inputs: { condition: 'bad' } },
    );
    expect(states(first)).toEqual(['a SUCCESS', 'b FAILED']);
    await expect(engine.replay(first.id, { inputs: { condition: 'else' } })).rejects.toThrow('condition');
    const whole = await engine.replay(first.id, { inputs: { condition: 'good' } });
    expect(whole.parentId).toBe(first.id);
    expect(states(await engine.ended(whole.id))).toEqual(['a SUCCESS', 'b SKIPPED']);
    const taskRunId = first.taskRunList[1]!.id;
    const partly = await engine.replay(first.id, { taskRunId, inputs: { condition: 'good' } });
    expect(states(await engine.ended(partly.id))).toEqual(['a SUCCESS', 'b SKIPPED']);
    expect((await backend.execution(first.id))!.labels).toContainEqual({
      key: 'system.replayed',
      value: 'true',
    });
  });

  it('given a FILE input, then its file belongs to the new execution', async () => {
    const { run, engine, home } = await engineWorld({ files: { 'one.txt': 'one' } });
    const path = join(home, '..', 'one.txt');
    await writeFile(path, 'one');
    const first = await run(`inputs: [{ id: f, type: FILE }]\ntasks: [${task('a')}]`, {
      inputs: { f: path },
    });
    const copy = await engine.replay(first.id, { inputs: { f: path } });
    expect(copy.inputs!['f']).toContain(`/executions/${copy.id}/`);
    await engine.ended(copy.id);
  });
});

describe('changing the state of a task run (flow-language §7.12)', () => {
  it('given SUCCESS for a failed task, then the execution goes on after it', async () => {
    const { run, engine } = await engineWorld();
    const first = await run(`tasks: [${task('a')}, ${fail('b')}, ${task('c')}]\nerrors: [${task('e')}]`);
    const changed = await engine.changeState(first.id, {
      taskRunId: first.taskRunList[1]!.id,
      state: 'SUCCESS',
    });
    expect(changed.state.histories.map(({ state }) => state)).toContain('RESTARTED');
    expect(states(await engine.ended(first.id))).toEqual(['a SUCCESS', 'b SUCCESS', 'c SUCCESS']);
  });

  it('given a task that runs, then it is refused', async () => {
    const { start, engine, backend, reached } = await engineWorld();
    const { id } = await start(`tasks: [${sleep('a')}]`);
    await reached(id, 'a', 'RUNNING');
    const [run] = await backend.taskRuns(id);
    await expect(engine.changeState(id, { taskRunId: run!.id, state: 'FAILED' })).rejects.toThrow(
      "Execution must be terminated to change the state of this task run to FAILED, current state is 'RUNNING' !",
    );
  });
});

describe('force-run and unqueue (flow-language §7.12)', () => {
  const limited = (tasks: string) => `concurrency: { limit: 1, behavior: QUEUE }\ntasks: [${tasks}]`;

  it.each(['forceRun', 'unqueue'] as const)(
    'given a queued one, when %s, then it runs beside the other',
    async (type) => {
      const { start, engine, reached, backend } = await engineWorld();
      const first = await start(limited(sleep('a')));
      const second = await start(limited(task('b')));
      const third = await start(limited(task('c')));
      while ((await backend.execution(third.id))!.state.current !== 'QUEUED')
        await new Promise((done) => setTimeout(done, 5));
      await engine.control(second.id, { type });
      const ended = await engine.ended(second.id);
      expect(ended.state.histories.map(({ state }) => state)).toEqual([
        'CREATED',
        'QUEUED',
        'RUNNING',
        'SUCCESS',
      ]);
      expect((await backend.execution(third.id))!.state.current).toBe('QUEUED');
      await reached(first.id, 'a', 'RUNNING');
      await engine.kill(first.id);
      expect((await engine.ended(third.id)).state.current).toBe('SUCCESS');
    },
  );

  it.each(['CANCELLED', 'FAILED'] as const)(
    'given a queued one that is unqueued as %s, then it ends so, and nothing ran',
    async (state) => {
      const { start, engine, backend } = await engineWorld();
      await start(limited(sleep('a')));
      const second = await start(limited(task('b')));
      while ((await backend.execution(second.id))!.state.current !== 'QUEUED')
        await new Promise((done) => setTimeout(done, 5));
      await engine.control(second.id, { type: 'unqueue', state });
      const ended = await engine.ended(second.id);
      expect(ended.state.histories.map((entry) => entry.state)).toEqual(['CREATED', 'QUEUED', state]);
      expect(ended.taskRunList).toEqual([]);
    },
  );

  it('given one that waits for its date, when it is forced, then it runs now', async () => {
    const { start, engine } = await engineWorld();
    const { id } = await start(`tasks: [${task('a')}]`, { scheduleDate: '2999-01-01T00:00:00Z' });
    await engine.control(id, { type: 'forceRun' });
    expect((await engine.ended(id)).state.current).toBe('SUCCESS');
  });

  it('given a paused one, when it is forced, then it is resumed', async () => {
    const { start, engine, reached } = await engineWorld();
    const { id } = await start(`tasks: [${pause('a')}]`);
    await reached(id, 'a', 'PAUSED');
    await engine.control(id, { type: 'forceRun' });
    expect((await engine.ended(id)).state.current).toBe('SUCCESS');
  });

  it('given one that has ended, or is not queued, then it is refused', async () => {
    const { run, engine } = await engineWorld();
    const { id } = await run(`tasks: [${task('a')}]`);
    await expect(engine.control(id, { type: 'forceRun' })).rejects.toThrow(
      'Only non terminated executions can be forced run.',
    );
    await expect(engine.control(id, { type: 'unqueue' })).rejects.toThrow(
      "Only queued executions can be unqueued, current state is 'SUCCESS' !",
    );
  });
});

describe('breakpoints (flow-language §7.9)', () => {
  it('given one at the start, then the execution waits there until it is resumed', async () => {
    const { start, engine, reached } = await engineWorld();
    const { id } = await start(`tasks: [${task('a')}]`, { breakpoints: [{ id: 'a' }] });
    await reached(id, 'a', 'BREAKPOINT');
    await engine.control(id, { type: 'resumeFromBreakpoint' });
    expect(states(await engine.ended(id))).toEqual(['a SUCCESS']);
    await expect(engine.control(id, { type: 'resumeFromBreakpoint' })).rejects.toThrow(
      'Execution is not suspended',
    );
  });

  it('given one at a replay, then the new execution waits there', async () => {
    const { run, engine, reached } = await engineWorld();
    const first = await run(`tasks: [${task('a')}, ${task('b')}]`);
    const { id } = await engine.replay(first.id, { breakpoints: [{ id: 'b' }] });
    await reached(id, 'b', 'BREAKPOINT');
    await engine.control(id, { type: 'resumeFromBreakpoint', breakpoints: [] });
    expect(states(await engine.ended(id))).toEqual(['a SUCCESS', 'b SUCCESS']);
  });
});

describe('an execution that has ended', () => {
  it('gets another status and other labels, and nothing runs', async () => {
    const { run, engine, backend } = await engineWorld();
    const { id } = await run(`tasks: [${task('a')}]`);
    await engine.changeStatus(id, 'WARNING');
    await engine.setLabels(id, [{ key: 'seen', value: 'yes' }]);
    const stored = (await backend.execution(id))!;
    expect(stored.state.current).toBe('WARNING');
    expect(stored.labels).toEqual([
      { key: 'system.correlationId', value: id },
      { key: 'seen', value: 'yes' },
    ]);
    expect(engine.drives(id)).toBe(false);
    expect(await backend.abandoned()).toEqual([]);
  });

  it('is deleted with its task runs, its logs and its files', async () => {
    const { run, engine, backend, home } = await engineWorld({ state: 'disk' });
    const execution = await run(
      `tasks: [{ id: w, type: io.kestra.plugin.core.storage.Write, content: hello, extension: .txt }]`,
    );
    const { id } = execution;
    expect(await backend.files.list(executionFolder(execution))).toHaveLength(1);
    await engine.delete(id);
    expect(await backend.execution(id)).toBeUndefined();
    expect(await backend.taskRuns(id)).toEqual([]);
    expect((await backend.logs({ executionId: id })).entries).toEqual([]);
    expect(await backend.files.list(executionFolder(execution))).toEqual([]);
    expect((await stat(home)).isDirectory()).toBe(true);
    await expect(engine.delete(id)).rejects.toThrow(`No execution found for execution id ${id}`);
  });

  it('is not deleted while it runs', async () => {
    const { start, engine, reached } = await engineWorld();
    const { id } = await start(`tasks: [${sleep('a')}]`);
    await reached(id, 'a', 'RUNNING');
    await expect(engine.delete(id)).rejects.toThrow(
      "Execution must be terminated to be deleted, current state is 'RUNNING' !",
    );
  });
});
