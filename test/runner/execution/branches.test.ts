import { describe, expect, it } from 'vitest';
import {
  historyOf,
  messagesOf,
  runOf,
  simulateYaml,
  statesOf,
  task,
  typed,
} from '../../support/simulation.ts';

const failing =
  (...ids: string[]) =>
  (id: string) =>
    ids.includes(id) ? ('FAILED' as const) : ('SUCCESS' as const);

describe('errors (flow-language §5.4, §7.18)', () => {
  it('given a failure, then they run, and the flow stays FAILED', async () => {
    const simulation = await simulateYaml(
      `tasks: [${task('a')}, ${task('b')}]\nerrors: [${task('e1')}, ${task('e2')}]`,
      {
        answer: failing('a'),
      },
    );
    expect(statesOf(simulation)).toEqual(['a FAILED', 'e1 SUCCESS', 'e2 SUCCESS']);
    expect(historyOf(simulation)).toEqual(['CREATED', 'RUNNING', 'FAILED']);
  });

  it('given none, then they do not run', async () => {
    const simulation = await simulateYaml(`tasks: [${task('a')}]\nerrors: [${task('e')}]`);
    expect(statesOf(simulation)).toEqual(['a SUCCESS']);
  });

  it('given a warning or an allowed failure, then they do not run', async () => {
    const simulation = await simulateYaml(
      `tasks: [${task('a', 'allowFailure: true')}]\nerrors: [${task('e')}]`,
      {
        answer: failing('a'),
      },
    );
    expect(statesOf(simulation)).toEqual(['a WARNING']);
  });

  it('given one of them that fails, then the following ones run all the same', async () => {
    const simulation = await simulateYaml(`tasks: [${task('a')}]\nerrors: [${task('e1')}, ${task('e2')}]`, {
      answer: failing('a', 'e1'),
    });
    expect(statesOf(simulation)).toEqual(['a FAILED', 'e1 FAILED', 'e2 SUCCESS']);
  });

  it('given errors of an inner parent and of the flow, then both run, the inner ones first', async () => {
    const simulation = await simulateYaml(
      `tasks: [${typed('s', 'Sequential', `tasks: [${task('a')}], errors: [${task('inner')}]`)}]\nerrors: [${task('outer')}]`,
      { answer: failing('a') },
    );
    expect(statesOf(simulation)).toEqual(['s FAILED', 'a FAILED', 'inner SUCCESS', 'outer SUCCESS']);
    expect(runOf(simulation, 'inner').parentTaskRunId).toBe(runOf(simulation, 's').id);
    expect(runOf(simulation, 'outer').parentTaskRunId).toBeUndefined();
  });

  it('given a parallel parent, then its errors run one after the other', async () => {
    const simulation = await simulateYaml(
      `tasks: [${typed('p', 'Parallel', `tasks: [${task('a')}, ${task('b')}], errors: [${task('e1')}, ${task('e2')}]`)}]`,
      { answer: failing('a') },
    );
    expect(statesOf(simulation)).toEqual(['p FAILED', 'a FAILED', 'b SUCCESS', 'e1 SUCCESS', 'e2 SUCCESS']);
    const [e1, e2] = [runOf(simulation, 'e1'), runOf(simulation, 'e2')];
    expect(e2.state.histories[0]!.date >= e1.state.histories.at(-1)!.date).toBe(true);
  });

  it('may hold tasks with children', async () => {
    const simulation = await simulateYaml(
      `tasks: [${task('a')}]\nerrors: [${typed('p', 'Parallel', `tasks: [${task('x')}, ${task('y')}]`)}]`,
      { answer: failing('a', 'x') },
    );
    expect(statesOf(simulation)).toEqual(['a FAILED', 'p FAILED', 'x FAILED', 'y SUCCESS']);
  });

  it('given nothing but disabled ones, then it is as if there were none', async () => {
    const simulation = await simulateYaml(`tasks: [${task('a')}]\nerrors: [${task('e', 'disabled: true')}]`, {
      answer: failing('a'),
    });
    expect(statesOf(simulation)).toEqual(['a FAILED']);
  });
});

describe('finally (flow-language §5.4, §7.18)', () => {
  it('runs after the tasks, while the execution is RUNNING', async () => {
    const simulation = await simulateYaml(
      `tasks: [${task('a')}]\nfinally: [${task('f', `runIf: "{{ execution.state == 'RUNNING' }}"`)}]`,
    );
    expect(statesOf(simulation)).toEqual(['a SUCCESS', 'f SUCCESS']);
    expect(historyOf(simulation)).toEqual(['CREATED', 'RUNNING', 'SUCCESS']);
  });

  it('given a failure, then it runs after the errors', async () => {
    const simulation = await simulateYaml(
      `tasks: [${task('a')}]\nerrors: [${task('e')}]\nfinally: [${task('f')}]`,
      { answer: failing('a') },
    );
    expect(statesOf(simulation)).toEqual(['a FAILED', 'e SUCCESS', 'f SUCCESS']);
    expect(simulation.execution.state.current).toBe('FAILED');
  });

  it('given one of its tasks fails, then the others run and the final state is that of the tasks', async () => {
    const simulation = await simulateYaml(`tasks: [${task('a')}]\nfinally: [${task('f1')}, ${task('f2')}]`, {
      answer: failing('f1'),
    });
    expect(statesOf(simulation)).toEqual(['a SUCCESS', 'f1 FAILED', 'f2 SUCCESS']);
    expect(simulation.execution.state.current).toBe('SUCCESS');
  });

  it('of a parent runs before the parent ends', async () => {
    const simulation = await simulateYaml(
      `tasks: [${typed('p', 'Parallel', `tasks: [${task('a')}, ${task('b')}], finally: [${task('f')}]`)}, ${task('next')}]`,
    );
    expect(statesOf(simulation)).toEqual([
      'p SUCCESS',
      'a SUCCESS',
      'b SUCCESS',
      'f SUCCESS',
      'next SUCCESS',
    ]);
  });

  it('given a loop without values, then its finally runs all the same', async () => {
    const simulation = await simulateYaml(
      `tasks: [${typed('each', 'ForEach', `values: [], tasks: [${task('a')}], finally: [${task('f')}]`)}]`,
    );
    expect(statesOf(simulation)).toEqual(['each SUCCESS', 'f SUCCESS']);
  });
});

