import { describe, expect, it } from 'vitest';
import {
  attemptsOf,
  historyOf,
  messagesOf,
  runOf,
  simulateYaml,
  statesOf,
  task,
  typed,
} from '../../support/simulation.ts';

describe('a list of tasks (flow-language §5.4, §6.1 Sequential)', () => {
  it('given two tasks, then they run one after the other and the flow succeeds', async () => {
    const simulation = await simulateYaml(`tasks: [${task('a')}, ${task('b')}]`);
    expect(statesOf(simulation)).toEqual(['a SUCCESS', 'b SUCCESS']);
    expect(historyOf(simulation)).toEqual(['CREATED', 'RUNNING', 'SUCCESS']);
    expect(historyOf(simulation, 'a')).toEqual(['CREATED', 'RUNNING', 'SUCCESS']);
    expect(attemptsOf(simulation, 'a')).toEqual(['SUCCESS']);
    const [a, b] = simulation.runs;
    expect(b!.state.histories[0]!.date >= a!.state.histories.at(-1)!.date).toBe(true);
  });

  it('logs its start and its end', async () => {
    const simulation = await simulateYaml(`tasks: [${task('a')}]`);
    const [started, completed] = messagesOf(simulation, 'INFO');
    expect(started).toBe('Flow started');
    expect(completed).toMatch(/^Flow completed with state SUCCESS in \d\d:\d\d:\d\d\.\d{3}$/);
  });

  it('given a task that fails, then those after it get no run and the flow fails', async () => {
    const simulation = await simulateYaml(`tasks: [${task('a')}, ${task('b')}, ${task('c')}]`, {
      answer: (id) => (id === 'b' ? 'FAILED' : 'SUCCESS'),
    });
    expect(statesOf(simulation)).toEqual(['a SUCCESS', 'b FAILED']);
    expect(historyOf(simulation)).toEqual(['CREATED', 'RUNNING', 'FAILED']);
  });

  it('given a task that ends in WARNING, then the list goes on and the flow ends in WARNING', async () => {
    const simulation = await simulateYaml(`tasks: [${task('a')}, ${task('b')}]`, {
      answer: (id) => (id === 'a' ? 'WARNING' : 'SUCCESS'),
    });
    expect(statesOf(simulation)).toEqual(['a WARNING', 'b SUCCESS']);
    expect(simulation.execution.state.current).toBe('WARNING');
  });

  it('given nested lists, then each child names its parent, and parents end after their children', async () => {
    const simulation = await simulateYaml(
      `tasks: [${typed('outer', 'Sequential', `tasks: [${typed('inner', 'Sequential', `tasks: [${task('leaf')}]`)}]`)}, ${task('last')}]`,
    );
    expect(statesOf(simulation)).toEqual(['outer SUCCESS', 'inner SUCCESS', 'leaf SUCCESS', 'last SUCCESS']);
    const [outer, inner, leaf, last] = simulation.runs;
    expect(outer!.parentTaskRunId).toBeUndefined();
    expect(inner!.parentTaskRunId).toBe(outer!.id);
    expect(leaf!.parentTaskRunId).toBe(inner!.id);
    expect(last!.parentTaskRunId).toBeUndefined();
    expect(outer!.outputs).toEqual({});
    expect(outer!.attempts).toBeUndefined();
  });

  it('given a failure deep inside, then every ancestor fails', async () => {
    const simulation = await simulateYaml(
      `tasks: [${typed('outer', 'Sequential', `tasks: [${typed('inner', 'Sequential', `tasks: [${task('leaf')}]`)}, ${task('never')}]`)}]`,
      { answer: () => 'FAILED' },
    );
    expect(statesOf(simulation)).toEqual(['outer FAILED', 'inner FAILED', 'leaf FAILED']);
  });

  it('gives every run an id of its own of 22 characters', async () => {
    const { runs } = await simulateYaml(`tasks: [${task('a')}, ${task('b')}]`);
    expect(new Set(runs.map(({ id }) => id)).size).toBe(2);
    for (const { id } of runs) expect(id).toMatch(/^[0-9A-Za-z]{22}$/);
  });
});

