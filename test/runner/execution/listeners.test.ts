import { describe, expect, it } from 'vitest';
import { apply } from '../../../runner/execution/machine.ts';
import { restoreModel } from '../../../runner/execution/restore.ts';
import { historyOf, rowsOf, simulateYaml, statesOf, task } from '../../support/simulation.ts';

const listeners = `
listeners:
  - tasks: [${task('one')}, ${task('two')}]
  - tasks: [${task('three')}]
  - tasks: [${task('four')}]
afterExecution: [${task('after')}]`;

describe('listeners (flow-language §7.17)', () => {
  it('given some whose conditions hold, then their tasks run in order, after the tasks and before afterExecution', async () => {
    const simulation = await simulateYaml(`tasks: [${task('main')}]${listeners}`, { holding: [0, 2] });
    expect(statesOf(simulation)).toEqual([
      'main SUCCESS',
      'one SUCCESS',
      'two SUCCESS',
      'four SUCCESS',
      'after SUCCESS',
    ]);
    const [, one, two] = simulation.runs;
    expect(one!.state.histories[0]!.date >= simulation.execution.state.histories.at(-1)!.date).toBe(true);
    expect(two!.state.histories[0]!.date >= one!.state.histories.at(-1)!.date).toBe(true);
  });

  it('given one that fails, then the others run and the final state stays', async () => {
    const simulation = await simulateYaml(`tasks: [${task('main')}]${listeners}`, {
      holding: [0, 1],
      answer: (taskId) => (taskId === 'one' ? 'FAILED' : 'SUCCESS'),
    });
    expect(statesOf(simulation)).toEqual([
      'main SUCCESS',
      'one FAILED',
      'two SUCCESS',
      'three SUCCESS',
      'after SUCCESS',
    ]);
    expect(historyOf(simulation)).toEqual(['CREATED', 'RUNNING', 'SUCCESS']);
  });

  it.each(['FAILED', 'KILLED'])('given an execution that ended in %s, then they run', async (state) => {
    const simulation = await simulateYaml(`tasks: [${task('main')}]${listeners}`, {
      holding: [1],
      answer: (taskId) => (taskId !== 'main' ? 'SUCCESS' : state === 'FAILED' ? 'FAILED' : 'hang'),
      killWhenIdle: state === 'KILLED',
    });
    expect(statesOf(simulation)).toEqual([`main ${state}`, 'three SUCCESS', 'after SUCCESS']);
    expect(simulation.execution.state.current).toBe(state);
  });

  it('given none that holds, then afterExecution runs all the same and the execution is over', async () => {
    const simulation = await simulateYaml(`tasks: [${task('main')}]${listeners}`);
    expect(statesOf(simulation)).toEqual(['main SUCCESS', 'after SUCCESS']);
    expect(simulation.model.over).toBe(true);
  });

  it('given a stop between them, then those that are left run', async () => {
    const rest = `tasks: [${task('main')}]${listeners}`;
    const whole = await simulateYaml(rest, { holding: [0, 2] });
    const { flow, execution, catalogue, constants, folderOf } = whole.model;
    const model = restoreModel(
      { flow, execution, catalogue, constants, folderOf },
      rowsOf(whole.runs.slice(0, 2)),
    );
    const at = Date.parse(execution.state.histories.at(-1)!.date) + 1000;
    const recovered = apply(model, { type: 'recovered', sleeping: [], at, seed: [1, 2, 3, 4] });
    expect(recovered.taskRuns).toEqual([]);
    expect(recovered.commands).toEqual([{ type: 'evaluateListeners' }]);
    const next = apply(model, { type: 'listenersEvaluated', holding: [0, 2], at, seed: [1, 2, 3, 5] });
    expect(next.taskRuns.map(({ taskRun }) => taskRun.taskId)).toEqual(['two']);
  });

  it('given a flowable, then a failure inside it ends only that flowable', async () => {
    const group = `{ id: group, type: io.kestra.plugin.core.flow.Sequential, tasks: [${task('a')}, ${task('b')}] }`;
    const simulation = await simulateYaml(
      `tasks: [${task('main')}]\nlisteners: [{ tasks: [${group}, ${task('c')}] }]`,
      {
        holding: [0],
        answer: (taskId) => (taskId === 'a' ? 'FAILED' : 'SUCCESS'),
      },
    );
    expect(statesOf(simulation)).toEqual(['main SUCCESS', 'group FAILED', 'a FAILED', 'c SUCCESS']);
    expect(simulation.execution.state.current).toBe('SUCCESS');
  });
});