describe('afterExecution (flow-language §5.4, §7.18)', () => {
  it('runs when the execution has its final state, and does not change it', async () => {
    const simulation = await simulateYaml(
      `tasks: [${task('a')}]\nafterExecution: [${task('z1', `runIf: "{{ execution.state == 'SUCCESS' }}"`)}, ${task('z2')}]`,
      { answer: failing('z1') },
    );
    expect(statesOf(simulation)).toEqual(['a SUCCESS', 'z1 FAILED', 'z2 SUCCESS']);
    expect(historyOf(simulation)).toEqual(['CREATED', 'RUNNING', 'SUCCESS']);
    expect(runOf(simulation, 'z1').forceExecution).toBe(true);
    expect(runOf(simulation, 'a').forceExecution).toBeUndefined();
  });

  it('given a failed execution, then runIf can choose among its tasks', async () => {
    const simulation = await simulateYaml(
      `tasks: [${task('a')}]\nafterExecution: [${task('ok', `runIf: "{{ execution.state == 'SUCCESS' }}"`)}, ${task('bad', `runIf: "{{ execution.state == 'FAILED' }}"`)}]`,
      { answer: failing('a') },
    );
    expect(statesOf(simulation)).toEqual(['a FAILED', 'ok SKIPPED', 'bad SUCCESS']);
  });

  it('given a killed execution, then it runs too', async () => {
    const simulation = await simulateYaml(`tasks: [${task('a')}]\nafterExecution: [${task('z')}]`, {
      answer: (id) => (id === 'a' ? 'hang' : 'SUCCESS'),
      killWhenIdle: true,
    });
    expect(statesOf(simulation)).toEqual(['a KILLED', 'z SUCCESS']);
    expect(simulation.execution.state.current).toBe('KILLED');
  });

  it('reads the outputs of the flow', async () => {
    const simulation = await simulateYaml(
      `tasks: [${task('a')}]
outputs: [{ id: total, type: INT, value: "3" }]
afterExecution: [${task('z', 'runIf: "{{ execution.outputs.total == 3 }}"')}]`,
      { flowOutputs: { outputs: { total: 3 } } },
    );
    expect(statesOf(simulation)).toEqual(['a SUCCESS', 'z SUCCESS']);
  });

  it('given a task of it with a retry, then the task is tried again and the final state stays', async () => {
    const simulation = await simulateYaml(
      `tasks: [${task('a')}]\nafterExecution: [${task('z', 'retry: { type: constant, interval: PT1S, maxAttempts: 2 }')}]`,
      { answer: (id, attempt) => (id === 'z' && attempt === 1 ? 'FAILED' : 'SUCCESS') },
    );
    expect(statesOf(simulation)).toEqual(['a SUCCESS', 'z SUCCESS']);
    expect(historyOf(simulation)).toEqual(['CREATED', 'RUNNING', 'SUCCESS']);
    expect(simulation.model.over).toBe(true);
  });

  it('given a flow that is retried as a new execution, then a failure in it does not retry the flow', async () => {
    const simulation = await simulateYaml(
      `retry: { type: constant, interval: PT1S, maxAttempts: 3, behavior: CREATE_NEW_EXECUTION }
tasks: [${task('a')}]
afterExecution: [${task('z')}]`,
      { answer: failing('z') },
    );
    expect(statesOf(simulation)).toEqual(['a SUCCESS', 'z FAILED']);
    expect(historyOf(simulation)).toEqual(['CREATED', 'RUNNING', 'SUCCESS']);
    expect(simulation.commands.filter(({ type }) => type === 'replay')).toEqual([]);
  });

  it('given an Exit in it, then only that task ends', async () => {
    const simulation = await simulateYaml(`tasks: [${task('a')}]
afterExecution:
  - { id: exit, type: io.kestra.plugin.core.execution.Exit, state: FAILED }
  - ${task('z')}`);
    expect(simulation.execution.state.current).toBe('SUCCESS');
    expect(statesOf(simulation)).toEqual(['a SUCCESS', 'exit FAILED', 'z SUCCESS']);
  });
});

describe('the outputs of a flow (flow-language §3.4)', () => {
  it('given outputs that cannot be rendered, then the execution fails, whatever its tasks gave', async () => {
    const simulation = await simulateYaml(
      `tasks: [${task('a')}]\noutputs: [{ id: total, type: INT, value: "{{ missing }}" }]`,
      { flowOutputs: { error: 'no such variable' } },
    );
    expect(simulation.execution.state.current).toBe('FAILED');
    expect(simulation.execution.outputs).toBeUndefined();
    expect(messagesOf(simulation, 'ERROR')).toEqual(['Failed to render output values: no such variable']);
    expect(statesOf(simulation)).toEqual(['a SUCCESS']);
  });

  it('given a failed execution, then they are rendered too', async () => {
    const simulation = await simulateYaml(
      `tasks: [${task('a')}]\noutputs: [{ id: total, type: INT, value: "1" }]`,
      { answer: failing('a'), flowOutputs: { outputs: { total: 1 } } },
    );
    expect(simulation.execution).toMatchObject({ state: { current: 'FAILED' }, outputs: { total: 1 } });
  });
});
