import { describe, expect, it } from 'vitest';
import {
  attemptsOf,
  historyOf,
  runOf,
  type Simulation,
  simulateYaml,
  statesOf,
  task,
  typed,
} from '../../support/simulation.ts';

const constant = (more: string) => `retry: { type: constant, interval: PT10S, ${more} }`;
const until = (attempt: number) => (_id: string, current: number) =>
  current < attempt ? ('FAILED' as const) : ('SUCCESS' as const);

describe('a retry (flow-language §7.4)', () => {
  it('given a task that succeeds at its third attempt, then its one run has three attempts', async () => {
    const simulation = await simulateYaml(`tasks: [${task('a', constant('maxAttempts: 5'))}, ${task('b')}]`, {
      answer: (id, attempt) => (id === 'a' && attempt < 3 ? 'FAILED' : 'SUCCESS'),
    });
    expect(statesOf(simulation)).toEqual(['a SUCCESS', 'b SUCCESS']);
    expect(attemptsOf(simulation, 'a')).toEqual(['FAILED', 'FAILED', 'SUCCESS']);
    const again = ['FAILED', 'RETRYING', 'CREATED', 'RUNNING'];
    expect(historyOf(simulation, 'a')).toEqual(['CREATED', 'RUNNING', ...again, ...again, 'SUCCESS']);
    expect(historyOf(simulation)).toEqual([
      'CREATED',
      'RUNNING',
      'RETRYING',
      'RUNNING',
      'RETRYING',
      'RUNNING',
      'SUCCESS',
    ]);
  });

  it('given maxAttempts, then that many are made in all, the first one included', async () => {
    const simulation = await simulateYaml(`tasks: [${task('a', constant('maxAttempts: 3'))}]`, {
      answer: () => 'FAILED',
    });
    expect(attemptsOf(simulation, 'a')).toEqual(['FAILED', 'FAILED', 'FAILED']);
    expect(simulation.execution.state.current).toBe('FAILED');
  });

  it('waits `interval` between attempts', async () => {
    const simulation = await simulateYaml(`tasks: [${task('a', constant('maxAttempts: 3'))}]`, {
      answer: () => 'FAILED',
    });
    expect(delaysOf(simulation)).toEqual([10, 10]);
  });

  it('exponential: the first retry is immediate, then interval times 2, 4, 6 …, at most maxInterval', async () => {
    const simulation = await simulateYaml(
      `tasks: [${task('a', 'retry: { type: exponential, interval: PT1S, maxInterval: PT5S, maxAttempts: 5 }')}]`,
      { answer: () => 'FAILED' },
    );
    expect(delaysOf(simulation)).toEqual([0, 2, 4, 5]);
  });

  it('exponential: delayFactor is cut to a whole number', async () => {
    const simulation = await simulateYaml(
      `tasks: [${task('a', 'retry: { type: exponential, interval: PT1S, maxInterval: PT60S, delayFactor: 3.9, maxAttempts: 4 }')}]`,
      { answer: () => 'FAILED' },
    );
    expect(delaysOf(simulation)).toEqual([0, 3, 6]);
  });

  it('random: between minInterval and maxInterval', async () => {
    const simulation = await simulateYaml(
      `tasks: [${task('a', 'retry: { type: random, minInterval: PT10S, maxInterval: PT20S, maxAttempts: 6 }')}]`,
      { answer: () => 'FAILED' },
    );
    const dues = simulation.commands.flatMap((command) => (command.type === 'setTimer' ? [command.due] : []));
    expect(dues).toHaveLength(5);
    for (const delay of delaysOf(simulation)) expect(delay >= 10 && delay <= 20).toBe(true);
    expect(new Set(dues.map((due) => due % 1000)).size).toBeGreaterThan(1);
  });

  it('given maxDuration, then no attempt is made after it, counted from the first start', async () => {
    const simulation = await simulateYaml(`tasks: [${task('a', constant('maxDuration: PT25S'))}]`, {
      answer: () => 'FAILED',
    });
    expect(attemptsOf(simulation, 'a')).toHaveLength(3);
  });

  it('given neither bound, then it goes on', async () => {
    const simulation = await simulateYaml(
      `tasks: [${task('a', 'retry: { type: constant, interval: PT1S }')}]`,
      {
        answer: until(50),
      },
    );
    expect(attemptsOf(simulation, 'a')).toHaveLength(50);
    expect(simulation.execution.state.current).toBe('SUCCESS');
  });

  it('given warningOnRetry, then a success after a retry is a WARNING; one at once is none', async () => {
    const retry = constant('maxAttempts: 3, warningOnRetry: true');
    const simulation = await simulateYaml(`tasks: [${task('a', retry)}, ${task('b', retry)}]`, {
      answer: (id, attempt) => (id === 'a' && attempt === 1 ? 'FAILED' : 'SUCCESS'),
    });
    expect(statesOf(simulation)).toEqual(['a WARNING', 'b SUCCESS']);
    expect(attemptsOf(simulation, 'a')).toEqual(['FAILED', 'SUCCESS']);
  });

  it('given allowFailure, errors and finally, then they count only after the last attempt', async () => {
    const simulation = await simulateYaml(
      `tasks: [${task('a', `allowFailure: true, ${constant('maxAttempts: 2')}`)}, ${task('b', constant('maxAttempts: 2'))}]
errors: [${task('e')}]
finally: [${task('f')}]`,
      { answer: (id) => (id === 'a' || id === 'b' ? 'FAILED' : 'SUCCESS') },
    );
    expect(statesOf(simulation)).toEqual(['a WARNING', 'b FAILED', 'e SUCCESS', 'f SUCCESS']);
    expect(attemptsOf(simulation, 'a')).toHaveLength(2);
    expect(attemptsOf(simulation, 'b')).toHaveLength(2);
  });

  it('given a task that ends in WARNING or is skipped, then it is not retried', async () => {
    const simulation = await simulateYaml(
      `tasks: [${task('a', constant('maxAttempts: 2'))}, ${task('b', `runIf: "false", ${constant('maxAttempts: 2')}`)}]`,
      { answer: () => 'WARNING' },
    );
    expect(statesOf(simulation)).toEqual(['a WARNING', 'b SKIPPED']);
    expect(attemptsOf(simulation, 'a')).toHaveLength(1);
  });

  it('given one on the flow and on a parent, then the nearest counts for each task', async () => {
    const simulation = await simulateYaml(
      `retry: { type: constant, interval: PT1S, maxAttempts: 2 }
tasks:
  - ${typed('s', 'Sequential', `retry: { type: constant, interval: PT1S, maxAttempts: 3 }, tasks: [${task('inner', 'allowFailure: true')}, ${task('own', 'allowFailure: true, retry: { type: constant, interval: PT1S, maxAttempts: 4 }')}]`)}
  - ${task('outer', 'allowFailure: true')}`,
      { answer: () => 'FAILED' },
    );
    expect(['inner', 'own', 'outer'].map((id) => attemptsOf(simulation, id).length)).toEqual([3, 4, 2]);
    expect(runOf(simulation, 's').attempts).toBeUndefined();
  });

  it('given a parallel sibling, then nothing new starts while a task waits for its retry', async () => {
    const simulation = await simulateYaml(
      `tasks: [${typed('p', 'Parallel', `tasks: [${task('a', constant('maxAttempts: 2'))}, ${typed('s', 'Sequential', `tasks: [${task('x')}, ${task('y')}]`)}]`)}]`,
      { answer: (id, attempt) => (id === 'a' && attempt === 1 ? 'FAILED' : 'SUCCESS') },
    );
    expect(simulation.execution.state.current).toBe('SUCCESS');
    const retried = runOf(simulation, 'a').state.histories.findLast(({ state }) => state === 'CREATED')!.date;
    expect(runOf(simulation, 'y').state.histories[0]!.date >= retried).toBe(true);
  });
});

