import { describe, expect, it } from 'vitest';
import { OperationRefused } from '../../../../runner/execution/operations/records.ts';
import { restart, restartAsNew } from '../../../../runner/execution/operations/restart.ts';
import type { Flow } from '../../../../runner/flow/types.ts';
import {
  attemptsOf,
  catalogue,
  flowFrom,
  historyOf,
  runOf,
  type Simulation,
  type SimulationOptions,
  simulate,
  statesOf,
  task,
  typed,
} from '../../../support/simulation.ts';
import { idsFrom, recordsOf } from './records.ts';

const date = '2026-01-02T00:00:00.000000Z';

/** Runs a flow whose tasks fail as `answer` says at first, restarts it, and lets it go on. */
async function restarted(rest: string, answer: SimulationOptions['answer'], more: SimulationOptions = {}) {
  const flow = await flowFrom(rest);
  const first = simulate(flow, { ...more, answer });
  const records = restart(recordsOf(first), flow, catalogue, { date });
  const left = statesOf({ runs: records.taskRuns });
  return {
    flow,
    first,
    records,
    left,
    ended: simulate(flow, { ...more, answer, from: structuredClone(records) }),
  };
}

/** Fails the first time that it is run, whichever task run that is. */
function firstTime(id: string): NonNullable<SimulationOptions['answer']> {
  let failures = 1;
  return (taskId) => (taskId === id && failures-- > 0 ? 'FAILED' : 'SUCCESS');
}

/** Fails in its first attempt only. */
const once =
  (...ids: string[]): NonNullable<SimulationOptions['answer']> =>
  (id, attempt) =>
    ids.includes(id) && attempt === 1 ? 'FAILED' : 'SUCCESS';

