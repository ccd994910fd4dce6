import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type {
  Command,
  ExecutionEvent,
  FoundSubflow,
  SubflowRequest,
} from '../../../runner/execution/events.ts';
import { apply } from '../../../runner/execution/machine.ts';
import type { ExecutionModel } from '../../../runner/execution/model.ts';
import { restoreModel } from '../../../runner/execution/restore.ts';
import type { StateName, TaskRun } from '../../../runner/execution/types.ts';
import type { Task } from '../../../runner/flow/types.ts';
import {
  flowOf,
  modelOf,
  rowsOf,
  type SimulationOptions,
  simulate,
  statesOf,
} from '../../support/simulation.ts';

const core = 'io.kestra.plugin.core';

const flow = (more: Record<string, unknown> = {}) =>
  flowOf([
    {
      id: 'each',
      type: `${core}.flow.ForEachItem`,
      items: 'kestra:///items.txt',
      namespace: 'tests',
      flowId: 'child',
      inputs: { items: '{{ taskrun.items }}', number: '{{ taskrun.iteration }}' },
      ...more,
    } as Task,
  ]);

/** The text of the file that lists the batches. */
const listOf = (count: number) =>
  Array.from({ length: count }, (_, index) => `kestra:///${index + 1}.txt`).join('\n');

const options = (count: number, more: SimulationOptions = {}): SimulationOptions => ({
  outputs: (id) => (id === 'each_split' ? { splits: 'kestra:///splits.txt' } : undefined),
  rendered: () => listOf(count),
  ...more,
});

const itemsOf = (model: ExecutionModel): TaskRun =>
  [...model.nodes.values()].find(({ run }) => run.taskId === 'each_items')!.run;

/** A machine whose ForEachItem has `count` batches and whose engine is the test. */
function machine(count: number, more: Record<string, unknown> = {}, model = modelOf(flow(more))) {
  let now = Date.UTC(2026, 0, 1);
  let events = 0;
  const asked: SubflowRequest[] = [];
  const seen: Command[] = [];
  const post = (event: Record<string, unknown>): Command[] => {
    now += 1000;
    const stamped = { ...event, at: now, seed: [3, 3, 3, ++events] } as unknown as ExecutionEvent;
    const { commands } = apply(model, stamped);
    seen.push(...commands);
    for (const command of commands) {
      if (command.type === 'startSubflow') asked.push(command.subflow);
      if (command.type === 'render')
        post({ type: 'rendered', taskRunId: command.taskRunId, key: command.key, value: listOf(count) });
      if (command.type !== 'run') continue;
      const { taskRunId } = command;
      post({ type: 'attemptStarted', taskRunId, attempt: 1 });
      const outputs = { splits: 'kestra:///splits.txt' };
      post({ type: 'attemptEnded', taskRunId, attempt: 1, state: 'SUCCESS', outputs });
    }
    return commands;
  };
  const about = ({ executionId }: { executionId: string }) => ({
    taskRunId: itemsOf(model).id,
    executionId,
    link: executionId,
  });
  return {
    model,
    asked,
    seen,
    post,
    created: (subflow: { executionId: string }) =>
      post({ type: 'subflowCreated', ...about(subflow), state: 'RUNNING' }),
    ended: (subflow: { executionId: string }, state: StateName) =>
      post({ type: 'subflowEnded', ...about(subflow), state }),
    items: () => itemsOf(model),
    iterations: () => itemsOf(model).outputs?.['iterations'],
  };
}

describe('the batches of a ForEachItem in the machine (flow-language §6.1, §7.13)', () => {
  it('counts the executions by state while they run', () => {
    const { post, asked, created, ended, iterations } = machine(3);
    post({ type: 'started' });
    expect(iterations()).toEqual({ CREATED: 3, RUNNING: 0 });
    created(asked[0]!);
    created(asked[1]!);
    expect(iterations()).toEqual({ CREATED: 1, RUNNING: 2 });
    ended(asked[1]!, 'WARNING');
    expect(iterations()).toEqual({ CREATED: 1, RUNNING: 1, WARNING: 1 });
  });

  it('given an end that is reported twice, or before the execution is known to exist, counts it once', () => {
    const { post, asked, created, ended, iterations, items } = machine(2);
    post({ type: 'started' });
    ended(asked[0]!, 'SUCCESS');
    created(asked[0]!);
    ended(asked[0]!, 'FAILED');
    expect(iterations()).toEqual({ CREATED: 1, RUNNING: 0, SUCCESS: 1 });
    created(asked[1]!);
    ended(asked[1]!, 'SUCCESS');
    expect(items().state.current).toBe('SUCCESS');
  });

  it('has a bounded number of executions in the making, and asks for one more for each that exists', () => {
    const { post, asked, created } = machine(10_000);
    post({ type: 'started' });
    const first = asked.length;
    expect(first).toBeLessThanOrEqual(50);
    expect(created(asked[0]!).filter(({ type }) => type === 'startSubflow')).toHaveLength(1);
    for (let i = 1; i < asked.length; i++) created(asked[i]!);
    expect(asked.map(({ inputs }) => inputs['number'])).toEqual(
      Array.from({ length: 10_000 }, (_, index) => String(index + 1)),
    );
  });

  it.each<[StateName[], StateName]>([
    [['SUCCESS', 'CANCELLED'], 'SUCCESS'],
    [['SUCCESS', 'WARNING'], 'WARNING'],
    [['WARNING', 'KILLED'], 'KILLED'],
    [['KILLED', 'FAILED'], 'FAILED'],
  ])('given executions that end in %j, ends in %s', (states, expected) => {
    const { post, asked, created, ended, items } = machine(states.length);
    post({ type: 'started' });
    for (const [index, state] of states.entries()) {
      created(asked[index]!);
      ended(asked[index]!, state);
    }
    expect(items().state.current).toBe(expected);
  });

  it('whatever the order of answers and whenever it is killed, ends, and ends the same when replayed', () => {
    const orders = fc.array(fc.nat(1000), { minLength: 1, maxLength: 60 });
    const ends = fc.array(fc.constantFrom<StateName>('SUCCESS', 'SUCCESS', 'FAILED', 'WARNING'), {
      minLength: 1,
    });
    const kill = fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined });
    fc.assert(
      fc.property(fc.nat(70), orders, ends, kill, (count, choices, states, killAfter) => {
        let chosen = 0;
        let ended = 0;
        const first = simulate(
          flow(),
          options(count, {
            choose: (waiting) => choices[chosen++ % choices.length]! % waiting,
            subflow: () => ({ state: states[ended++ % states.length]! }),
            ...(killAfter !== undefined && { killAfter }),
          }),
        );
        expect(first.model.over).toBe(true);
        expect(first.model.liveLeaves).toBe(0);
        const again = modelOf(flow());
        for (const event of first.events) apply(again, event);
        expect([...again.nodes.values()].map(({ run }) => run)).toEqual(first.runs);
        const before = JSON.stringify(first.runs);
        for (const event of first.events) apply(again, event);
        expect(JSON.stringify([...again.nodes.values()].map(({ run }) => run))).toBe(before);
      }),
      { numRuns: 100 },
    );
  });

  it('given a kill while the list of batches is read, ends', () => {
    const { model } = simulate(flow(), options(3, { killWhenIdle: true, subflow: () => 'hang' }));
    expect(model.execution.state.current).toBe('KILLED');
    expect(statesOf({ runs: [...model.nodes.values()].map(({ run }) => run) })).toEqual([
      'each KILLED',
      'each_split SUCCESS',
      'each_items KILLED',
    ]);
  });
});

