import { describe, expect, it } from 'vitest';
import { apply } from '../../../runner/execution/machine.ts';
import type { RunNode } from '../../../runner/execution/model.ts';
import { variablesOf } from '../../../runner/execution/variables.ts';
import {
  messagesOf,
  runOf,
  type Simulation,
  type SimulationOptions,
  simulateYaml,
  statesOf,
  task,
  typed,
} from '../../support/simulation.ts';

const directory = (children: string, more = '') =>
  typed('wd', 'WorkingDirectory', `tasks: [${children}]${more}`);
const commandsOf = ({ commands }: Simulation) =>
  commands.map(({ type }) => type).filter((type) => /Directory|^run$/.test(type));
const failing =
  (...ids: string[]): SimulationOptions['answer'] =>
  (id) =>
    ids.includes(id) ? 'FAILED' : 'SUCCESS';
const nodeOf = ({ model, ...simulation }: Simulation, taskId: string): RunNode =>
  model.nodes.get(runOf(simulation, taskId).id)!;

describe('a WorkingDirectory (flow-language §6.1)', () => {
  it('given two tasks, then the directory is made, they run in order, and it is closed', async () => {
    const simulation = await simulateYaml(`tasks: [${directory(`${task('a')}, ${task('b')}`)}]`);
    expect(statesOf(simulation)).toEqual(['wd SUCCESS', 'a SUCCESS', 'b SUCCESS']);
    expect(commandsOf(simulation)).toEqual(['openDirectory', 'run', 'run', 'closeDirectory']);
    expect(runOf(simulation, 'wd').attempts).toBeUndefined();
    expect(runOf(simulation, 'a').parentTaskRunId).toBe(runOf(simulation, 'wd').id);
  });

  it('given a task that fails, then the others are left out, and it is closed before errors and finally', async () => {
    const simulation = await simulateYaml(
      `tasks: [${directory(`${task('a')}, ${task('b')}`, `, errors: [${task('e')}], finally: [${task('f')}]`)}]`,
      { answer: failing('a') },
    );
    expect(statesOf(simulation)).toEqual(['wd FAILED', 'a FAILED', 'e SUCCESS', 'f SUCCESS']);
    expect(commandsOf(simulation)).toEqual(['openDirectory', 'run', 'closeDirectory', 'run', 'run']);
  });

  it('given flags and conditions of its tasks, then they hold as everywhere', async () => {
    const children = [
      task('a', 'allowFailure: true'),
      task('b', 'runIf: "false"'),
      task('c', 'disabled: true'),
      task('d'),
    ];
    const simulation = await simulateYaml(`tasks: [${directory(children.join(', '))}]`, {
      answer: failing('a'),
    });
    expect(statesOf(simulation)).toEqual(['wd WARNING', 'a WARNING', 'b SKIPPED', 'd SUCCESS']);
  });

  it('given a task with a retry, then it is tried again in the same directory', async () => {
    const simulation = await simulateYaml(
      `tasks: [${directory(task('a', 'retry: { type: constant, interval: PT1S, maxAttempts: 2 }'))}]`,
      { answer: (_id, attempt) => (attempt === 1 ? 'FAILED' : 'SUCCESS') },
    );
    expect(statesOf(simulation)).toEqual(['wd SUCCESS', 'a SUCCESS']);
    expect(commandsOf(simulation)).toEqual(['openDirectory', 'run', 'run', 'closeDirectory']);
  });

  it('given a runIf that cannot be rendered, then that task gets no run and the directory fails', async () => {
    const children = [task('a'), task('b', 'runIf: "{{ nothing }}"'), task('c')];
    const simulation = await simulateYaml(`tasks: [${directory(children.join(', '))}]`);
    expect(statesOf(simulation)).toEqual(['wd FAILED', 'a SUCCESS']);
    expect(messagesOf(simulation, 'ERROR')[0]).toContain(
      'Failed to evaluate the runIf condition for task b.',
    );
    expect(commandsOf(simulation)).toEqual(['openDirectory', 'run', 'closeDirectory']);
  });

  it('given a directory that cannot be made, then no task runs, and errors do', async () => {
    const simulation = await simulateYaml(`tasks: [${directory(task('a'), `, errors: [${task('e')}]`)}]`, {
      directoryRefused: 'No such file',
    });
    expect(statesOf(simulation)).toEqual(['wd FAILED', 'e SUCCESS']);
    expect(messagesOf(simulation, 'ERROR')).toEqual(['No such file']);
  });

  it('given a kill while a task runs, then all is KILLED and the machine waits for no directory', async () => {
    const simulation = await simulateYaml(`tasks: [${directory(task('a'))}]`, {
      answer: () => 'hang',
      killWhenIdle: true,
    });
    expect(statesOf(simulation)).toEqual(['wd KILLED', 'a KILLED']);
    expect(simulation.execution.state.current).toBe('KILLED');
  });

  it('given an answer that comes twice, then it changes nothing', async () => {
    const simulation = await simulateYaml(`tasks: [${directory(task('a'))}]`);
    const before = JSON.stringify(simulation.runs);
    for (const event of simulation.events.filter(({ type }) => type.startsWith('directory')))
      apply(simulation.model, event);
    expect(JSON.stringify(simulation.runs)).toBe(before);
  });

  it('given a loop around it, then its tasks see the value as theirs, and outputs are found by it', async () => {
    const loop = typed(
      'each',
      'ForEach',
      `values: ["x"], tasks: [${directory(task('a'), `, errors: [${task('e')}]`)}]`,
    );
    const simulation = await simulateYaml(`tasks: [${loop}]`, {
      outputs: (id) => (id === 'a' ? { n: 1 } : undefined),
    });
    const { taskrun, workerTaskrun, parent, outputs } = variablesOf(
      simulation.model,
      nodeOf(simulation, 'a'),
    );
    expect(taskrun).toMatchObject({ value: 'x', parentId: runOf(simulation, 'wd').id });
    expect(workerTaskrun).toMatchObject({ id: runOf(simulation, 'wd').id, value: 'x' });
    expect(parent).toEqual({ taskrun: { value: 'x' } });
    expect(outputs).toMatchObject({ a: { x: { n: 1 } } });
    expect(runOf(simulation, 'a').value).toBeUndefined();
  });

  it('given no loop, then workerTaskrun has no value, and errors know nothing of it', async () => {
    const simulation = await simulateYaml(`tasks: [${directory(task('a'), `, errors: [${task('e')}]`)}]`, {
      answer: failing('a'),
    });
    const inside = variablesOf(simulation.model, nodeOf(simulation, 'a'));
    expect(inside['workerTaskrun']).not.toHaveProperty('value');
    expect(variablesOf(simulation.model, nodeOf(simulation, 'e'))).not.toHaveProperty('workerTaskrun');
  });
});