describe('a restart (flow-language §7.10)', () => {
  it('given a failed task of the flow, then it gets a second attempt, and those after it run', async () => {
    const { first, records, left, ended } = await restarted(
      `tasks: [${task('a')}, ${task('b')}, ${task('c')}, ${task('d')}]`,
      once('c'),
    );
    expect(statesOf(first)).toEqual(['a SUCCESS', 'b SUCCESS', 'c FAILED']);
    expect(left).toEqual(['a SUCCESS', 'b SUCCESS', 'c RESTARTED']);
    expect(records.execution.state.histories.map(({ state }) => state)).toEqual([
      'CREATED',
      'RUNNING',
      'FAILED',
      'RESTARTED',
    ]);
    expect(records.execution).toMatchObject({
      id: 'execution',
      labels: [{ key: 'system.restarted', value: 'true' }],
      metadata: { attemptNumber: 2 },
    });
    expect(records.execution).not.toHaveProperty('parentId');
    expect(statesOf(ended)).toEqual(['a SUCCESS', 'b SUCCESS', 'c SUCCESS', 'd SUCCESS']);
    expect(attemptsOf(ended, 'c')).toEqual(['FAILED', 'SUCCESS']);
    expect(attemptsOf(ended, 'a')).toEqual(['SUCCESS']);
    expect(historyOf(ended)).toEqual(['CREATED', 'RUNNING', 'FAILED', 'RESTARTED', 'RUNNING', 'SUCCESS']);
    expect(historyOf(ended, 'c')).toEqual([
      'CREATED',
      'RUNNING',
      'FAILED',
      'RESTARTED',
      'RUNNING',
      'SUCCESS',
    ]);
    expect(ended.logs.map(({ message }) => message)).toContain('Flow restarted');
  });

  it('given a list with errors that fails again, then the runs of errors are removed and made again', async () => {
    const { first, left, ended } = await restarted(
      `tasks: [${task('before')}, ${typed('seq', 'Sequential', `tasks: [${task('close')}, ${task('fail')}], errors: [${task('handler')}]`)}, ${task('after')}]`,
      (id) => (id === 'fail' ? 'FAILED' : 'SUCCESS'),
    );
    expect(first.runs).toHaveLength(5);
    expect(left).toEqual(['before SUCCESS', 'seq RUNNING', 'close SUCCESS', 'fail RESTARTED']);
    expect(statesOf(ended)).toEqual([
      'before SUCCESS',
      'seq FAILED',
      'close SUCCESS',
      'fail FAILED',
      'handler SUCCESS',
    ]);
  });

  it('given finally and afterExecution, then their runs are removed and made again', async () => {
    const { first, left, ended } = await restarted(
      `tasks: [${task('a')}, ${task('b')}, ${task('c')}]\nfinally: [${task('last')}]\nafterExecution: [${task('after')}]`,
      once('b'),
    );
    expect(statesOf(first)).toEqual(['a SUCCESS', 'b FAILED', 'last SUCCESS', 'after SUCCESS']);
    expect(left).toEqual(['a SUCCESS', 'b RESTARTED']);
    expect(statesOf(ended)).toEqual(['a SUCCESS', 'b SUCCESS', 'c SUCCESS', 'last SUCCESS', 'after SUCCESS']);
  });

  it('given a failed branch of a Parallel, then its siblings are kept', async () => {
    const { left, ended } = await restarted(
      `tasks: [${typed('par', 'Parallel', `tasks: [${task('a')}, ${typed('seq', 'Sequential', `tasks: [${task('b')}, ${task('c')}]`)}]`)}, ${task('end')}]`,
      once('b'),
    );
    expect(left).toEqual(['par RUNNING', 'a SUCCESS', 'seq RUNNING', 'b RESTARTED']);
    expect(statesOf(ended)).toEqual([
      'par SUCCESS',
      'a SUCCESS',
      'seq SUCCESS',
      'b SUCCESS',
      'c SUCCESS',
      'end SUCCESS',
    ]);
    expect(attemptsOf(ended, 'a')).toEqual(['SUCCESS']);
  });

  it('given a Dag, then only the dependents of the failed task had not run', async () => {
    const dag = typed(
      'dag',
      'Dag',
      `tasks: [{ task: ${task('a')} }, { task: ${task('b')} }, { task: ${task('c')}, dependsOn: [a, b] }]`,
    );
    const { left, ended } = await restarted(`tasks: [${dag}]`, once('b'));
    expect(left).toEqual(['dag RUNNING', 'a SUCCESS', 'b RESTARTED']);
    expect(statesOf(ended)).toEqual(['dag SUCCESS', 'a SUCCESS', 'b SUCCESS', 'c SUCCESS']);
  });

  it('given a ForEach of one value at a time, then the values after the failed one follow', async () => {
    const each = typed('each', 'ForEach', `values: [x, y, z], tasks: [${task('a')}, ${task('b')}]`);
    const { left, ended } = await restarted(`tasks: [${each}, ${task('end')}]`, (id, attempt, value) =>
      id === 'a' && value === 'y' && attempt === 1 ? 'FAILED' : 'SUCCESS',
    );
    expect(left).toEqual(['each RUNNING', 'a[x] SUCCESS', 'b[x] SUCCESS', 'a[y] RESTARTED']);
    expect(statesOf(ended)).toEqual([
      'each SUCCESS',
      'a[x] SUCCESS',
      'b[x] SUCCESS',
      'a[y] SUCCESS',
      'b[y] SUCCESS',
      'a[z] SUCCESS',
      'b[z] SUCCESS',
      'end SUCCESS',
    ]);
  });

  it('given loops in a loop, all values at once, then failed runs are RESTARTED, what holds them RUNNING', async () => {
    const inner = typed('inner', 'ForEach', `concurrencyLimit: 0, values: [p, q], tasks: [${task('leaf')}]`);
    const outer = typed(
      'outer',
      'ForEach',
      `concurrencyLimit: 0, values: [x, y], tasks: [${typed('seq', 'Sequential', `tasks: [${task('t1')}, ${inner}]`)}]`,
    );
    const { first, records, left, ended } = await restarted(
      `tasks: [${outer}, ${task('end')}]`,
      firstTime('t1'),
    );
    expect(left).toEqual([
      'outer RUNNING',
      'seq[x] RUNNING',
      'seq[y] RUNNING',
      't1 RESTARTED',
      't1 RESTARTED',
    ]);
    expect(records.taskRuns.map(({ id }) => id)).toEqual(first.runs.map(({ id }) => id));
    expect(ended.execution.state.current).toBe('SUCCESS');
    // outer, 2 × (seq, t1, inner, 2 leaves), end
    expect(ended.runs).toHaveLength(1 + 2 * 5 + 1);
  });

  it.each([
    ['If', typed('if', 'If', `condition: "true", then: [${task('a')}, ${task('b')}], else: [${task('c')}]`)],
    [
      'Switch',
      typed('if', 'Switch', `value: x, cases: { x: [${task('a')}, ${task('b')}] }, defaults: [${task('c')}]`),
    ],
  ])('given the branch of an %s, then it goes on in that branch', async (_type, written) => {
    const { left, ended } = await restarted(`tasks: [${written}]`, once('a'));
    expect(left).toEqual(['if RUNNING', 'a RESTARTED']);
    expect(statesOf(ended)).toEqual(['if SUCCESS', 'a SUCCESS', 'b SUCCESS']);
  });

  it('given a WorkingDirectory, then it starts anew: its children are removed', async () => {
    const { first, left, ended } = await restarted(
      `tasks: [${typed('dir', 'WorkingDirectory', `tasks: [${task('a')}, ${task('b')}]`)}]`,
      firstTime('b'),
    );
    expect(statesOf(first)).toEqual(['dir FAILED', 'a SUCCESS', 'b FAILED']);
    expect(left).toEqual(['dir RESTARTED']);
    expect(statesOf(ended)).toEqual(['dir SUCCESS', 'a SUCCESS', 'b SUCCESS']);
    expect(runOf(ended, 'a').id).not.toBe(runOf(first, 'a').id);
  });

  it('given a failed child of a resumed Pause, then the pause goes on without a new pause', async () => {
    const { first, left, records, ended } = await restarted(
      `tasks: [${task('a')}, ${typed('pause', 'Pause', `delay: PT1S, tasks: [${task('c')}, ${task('d')}]`)}]`,
      once('c'),
    );
    expect(statesOf(first)).toEqual(['a SUCCESS', 'pause FAILED', 'c FAILED']);
    expect(left).toEqual(['a SUCCESS', 'pause RUNNING', 'c RESTARTED']);
    expect(runOf({ runs: records.taskRuns }, 'pause').attempts).toBeUndefined();
    expect(statesOf(ended)).toEqual(['a SUCCESS', 'pause SUCCESS', 'c SUCCESS', 'd SUCCESS']);
    expect(ended.elapsed).toBeLessThan(1000);
  });

  it('given a task that waits in a Pause, then the restart ends the pause', async () => {
    const flow = await flowFrom(`tasks: [${typed('pause', 'Pause', '')}, ${task('b')}]`.replace(', }', ' }'));
    const paused = simulate(flow);
    expect(paused.execution.state.current).toBe('PAUSED');
    const records = restart(recordsOf(paused), flow, catalogue, { date });
    expect(statesOf({ runs: records.taskRuns })).toEqual(['pause RUNNING']);
    expect(statesOf(simulate(flow, { from: records }))).toEqual(['pause SUCCESS', 'b SUCCESS']);
  });

  it('given failures that were allowed, then they are restarted too, and what came after them runs once', async () => {
    const { left, ended } = await restarted(
      `tasks: [${typed('allow', 'AllowFailure', `tasks: [${task('a')}]`)}, ${task('b')}, ${task('c')}, ${task('d')}]`,
      once('a', 'c'),
    );
    expect(left).toEqual(['allow RUNNING', 'a RESTARTED', 'b SUCCESS', 'c RESTARTED']);
    expect(statesOf(ended)).toEqual(['allow SUCCESS', 'a SUCCESS', 'b SUCCESS', 'c SUCCESS', 'd SUCCESS']);
    expect(attemptsOf(ended, 'b')).toEqual(['SUCCESS']);
  });

  it('given a loop whose values could not be rendered, then they are rendered again', async () => {
    const flow = await flowFrom(
      `tasks: [${typed('each', 'ForEach', `values: "{{ read('f') }}", tasks: [${task('a')}]`)}]`,
    );
    const first = simulate(flow, {
      rendered: () => {
        throw new Error('no such file');
      },
    });
    expect(statesOf(first)).toEqual(['each FAILED']);
    const records = restart(recordsOf(first), flow, catalogue, { date });
    expect(statesOf(simulate(flow, { from: records, rendered: () => '["x"]' }))).toEqual([
      'each SUCCESS',
      'a[x] SUCCESS',
    ]);
  });

  it('given breakpoints, then they take the place of the old ones', async () => {
    const flow = await flowFrom(`tasks: [${task('a')}, ${task('b')}]`);
    const first = simulate(flow, { answer: once('a'), execution: { breakpoints: [{ id: 'x' }] } });
    expect(restart(recordsOf(first), flow, catalogue, { date }).execution.breakpoints).toEqual([{ id: 'x' }]);
    const records = restart(recordsOf(first), flow, catalogue, { date, breakpoints: [{ id: 'b' }] });
    expect(statesOf(simulate(flow, { from: records }))).toEqual(['a SUCCESS', 'b BREAKPOINT']);
  });

  it.each([
    ['SUCCESS', {}, 'No task found to restart execution from!'],
    ['KILLED', { killAfter: 1 }, 'No task found to restart execution from!'],
  ])('given an execution that ended in %s, then it is refused', async (state, options, message) => {
    const flow = await flowFrom(`tasks: [${task('a')}]`);
    const ended = simulate(flow, options);
    expect(ended.execution.state.current).toBe(state);
    expect(() => restart(recordsOf(ended), flow, catalogue, { date })).toThrow(new OperationRefused(message));
  });

  it('given an execution that runs, then it is refused', async () => {
    const flow = await flowFrom(`tasks: [${task('a')}]`);
    const running = simulate(flow, { answer: () => 'hang' });
    expect(() => restart(recordsOf(running), flow, catalogue, { date })).toThrow(
      "Execution must be terminated to be restarted, current state is 'RUNNING' !",
    );
  });
});

