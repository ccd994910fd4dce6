import { describe, expect, it } from 'vitest';
import { replay } from '../../../../runner/execution/operations/replay.ts';
import type { TaskRun } from '../../../../runner/execution/types.ts';
import type { Flow } from '../../../../runner/flow/types.ts';
import {
  attemptsOf,
  catalogue,
  flowFrom,
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

/** Runs a flow, and replays it from a task run on. */
async function replayed(rest: string, from: string, value?: string, options: SimulationOptions = {}) {
  const flow = await flowFrom(rest);
  const first = simulate(flow, options);
  const records = replayFrom(first, flow, runOf(first, from, value));
  const left = statesOf({ runs: records.taskRuns });
  return { flow, first, records, left, ended: simulate(flow, { from: structuredClone(records) }) };
}

function replayFrom(old: Simulation, flow: Flow, run?: TaskRun, inputs?: Record<string, unknown>) {
  return replay(recordsOf(old), flow, catalogue, {
    ...(run && { taskRunId: run.id }),
    ...(inputs && { inputs }),
    date,
    newId: idsFrom('new'),
  });
}

const sequential = (id: string, ...tasks: string[]) =>
  typed(id, 'Sequential', `tasks: [${tasks.join(', ')}]`);
const parallel = (id: string, ...tasks: string[]) => typed(id, 'Parallel', `tasks: [${tasks.join(', ')}]`);

describe('a replay from the start (flow-language §7.11)', () => {
  it('makes a new execution with the inputs, trigger and labels of the old one, and nothing has run', async () => {
    const flow = await flowFrom(`tasks: [${task('a')}]`);
    const old = simulate(flow, {
      inputs: { name: 'x' },
      execution: {
        labels: [{ key: 'team', value: 'blue' }],
        trigger: { id: 'daily', type: 'Schedule', variables: { date: 'today' } },
        breakpoints: [{ id: 'a' }],
      },
    });
    const { execution, taskRuns } = replayFrom(old, flow);
    expect(taskRuns).toEqual([]);
    expect(execution).toMatchObject({
      id: 'new1',
      parentId: 'execution',
      originalId: 'execution',
      state: { current: 'CREATED', histories: [{ state: 'CREATED', date }] },
      inputs: { name: 'x' },
      trigger: { id: 'daily' },
      labels: [
        { key: 'team', value: 'blue' },
        { key: 'system.replay', value: 'true' },
      ],
    });
    expect(execution).not.toHaveProperty('breakpoints');
  });

  it('given other inputs, then they take the place of the old ones', async () => {
    const flow = await flowFrom(`tasks: [${task('a')}, ${task('b', `runIf: "{{ inputs.b == 'yes' }}"`)}]`);
    const old = simulate(flow, { inputs: { b: 'yes', c: 1 } });
    const records = replayFrom(old, flow, runOf(old, 'b'), { b: 'no' });
    expect(records.execution.inputs).toEqual({ b: 'no' });
    expect(statesOf({ runs: records.taskRuns })).toEqual(['a SUCCESS', 'b RESTARTED']);
    expect(statesOf(simulate(flow, { from: records }))).toEqual(['a SUCCESS', 'b SKIPPED']);
  });
});

describe('a replay from a task run (flow-language §7.11)', () => {
  it('given a task of the flow, then those before it are kept, with new ids and their outputs', async () => {
    const { first, records, left, ended } = await replayed(
      `tasks: [${task('a')}, ${task('b')}, ${task('c')}, ${task('d')}, ${task('e')}]`,
      'b',
      undefined,
      { outputs: (id) => ({ from: id }) },
    );
    expect(left).toEqual(['a SUCCESS', 'b RESTARTED']);
    expect(records.execution.state.histories.map(({ state }) => state)).toEqual(['CREATED', 'RESTARTED']);
    expect(records.taskRuns[0]!.outputs).toEqual({ from: 'a' });
    expect(records.taskRuns[1]!.attempts).toHaveLength(1);
    const old = new Set(first.runs.map(({ id }) => id));
    expect(records.taskRuns.filter(({ id, executionId }) => old.has(id) || executionId !== 'new1')).toEqual(
      [],
    );
    expect(ended.runs).toHaveLength(5);
    expect(ended.execution.state.current).toBe('SUCCESS');
    expect(attemptsOf(ended, 'b')).toEqual(['SUCCESS', 'SUCCESS']);
  });

  it('given a list in nested Parallels, then its children and what comes after the Parallels are removed', async () => {
    const { left, ended } = await replayed(
      `tasks: [${parallel('p1', task('a'), task('b'), parallel('p2', task('c'), sequential('s', task('d'), task('e')), task('f')), task('g'))}, ${task('end')}]`,
      's',
    );
    expect(left.toSorted()).toEqual([
      'a SUCCESS',
      'b SUCCESS',
      'c SUCCESS',
      'f SUCCESS',
      'g SUCCESS',
      'p1 RUNNING',
      'p2 RUNNING',
      's RUNNING',
    ]);
    expect(ended.execution.state.current).toBe('SUCCESS');
    expect(ended.runs).toHaveLength(11);
  });

  it('given a task after loops in a loop, then all of their runs are kept', async () => {
    const inner = typed(
      'inner',
      'ForEach',
      `concurrencyLimit: 0, values: [p, q, r], tasks: [${task('leaf')}]`,
    );
    const outer = typed(
      'outer',
      'ForEach',
      `concurrencyLimit: 0, values: [x, y, z], tasks: [${sequential('seq', task('t1'), inner)}]`,
    );
    const { records, left, ended } = await replayed(`tasks: [${outer}, ${task('end')}]`, 'end');
    expect(left).toHaveLength(20);
    expect(left.filter((state) => !state.endsWith('SUCCESS'))).toEqual(['end RESTARTED']);
    expect(records.execution.parentId).toBe('execution');
    expect(ended.runs).toHaveLength(20);
    expect(ended.execution.state.current).toBe('SUCCESS');
  });

  it('given a Dag, then the dependents of the task are removed, near and far, and no others', async () => {
    const entry = (id: string, ...on: string[]) => `{ task: ${task(id)}, dependsOn: [${on.join(', ')}] }`;
    const { left, ended } = await replayed(
      `tasks: [${typed('dag', 'Dag', `tasks: [${entry('a')}, ${entry('b')}, ${entry('c', 'a')}, ${entry('d', 'c', 'b')}, ${entry('e', 'b')}]`)}]`,
      'a',
    );
    expect(left).toEqual(['dag RUNNING', 'a RESTARTED', 'b SUCCESS', 'e SUCCESS']);
    expect(statesOf(ended).toSorted()).toEqual([
      'a SUCCESS',
      'b SUCCESS',
      'c SUCCESS',
      'd SUCCESS',
      'dag SUCCESS',
      'e SUCCESS',
    ]);
  });

  it('given a ForEach of one value at a time, then the later values are removed', async () => {
    const { left, ended } = await replayed(
      `tasks: [${typed('each', 'ForEach', `values: [x, y, z], tasks: [${task('a')}, ${task('b')}]`)}]`,
      'a',
      'y',
    );
    expect(left).toEqual(['each RUNNING', 'a[x] SUCCESS', 'b[x] SUCCESS', 'a[y] RESTARTED']);
    expect(ended.runs).toHaveLength(7);
  });

  it('given a ForEach of several values at a time, then the other values are kept', async () => {
    const { left, ended } = await replayed(
      `tasks: [${typed('each', 'ForEach', `concurrencyLimit: 0, values: [x, y], tasks: [${task('a')}, ${task('b')}]`)}]`,
      'a',
      'x',
    );
    expect(left).toEqual(['each RUNNING', 'a[x] RESTARTED', 'a[y] SUCCESS', 'b[y] SUCCESS']);
    expect(statesOf(ended).toSorted()).toEqual([
      'a[x] SUCCESS',
      'a[y] SUCCESS',
      'b[x] SUCCESS',
      'b[y] SUCCESS',
      'each SUCCESS',
    ]);
  });

  it('given a loop, then its values are rendered again', async () => {
    const flow = await flowFrom(
      `tasks: [${task('a')}, ${typed('each', 'ForEach', `values: "{{ inputs.values }}", tasks: [${task('b')}]`)}]`,
    );
    const old = simulate(flow, { inputs: { values: ['x'] } });
    const records = replayFrom(old, flow, runOf(old, 'each'), { values: ['y', 'z'] });
    expect(statesOf({ runs: records.taskRuns })).toEqual(['a SUCCESS', 'each RUNNING']);
    expect(statesOf(simulate(flow, { from: records }))).toEqual([
      'a SUCCESS',
      'each SUCCESS',
      'b[y] SUCCESS',
      'b[z] SUCCESS',
    ]);
  });

  it('given the branch of an If, then what comes after the task in it is removed', async () => {
    const { left, ended } = await replayed(
      `tasks: [${typed('if', 'If', `condition: "true", then: [${task('a')}, ${task('b')}, ${task('c')}]`)}, ${task('end')}]`,
      'b',
    );
    expect(left).toEqual(['if RUNNING', 'a SUCCESS', 'b RESTARTED']);
    expect(ended.runs).toHaveLength(5);
  });

  it('given a failed execution, then the runs of errors, finally and afterExecution are removed', async () => {
    const { left } = await replayed(
      `tasks: [${task('a')}, ${task('b')}]\nerrors: [${task('e')}]\nfinally: [${task('f')}]\nafterExecution: [${task('g')}]`,
      'b',
      undefined,
      { answer: (id) => (id === 'b' ? 'FAILED' : 'SUCCESS') },
    );
    expect(left).toEqual(['a SUCCESS', 'b RESTARTED']);
  });

  it.each(['dir', 'b'])(
    'given %s of a WorkingDirectory, then the directory starts anew without children',
    async (from) => {
      const { left, ended } = await replayed(
        `tasks: [${typed('dir', 'WorkingDirectory', `tasks: [${task('a')}, ${task('b')}]`)}, ${task('end')}]`,
        from,
      );
      expect(left).toEqual(['dir RESTARTED']);
      expect(statesOf(ended)).toEqual(['dir SUCCESS', 'a SUCCESS', 'b SUCCESS', 'end SUCCESS']);
    },
  );

  it('given a Subflow, then it makes an execution of its own, and leaves that of the old one alone', async () => {
    const { records, ended } = await replayed(
      `tasks: [${typed('sub', 'Subflow', 'namespace: tests, flowId: child')}]`,
      'sub',
    );
    expect(statesOf({ runs: records.taskRuns })).toEqual(['sub RESTARTED']);
    expect(records.taskRuns[0]).not.toHaveProperty('outputs');
    expect(ended.subflows).toHaveLength(1);
    expect(statesOf(ended)).toEqual(['sub SUCCESS']);
  });

  it('given the first step of a ForEachItem, then the steps after it are removed', async () => {
    const { left } = await replayed(
      `tasks: [${typed('each', 'ForEachItem', 'items: "kestra:///f", namespace: tests, flowId: child')}]`,
      'each_split',
      undefined,
      {
        outputs: (id) => (id === 'each_split' ? { splits: 'kestra:///s' } : undefined),
        rendered: () => 'kestra:///1',
      },
    );
    expect(left).toEqual(['each RUNNING', 'each_split RESTARTED']);
  });

  it('given a task that ran after the end, then it is refused', async () => {
    await expect(replayed(`tasks: [${task('a')}]\nafterExecution: [${task('b')}]`, 'b')).rejects.toThrow(
      "The task 'b' ran after the end: the execution cannot go on from it",
    );
  });

  it('given no such task run, then it is refused', async () => {
    const flow = await flowFrom(`tasks: [${task('a')}]`);
    expect(() => replayFrom(simulate(flow), flow, { id: 'nothing' } as TaskRun)).toThrow(
      'No task found to restart execution from!',
    );
  });
});
