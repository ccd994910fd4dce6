import { describe, expect, it } from 'vitest';
import type { ExecutionEvent } from '../../../runner/execution/events.ts';
import { apply } from '../../../runner/execution/machine.ts';
import type { Breakpoint } from '../../../runner/execution/types.ts';
import {
  flowFrom,
  historyOf,
  type Simulation,
  simulate,
  statesOf,
  task,
  typed,
} from '../../support/simulation.ts';

/** Runs a flow with breakpoints as far as it goes. */
async function stopped(rest: string, breakpoints: Breakpoint[]) {
  const flow = await flowFrom(rest);
  return { flow, simulation: simulate(flow, { execution: { breakpoints } }) };
}

/** Lets it go on, and its workers work. */
async function resumed(
  rest: string,
  breakpoints: Breakpoint[],
  next: Breakpoint[] = [],
): Promise<Simulation> {
  const { flow, simulation } = await stopped(rest, breakpoints);
  const { model, execution, runs } = simulation;
  const event: ExecutionEvent = {
    type: 'resumedFromBreakpoint',
    breakpoints: next,
    at: Date.UTC(2026, 0, 2),
    seed: [7, 7, 7, 7],
  };
  const { commands } = apply(model, event);
  expect(commands.map(({ type }) => type)).toContain('run');
  return simulate(flow, { from: structuredClone({ execution, taskRuns: runs }) });
}

const list = `tasks: [${task('a')}, ${task('b')}, ${task('c')}]`;

describe('breakpoints (flow-language §7.9)', () => {
  it('given one on a task, then the execution stops before it', async () => {
    const { simulation } = await stopped(list, [{ id: 'b' }]);
    expect(statesOf(simulation)).toEqual(['a SUCCESS', 'b BREAKPOINT']);
    expect(historyOf(simulation)).toEqual(['CREATED', 'RUNNING', 'BREAKPOINT']);
    expect(historyOf(simulation, 'b')).toEqual(['CREATED', 'BREAKPOINT']);
    expect(simulation.commands.filter(({ type }) => type === 'run')).toHaveLength(1);
  });

  it('given one on a value of a loop, then the other values are not held', async () => {
    const each = typed('each', 'ForEach', `values: [x, y, z], tasks: [${task('a')}]`);
    const { simulation } = await stopped(`tasks: [${each}]`, [{ id: 'a', value: 'y' }]);
    expect(statesOf(simulation)).toEqual(['each RUNNING', 'a[x] SUCCESS', 'a[y] BREAKPOINT']);
  });

  it('given one in a Parallel, then what runs goes on to its end, and nothing new starts', async () => {
    const branch = typed('seq', 'Sequential', `tasks: [${task('b')}, ${task('c')}]`);
    const { simulation } = await stopped(
      `tasks: [${typed('par', 'Parallel', `tasks: [${task('a')}, ${branch}]`)}]`,
      [{ id: 'a' }],
    );
    expect(statesOf(simulation).toSorted()).toEqual(['a BREAKPOINT', 'par RUNNING', 'seq RUNNING']);
  });

  it('when it is resumed, then the run goes on and the breakpoints are gone', async () => {
    const ended = await resumed(list, [{ id: 'b' }, { id: 'c' }]);
    expect(statesOf(ended)).toEqual(['a SUCCESS', 'b SUCCESS', 'c SUCCESS']);
    expect(historyOf(ended, 'b')).toEqual(['CREATED', 'BREAKPOINT', 'CREATED', 'RUNNING', 'SUCCESS']);
    expect(historyOf(ended)).toEqual(['CREATED', 'RUNNING', 'BREAKPOINT', 'RUNNING', 'SUCCESS']);
    expect(ended.execution).not.toHaveProperty('breakpoints');
  });

  it('when it is resumed with others, then it stops there, and not again where it was', async () => {
    const ended = await resumed(list, [{ id: 'b' }], [{ id: 'b' }, { id: 'c' }]);
    expect(statesOf(ended)).toEqual(['a SUCCESS', 'b SUCCESS', 'c BREAKPOINT']);
  });

  it('given tasks after the end, then they are not held', async () => {
    const { simulation } = await stopped(`${list}\nafterExecution: [${task('d')}]`, [{ id: 'd' }]);
    expect(statesOf(simulation)).toEqual(['a SUCCESS', 'b SUCCESS', 'c SUCCESS', 'd SUCCESS']);
  });

  it('when it is killed there, then the run is too', async () => {
    const flow = await flowFrom(list);
    const killed = simulate(flow, { execution: { breakpoints: [{ id: 'b' }] }, killWhenIdle: true });
    expect(statesOf(killed)).toEqual(['a SUCCESS', 'b KILLED']);
    expect(killed.execution.state.current).toBe('KILLED');
  });
});
