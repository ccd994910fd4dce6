import { describe, expect, it } from 'vitest';
import { changeState, changeStatus } from '../../../../runner/execution/operations/changeState.ts';
import { setLabels } from '../../../../runner/execution/operations/setLabels.ts';
import type { StateName } from '../../../../runner/execution/types.ts';
import {
  attemptsOf,
  catalogue,
  flowFrom,
  runOf,
  type SimulationOptions,
  simulate,
  statesOf,
  task,
  typed,
} from '../../../support/simulation.ts';
import { recordsOf } from './records.ts';

const date = '2026-01-02T00:00:00.000000Z';
const failing =
  (...ids: string[]): SimulationOptions['answer'] =>
  (id) =>
    ids.includes(id) ? 'FAILED' : 'SUCCESS';

async function changed(rest: string, taskId: string, state: StateName, options: SimulationOptions) {
  const flow = await flowFrom(rest);
  const first = simulate(flow, options);
  const taskRunId = runOf(first, taskId).id;
  const records = changeState(recordsOf(first), flow, catalogue, { taskRunId, state, date });
  const left = statesOf({ runs: records.taskRuns });
  return { first, records, left, ended: simulate(flow, { from: structuredClone(records) }) };
}

describe('changing the state of a task run (flow-language §7.12)', () => {
  it('given a failed task that becomes SUCCESS, then those after it run, and errors are removed', async () => {
    const { first, records, left, ended } = await changed(
      `tasks: [${task('a')}, ${task('b')}, ${task('c')}]\nerrors: [${task('e')}]`,
      'b',
      'SUCCESS',
      { answer: failing('b') },
    );
    expect(statesOf(first)).toEqual(['a SUCCESS', 'b FAILED', 'e SUCCESS']);
    expect(left).toEqual(['a SUCCESS', 'b SUCCESS']);
    expect(records.execution).toMatchObject({
      id: 'execution',
      state: { current: 'RESTARTED' },
      metadata: { attemptNumber: 2 },
      labels: [{ key: 'system.restarted', value: 'true' }],
    });
    expect(statesOf(ended)).toEqual(['a SUCCESS', 'b SUCCESS', 'c SUCCESS']);
    expect(attemptsOf(ended, 'b')).toEqual(['SUCCESS']);
    expect(ended.execution.state.current).toBe('SUCCESS');
  });

  it('given a nested task, then what holds it goes on', async () => {
    const { left, ended } = await changed(
      `tasks: [${typed('seq', 'Sequential', `tasks: [${task('a')}, ${task('b')}]`)}, ${task('c')}]`,
      'a',
      'WARNING',
      { answer: failing('a') },
    );
    expect(left).toEqual(['seq RUNNING', 'a WARNING']);
    expect(statesOf(ended)).toEqual(['seq WARNING', 'a WARNING', 'b SUCCESS', 'c SUCCESS']);
  });

  it('given a task that becomes FAILED, then errors run', async () => {
    const { ended } = await changed(`tasks: [${task('a')}]\nerrors: [${task('e')}]`, 'a', 'FAILED', {});
    expect(statesOf(ended)).toEqual(['a FAILED', 'e SUCCESS']);
  });

  it('given CANCELLED, then the execution is, and nothing runs', async () => {
    const { records, ended } = await changed(
      `tasks: [${typed('seq', 'Sequential', `tasks: [${task('a')}]`)}, ${task('b')}]`,
      'a',
      'CANCELLED',
      { answer: failing('a') },
    );
    expect(records.execution.state.current).toBe('CANCELLED');
    expect(statesOf(ended)).toEqual(['seq CANCELLED', 'a CANCELLED']);
  });

  it('given a child of a WorkingDirectory, then it is refused, for nothing can go on in it', async () => {
    const directory = typed('dir', 'WorkingDirectory', `tasks: [${task('a')}]`);
    await expect(changed(`tasks: [${directory}]`, 'a', 'SUCCESS', {})).rejects.toThrow(
      "The task 'a' ran in a directory that is gone: change the state of 'dir'",
    );
  });

  it.each([
    [
      'RUNNING',
      'A task run cannot end in the state RUNNING: use SUCCESS, WARNING, FAILED, KILLED, CANCELLED',
    ],
    [
      'SKIPPED',
      'A task run cannot end in the state SKIPPED: use SUCCESS, WARNING, FAILED, KILLED, CANCELLED',
    ],
  ] as const)('given the state %s, then it is refused', async (state, message) => {
    await expect(changed(`tasks: [${task('a')}]`, 'a', state, {})).rejects.toThrow(message);
  });
});

describe('changing the status of an execution (flow-language §7.12)', () => {
  it('given an ended one, then only its state changes', async () => {
    const { execution } = simulate(await flowFrom(`tasks: [${task('a')}]`));
    const result = changeStatus(execution, 'WARNING', date);
    expect(result.state.histories.map(({ state }) => state)).toEqual([
      'CREATED',
      'RUNNING',
      'SUCCESS',
      'WARNING',
    ]);
    expect({ ...result, state: 0 }).toEqual({ ...execution, state: 0 });
    expect(execution.state.current).toBe('SUCCESS');
  });

  it('given a state that is no end, or an execution that has none, then it is refused', async () => {
    const flow = await flowFrom(`tasks: [${task('a')}]`);
    expect(() => changeStatus(simulate(flow).execution, 'RUNNING', date)).toThrow(
      'You can only change the state of an execution to a terminal state.',
    );
    const running = simulate(flow, { answer: () => 'hang' }).execution;
    expect(() => changeStatus(running, 'FAILED', date)).toThrow(
      'You can only change the state of a terminated execution.',
    );
  });
});

describe('setting labels (flow-language §7.12)', () => {
  const own = [
    { key: 'system.correlationId', value: 'x' },
    { key: 'team', value: 'blue' },
  ];
  const ended = async (options: SimulationOptions = {}) =>
    simulate(await flowFrom(`tasks: [${task('a')}]`), { ...options, execution: { labels: own } }).execution;

  it('replaces what people set, and keeps what the system did', async () => {
    expect(setLabels(await ended(), [{ key: 'stage', value: 'test' }]).labels).toEqual([
      { key: 'system.correlationId', value: 'x' },
      { key: 'stage', value: 'test' },
    ]);
    expect(setLabels(await ended(), own).labels).toEqual(own);
  });

  it.each([
    ['another value', { key: 'system.correlationId', value: 'y' }],
    ['a new one', { key: 'system.test', value: 'true' }],
  ])('given %s for a label of the system, then it is refused', async (_what, label) => {
    const execution = await ended();
    expect(() => setLabels(execution, [label])).toThrow(
      `System labels can only be set by Kestra itself, offending label: ${label.key}=${label.value}`,
    );
  });

  it('given an execution that runs, then it is refused', async () => {
    const running = await ended({ answer: () => 'hang' });
    expect(() => setLabels(running, [])).toThrow('The execution is not terminated');
  });
});