describe('a disabled task (flow-language §7.15)', () => {
  it('gets no run', async () => {
    const simulation = await simulateYaml(`tasks: [${task('a', 'disabled: true')}, ${task('b')}]`);
    expect(statesOf(simulation)).toEqual(['b SUCCESS']);
  });

  it('given nothing but disabled tasks, then the flow succeeds without a run', async () => {
    const simulation = await simulateYaml(`tasks: [${task('a', 'disabled: true')}]`);
    expect(simulation.runs).toEqual([]);
    expect(historyOf(simulation)).toEqual(['CREATED', 'RUNNING', 'SUCCESS']);
  });

  it('given a parent of nothing but disabled tasks, then it succeeds at once', async () => {
    const simulation = await simulateYaml(
      `tasks: [${typed('p', 'Parallel', `tasks: [${task('a', 'disabled: true')}]`)}, ${typed('s', 'Sequential', `tasks: [${task('b', 'disabled: true')}]`)}]`,
    );
    expect(statesOf(simulation)).toEqual(['p SUCCESS', 's SUCCESS']);
    expect(historyOf(simulation, 'p')).toEqual(['CREATED', 'RUNNING', 'SUCCESS']);
  });
});

describe('allowFailure and allowWarning of a task (flow-language §5.4 rule 5, §7.3 rule 7)', () => {
  it('given allowFailure, then a failure is a warning, the attempt stays FAILED and the list goes on', async () => {
    const simulation = await simulateYaml(`tasks: [${task('a', 'allowFailure: true')}, ${task('b')}]`, {
      answer: (id) => (id === 'a' ? 'FAILED' : 'SUCCESS'),
    });
    expect(statesOf(simulation)).toEqual(['a WARNING', 'b SUCCESS']);
    expect(attemptsOf(simulation, 'a')).toEqual(['FAILED']);
    expect(simulation.execution.state.current).toBe('WARNING');
  });

  it('given allowWarning, then a warning is a success', async () => {
    const simulation = await simulateYaml(`tasks: [${task('a', 'allowWarning: true')}]`, {
      answer: () => 'WARNING',
    });
    expect(statesOf(simulation)).toEqual(['a SUCCESS']);
    expect(attemptsOf(simulation, 'a')).toEqual(['WARNING']);
    expect(simulation.execution.state.current).toBe('SUCCESS');
  });

  it('given both, then a failure is a success', async () => {
    const simulation = await simulateYaml(`tasks: [${task('a', 'allowFailure: true, allowWarning: true')}]`, {
      answer: () => 'FAILED',
    });
    expect(statesOf(simulation)).toEqual(['a SUCCESS']);
  });

  it('given allowWarning alone, then a failure stays one', async () => {
    const simulation = await simulateYaml(`tasks: [${task('a', 'allowWarning: true')}]`, {
      answer: () => 'FAILED',
    });
    expect(simulation.execution.state.current).toBe('FAILED');
  });

  it('given them on a parent, then they apply to what its children made of it', async () => {
    const simulation = await simulateYaml(
      `tasks: [${typed('s', 'Sequential', `allowFailure: true, tasks: [${task('a')}]`)}, ${typed('w', 'Sequential', `allowWarning: true, tasks: [${task('b')}]`)}]`,
      { answer: (id) => (id === 'a' ? 'FAILED' : 'WARNING') },
    );
    expect(statesOf(simulation)).toEqual(['s WARNING', 'a FAILED', 'w SUCCESS', 'b WARNING']);
    expect(simulation.execution.state.current).toBe('WARNING');
  });
});

describe('AllowFailure (flow-language §6.1)', () => {
  it('given a child that fails, then its list stops there and the task ends in WARNING', async () => {
    const simulation = await simulateYaml(
      `tasks: [${typed('allow', 'AllowFailure', `tasks: [${task('a')}, ${task('never')}]`)}, ${task('b')}]`,
      { answer: (id) => (id === 'a' ? 'FAILED' : 'SUCCESS') },
    );
    expect(statesOf(simulation)).toEqual(['allow WARNING', 'a FAILED', 'b SUCCESS']);
    expect(simulation.execution.state.current).toBe('WARNING');
  });

  it('runs its own errors first', async () => {
    const simulation = await simulateYaml(
      `tasks: [${typed('allow', 'AllowFailure', `tasks: [${task('a')}], errors: [${task('e')}]`)}, ${task('b')}]`,
      { answer: (id) => (id === 'a' ? 'FAILED' : 'SUCCESS') },
    );
    expect(statesOf(simulation)).toEqual(['allow WARNING', 'a FAILED', 'e SUCCESS', 'b SUCCESS']);
    expect(runOf(simulation, 'e').parentTaskRunId).toBe(runOf(simulation, 'allow').id);
  });

  it('given allowWarning too, then it succeeds', async () => {
    const simulation = await simulateYaml(
      `tasks: [${typed('allow', 'AllowFailure', `allowWarning: true, tasks: [${task('a')}]`)}]`,
      { answer: () => 'FAILED' },
    );
    expect(simulation.execution.state.current).toBe('SUCCESS');
  });
});