describe('a retry as a new execution (flow-language §7.4)', () => {
  const retry = 'retry: { type: constant, interval: PT5S, maxAttempts: 3, behavior: CREATE_NEW_EXECUTION }';

  it('given a failure, then the run, its ancestors and the execution end as RETRIED and a replay is asked for', async () => {
    const simulation = await simulateYaml(
      `${retry}\ntasks: [${typed('s', 'Sequential', `tasks: [${task('a')}, ${task('never')}]`)}]\nerrors: [${task('e')}]`,
      { answer: () => 'FAILED' },
    );
    expect(statesOf(simulation)).toEqual(['s RETRIED', 'a RETRIED']);
    expect(historyOf(simulation)).toEqual(['CREATED', 'RUNNING', 'RETRIED']);
    const [failed] = runOf(simulation, 'a').attempts!;
    expect(simulation.commands).toContainEqual({
      type: 'replay',
      due: Date.parse(failed!.state.histories.at(-1)!.date) + 5_000,
    });
    expect(simulation.model.over).toBe(true);
  });

  it('given the number of attempts of its metadata is the last one, then it fails for good', async () => {
    const simulation = await simulateYaml(`${retry}\ntasks: [${task('a')}]\nerrors: [${task('e')}]`, {
      answer: (id) => (id === 'a' ? 'FAILED' : 'SUCCESS'),
      execution: { metadata: { attemptNumber: 3, originalCreatedDate: '2026-01-01T00:00:00.000000Z' } },
    });
    expect(statesOf(simulation)).toEqual(['a FAILED', 'e SUCCESS']);
    expect(simulation.execution.state.current).toBe('FAILED');
  });

  it('given maxDuration, then it counts from the creation of the first execution', async () => {
    const simulation = await simulateYaml(
      `retry: { type: constant, interval: PT5S, maxDuration: PT1M, behavior: CREATE_NEW_EXECUTION }\ntasks: [${task('a')}]`,
      {
        answer: () => 'FAILED',
        execution: { metadata: { attemptNumber: 2, originalCreatedDate: '2025-12-31T23:59:00.000000Z' } },
      },
    );
    expect(simulation.execution.state.current).toBe('FAILED');
  });

  it('given parents beside it that still run, then they end with the execution', async () => {
    const simulation = await simulateYaml(
      `${retry}\ntasks: [${typed('p', 'Parallel', `tasks: [${task('a')}, ${typed('s', 'Sequential', `tasks: [${task('slow')}, ${task('never')}]`)}]`)}]`,
      { answer: (id) => (id === 'a' ? 'FAILED' : 'hang'), choose: (count) => count - 1 },
    );
    expect(statesOf(simulation)).toEqual(['p RETRIED', 'a RETRIED', 's RETRIED', 'slow RETRIED']);
    expect(simulation.model.liveLeaves).toBe(0);
  });
});

/** Whole seconds from the end of each attempt to the next. */
function delaysOf({ commands, runs }: Simulation): number[] {
  const ends = runs[0]!.attempts!.map(({ state }) => Date.parse(state.histories.at(-1)!.date));
  return commands
    .flatMap((command) => (command.type === 'setTimer' ? [command.due] : []))
    .map((due, index) => Math.floor((due - ends[index]!) / 1000));
}