describe('a restart with another revision (flow-language §7.10)', () => {
  const asNew = (old: Simulation, flow: Flow) =>
    restartAsNew(recordsOf(old), flow, catalogue, { date, newId: idsFrom('new') });

  it('given a repaired flow, then a new execution goes on from the failed task, with new ids', async () => {
    const first = simulate(
      await flowFrom(`tasks: [${typed('seq', 'Sequential', `tasks: [${task('a')}]`)}, ${task('b')}]`),
      {
        answer: once('b'),
      },
    );
    const repaired = {
      ...(await flowFrom(
        `tasks: [${typed('seq', 'Sequential', `tasks: [${task('a')}]`)}, ${task('b')}, ${task('c')}]`,
      )),
      revision: 2,
    };
    const { execution, taskRuns } = asNew(first, repaired);
    expect(execution).toMatchObject({
      id: 'new1',
      parentId: 'execution',
      originalId: 'execution',
      flowRevision: 2,
    });
    expect(statesOf({ runs: taskRuns })).toEqual(['seq SUCCESS', 'a SUCCESS', 'b RESTARTED']);
    const [seq, a] = taskRuns;
    expect(a!.parentTaskRunId).toBe(seq!.id);
    const old = new Set(first.runs.map(({ id }) => id));
    expect(taskRuns.filter(({ id, executionId }) => old.has(id) || executionId !== 'new1')).toEqual([]);
    const ended = simulate(repaired, { from: { execution, taskRuns } });
    expect(statesOf(ended)).toEqual(['seq SUCCESS', 'a SUCCESS', 'b SUCCESS', 'c SUCCESS']);
    expect(first.execution.state.current).toBe('FAILED');
  });

  it('given a flow without a task that has run, then it is refused', async () => {
    const first = simulate(await flowFrom(`tasks: [${task('a')}, ${task('b')}]`), { answer: once('b') });
    const other = await flowFrom(`tasks: [${task('b')}]`);
    expect(() => asNew(first, other)).toThrow("The task 'a' is not in this revision of the flow");
  });
});