describe('a ForEachItem that is taken up again', () => {
  /** A machine with the records of another one, as after a stop of the engine. */
  const again = (count: number, before: ExecutionModel, change = (_runs: TaskRun[]): void => undefined) => {
    const runs = structuredClone([...before.nodes.values()].map(({ run }) => run));
    change(runs);
    const input = { ...modelOf(flow()), execution: structuredClone(before.execution) };
    return machine(count, {}, restoreModel(input, rowsOf(runs)));
  };
  const found = (subflow: SubflowRequest, state: StateName, made = true): FoundSubflow => ({
    executionId: subflow.executionId,
    iteration: Number(subflow.inputs['number']),
    created: '2026-01-01T00:00:30.000000Z',
    state,
    made,
  });

  it('after a stop, asks for the executions that are missing and waits for those that run', () => {
    const before = machine(4);
    before.post({ type: 'started' });
    const [one, two, three] = before.asked as [SubflowRequest, SubflowRequest, SubflowRequest];
    const after = again(4, before.model);
    after.post({ type: 'recovered', sleeping: [] });
    expect(after.seen).toContainEqual({ type: 'checkSubflows', taskRunId: after.items().id });
    // Its end comes before the answer.
    after.ended(two, 'SUCCESS');
    const subflows = [found(three, 'CREATED', false), found(two, 'RUNNING'), found(one, 'FAILED')];
    after.post({ type: 'subflowsFound', taskRunId: after.items().id, subflows });
    expect(after.asked.map(({ inputs }) => inputs)).toEqual([{ items: 'kestra:///4.txt', number: '4' }]);
    expect(after.iterations()).toEqual({ CREATED: 2, RUNNING: 0, FAILED: 1, SUCCESS: 1 });
    for (const subflow of [three, after.asked[0]!]) {
      after.created(subflow);
      after.ended(subflow, 'SUCCESS');
    }
    expect(after.items().state.current).toBe('FAILED');
    expect(after.iterations()).toEqual({ CREATED: 0, RUNNING: 0, FAILED: 1, SUCCESS: 3 });
  });

  it('after a restart, makes only those executions anew that failed (§7.10)', () => {
    const before = machine(3);
    before.post({ type: 'started' });
    const [one, two, three] = before.asked as [SubflowRequest, SubflowRequest, SubflowRequest];
    for (const subflow of before.asked) before.created(subflow);
    before.ended(one, 'SUCCESS');
    before.ended(two, 'FAILED');
    before.ended(three, 'WARNING');
    expect(before.model.execution.state.current).toBe('FAILED');
    const date = '2026-01-01T00:01:00.000000Z';
    const after = again(3, before.model, (runs) => {
      for (const run of runs.filter(({ state }) => state.current === 'FAILED')) {
        run.state.current = run.taskId === 'each' ? 'RUNNING' : 'RESTARTED';
        run.state.histories.push({ state: run.state.current, date });
      }
    });
    after.model.execution.state.current = 'RESTARTED';
    delete after.model.after;
    after.post({ type: 'recovered', sleeping: [] });
    const subflows = [found(three, 'WARNING'), found(two, 'FAILED'), found(one, 'SUCCESS')];
    after.post({ type: 'subflowsFound', taskRunId: after.items().id, subflows });
    expect(after.asked.map(({ inputs }) => inputs['number'])).toEqual(['2']);
    after.created(after.asked[0]!);
    after.ended(after.asked[0]!, 'SUCCESS');
    expect(after.items().state.current).toBe('WARNING');
    expect(after.items().attempts).toHaveLength(2);
    expect(after.model.execution.state.current).toBe('WARNING');
  });
});
