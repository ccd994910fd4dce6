import { describe, expect, it } from 'vitest';
import { apply } from '../../../runner/execution/machine.ts';
import {
  attemptsOf,
  flowFrom,
  historyOf,
  modelOf,
  simulateYaml,
  statesOf,
  task,
  typed,
} from '../../support/simulation.ts';

const hang = () => 'hang' as const;

describe('a kill (flow-language §7.8)', () => {
  it('given a running task, then its worker is interrupted, the task and the execution become KILLED', async () => {
    const simulation = await simulateYaml(`tasks: [${task('a')}, ${task('never')}]`, {
      answer: hang,
      killWhenIdle: true,
    });
    expect(statesOf(simulation)).toEqual(['a KILLED']);
    expect(historyOf(simulation, 'a')).toEqual(['CREATED', 'RUNNING', 'KILLED']);
    expect(attemptsOf(simulation, 'a')).toEqual(['KILLED']);
    expect(historyOf(simulation)).toEqual(['CREATED', 'RUNNING', 'KILLING', 'KILLED']);
  });

  it('given parents, then they go over KILLING to KILLED, when everything below them has ended', async () => {
    const simulation = await simulateYaml(
      `tasks: [${typed('p', 'Parallel', `tasks: [${task('a')}, ${typed('s', 'Sequential', `tasks: [${task('b')}, ${task('never')}]`)}]`)}]`,
      { answer: hang, killWhenIdle: true },
    );
    expect(statesOf(simulation)).toEqual(['p KILLED', 'a KILLED', 's KILLED', 'b KILLED']);
    expect(historyOf(simulation, 'p')).toEqual(['CREATED', 'RUNNING', 'KILLING', 'KILLED']);
  });

  it('runs neither errors nor finally', async () => {
    const simulation = await simulateYaml(
      `tasks: [${task('a')}]\nerrors: [${task('e')}]\nfinally: [${task('f')}]`,
      {
        answer: hang,
        killWhenIdle: true,
      },
    );
    expect(statesOf(simulation)).toEqual(['a KILLED']);
  });

  it('given a task that no worker took yet, then it is KILLED without an attempt', async () => {
    const simulation = await simulateYaml(`tasks: [${task('a')}]`, { killAfter: 1 });
    expect(historyOf(simulation, 'a')).toEqual(['CREATED', 'KILLED']);
    expect(attemptsOf(simulation, 'a')).toEqual([]);
  });

  it('given a task that waits for its retry, then it is KILLED and not tried again', async () => {
    const simulation = await simulateYaml(
      `tasks: [${task('a', 'retry: { type: constant, interval: PT1H }')}]`,
      { answer: () => 'FAILED', killWhenIdle: true },
    );
    expect(historyOf(simulation, 'a')).toEqual(['CREATED', 'RUNNING', 'FAILED', 'RETRYING', 'KILLED']);
    expect(attemptsOf(simulation, 'a')).toEqual(['FAILED']);
    expect(historyOf(simulation)).toEqual(['CREATED', 'RUNNING', 'RETRYING', 'KILLING', 'KILLED']);
    expect(simulation.elapsed).toBeLessThan(1_000);
  });

  it('given a task that ends meanwhile, then it keeps its state and nothing follows', async () => {
    const { model, taskRunId, event } = await started(`tasks: [${task('a')}, ${task('never')}]`);
    event({ type: 'attemptStarted', taskRunId, attempt: 1 });
    event({ type: 'killed' });
    event({ type: 'attemptEnded', taskRunId, attempt: 1, state: 'SUCCESS' });
    expect(statesOf({ runs: [...model.nodes.values()].map(({ run }) => run) })).toEqual(['a SUCCESS']);
    expect(model.execution.state.current).toBe('KILLED');
  });

  it('given a task that fails meanwhile, then it is not tried again', async () => {
    const { model, taskRunId, event } = await started(
      `tasks: [${task('a', 'retry: { type: constant, interval: PT1H }')}]`,
    );
    event({ type: 'attemptStarted', taskRunId, attempt: 1 });
    event({ type: 'killed' });
    event({ type: 'attemptEnded', taskRunId, attempt: 1, state: 'FAILED' });
    expect(model.nodes.get(taskRunId)!.run.state.current).toBe('FAILED');
    expect(model.execution.state.current).toBe('KILLED');
  });

  it('given a task that would go on waiting (Sleep), then the wait ends at once', async () => {
    const { model, taskRunId, event } = await started(`tasks: [${task('a')}]`);
    event({ type: 'attemptStarted', taskRunId, attempt: 1 });
    event({ type: 'attemptEnded', taskRunId, attempt: 1, state: 'SUCCESS', sleep: 3_600_000 });
    const { commands } = event({ type: 'killed' });
    expect(commands).toContainEqual({ type: 'cancelTimer', timer: { kind: 'sleep', taskRunId } });
    expect(model.nodes.get(taskRunId)!.run).toMatchObject({
      state: { current: 'KILLED' },
      attempts: [{ state: { current: 'KILLED' } }],
    });
    expect(model.execution.state.current).toBe('KILLED');
  });

  it('given a kill that crosses the answer of such a task, then it does not begin to wait', async () => {
    const { model, taskRunId, event } = await started(`tasks: [${task('a')}]`);
    event({ type: 'attemptStarted', taskRunId, attempt: 1 });
    event({ type: 'killed' });
    const { commands } = event({
      type: 'attemptEnded',
      taskRunId,
      attempt: 1,
      state: 'SUCCESS',
      sleep: 3_600_000,
    });
    expect(commands.filter(({ type }) => type === 'setTimer')).toEqual([]);
    expect(model.nodes.get(taskRunId)!.run.state.current).toBe('KILLED');
    expect(model.execution.state.current).toBe('KILLED');
  });

  it('given a condition that is being rendered, then it is not waited for', async () => {
    const { model, event } = await started(
      `tasks: [${typed('if', 'If', `condition: "{{ kv('x') }}", then: [${task('a')}]`)}]`,
    );
    event({ type: 'killed' });
    expect(model.execution.state.current).toBe('KILLED');
    const [taskRunId] = model.nodes.keys();
    event({ type: 'rendered', taskRunId: taskRunId!, key: 'condition', value: 'true' });
    expect(model.nodes.size).toBe(1);
  });

  it('given the outputs of the flow are being rendered, then it is KILLED without them', async () => {
    const { model, taskRunId, event } = await started(
      `tasks: [${task('a')}]\noutputs: [{ id: o, type: STRING, value: x }]`,
    );
    event({ type: 'attemptStarted', taskRunId, attempt: 1 });
    event({ type: 'attemptEnded', taskRunId, attempt: 1, state: 'SUCCESS' });
    event({ type: 'killed' });
    event({ type: 'outputsRendered', outputs: { o: 'x' } });
    expect(model.execution.state.current).toBe('KILLED');
    expect(model.execution.outputs).toBeUndefined();
  });

  it('given an execution that has ended, then nothing changes', async () => {
    const { model, taskRunId, event } = await started(`tasks: [${task('a')}]`);
    event({ type: 'attemptStarted', taskRunId, attempt: 1 });
    event({ type: 'attemptEnded', taskRunId, attempt: 1, state: 'SUCCESS' });
    const { execution, taskRuns, commands } = event({ type: 'killed' });
    expect([execution, taskRuns, commands]).toEqual([undefined, [], []]);
    expect(model.execution.state.current).toBe('SUCCESS');
  });
});

/** A flow whose first task waits for a worker, to which a test applies events one by one. */
async function started(rest: string) {
  const model = modelOf(await flowFrom(rest));
  let at = Date.UTC(2026, 0, 1);
  type Bare = Parameters<typeof apply>[1] extends infer E
    ? E extends { at: number }
      ? Omit<E, 'at' | 'seed'>
      : never
    : never;
  const event = (bare: Bare) =>
    apply(model, { ...bare, at: ++at, seed: [1, 2, 3, at] } as Parameters<typeof apply>[1]);
  event({ type: 'started' });
  const [taskRunId] = model.nodes.keys();
  return { model, event, taskRunId: taskRunId! };
}
