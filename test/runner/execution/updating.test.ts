import { describe, expect, it } from 'vitest';
import {
  attemptsOf,
  historyOf,
  messagesOf,
  simulateYaml,
  statesOf,
  task,
  typed,
} from '../../support/simulation.ts';

describe('Labels (flow-language §6.2)', () => {
  const labels = (written: string) => `tasks: [${typed('l', 'execution.Labels', `labels: ${written}`)}]`;
  const execution = {
    labels: [
      { key: 'team', value: 'blue' },
      { key: 'old', value: '1' },
    ],
  };

  it.each([
    ['a map', `{ team: red, "{{ 'k' }}": "{{ 1 + 1 }}" }`],
    ['a list', `[{ key: team, value: red }, { key: "{{ 'k' }}", value: "{{ 1 + 1 }}" }]`],
    ['JSON text', `'{"team": "red", "k": "{{ 1 + 1 }}"}'`],
  ])('given %s, then it is rendered and merged over the labels of the execution', async (_form, written) => {
    const simulation = await simulateYaml(labels(written), { execution });
    expect(simulation.execution.labels).toEqual([
      { key: 'team', value: 'red' },
      { key: 'old', value: '1' },
      { key: 'k', value: '2' },
    ]);
    expect(historyOf(simulation, 'l')).toEqual(['CREATED', 'RUNNING', 'SUCCESS']);
    expect(attemptsOf(simulation, 'l')).toEqual(['SUCCESS']);
  });

  it('are read by the tasks that follow', async () => {
    const simulation = await simulateYaml(
      `tasks: [${typed('l', 'execution.Labels', 'labels: { team.name: red }')}, ${task('a', `runIf: "{{ labels.team.name == 'red' }}"`)}]`,
    );
    expect(statesOf(simulation)).toEqual(['l SUCCESS', 'a SUCCESS']);
  });

  it('given a label of the system, then the task fails and none is set', async () => {
    const simulation = await simulateYaml(labels('{ a: b, system.x: y }'), { execution });
    expect(statesOf(simulation)).toEqual(['l FAILED']);
    expect(attemptsOf(simulation, 'l')).toEqual(['FAILED']);
    expect(simulation.execution.labels).toEqual(execution.labels);
    expect(messagesOf(simulation, 'ERROR')).toEqual([
      'System labels can only be set by Kestra itself, offending label: system.x=y',
    ]);
  });

  it('given text that is no JSON, then the task fails and shows it', async () => {
    const simulation = await simulateYaml(labels('nonsense'));
    expect(statesOf(simulation)).toEqual(['l FAILED']);
    expect(messagesOf(simulation, 'ERROR')[0]).toContain('nonsense');
  });

  it('given allowFailure, then the failure is a warning and the flow goes on', async () => {
    const simulation = await simulateYaml(
      `tasks: [${typed('l', 'execution.Labels', 'allowFailure: true, labels: { system.x: y }')}, ${task('a')}]`,
    );
    expect(statesOf(simulation)).toEqual(['l WARNING', 'a SUCCESS']);
  });
});

describe('SetVariables and UnsetVariables (flow-language §6.2)', () => {
  const variables = 'variables: { name: old, deep: { kept: 1, changed: 1 } }';
  const set = (more: string) => typed('set', 'execution.SetVariables', more);
  const unset = (more: string) => typed('unset', 'execution.UnsetVariables', more);

  it('given variables, then they are rendered and merged deeply, and the following tasks read them', async () => {
    const simulation = await simulateYaml(
      `${variables}\ntasks: [${set('variables: { name: "{{ 1 + 1 }}", deep: { changed: 2 }, more: new }')}, ${task('a', `runIf: "{{ vars.name == '2' and vars.more == 'new' }}"`)}]`,
    );
    expect(statesOf(simulation)).toEqual(['set SUCCESS', 'a SUCCESS']);
    expect(simulation.execution.variables).toEqual({ name: '2', deep: { kept: 1, changed: 2 }, more: 'new' });
  });

  it('leave the flow as it was', async () => {
    const { model } = await simulateYaml(
      `${variables}\ntasks: [${set('variables: { deep: { changed: 2 } }')}]`,
    );
    expect(model.flow.variables).toEqual({ name: 'old', deep: { kept: 1, changed: 1 } });
  });

  it('given no variables of the flow, then they are made', async () => {
    const simulation = await simulateYaml(`tasks: [${set('variables: { a: 1 }')}]`);
    expect(simulation.execution.variables).toEqual({ a: 1 });
  });

  it('given an expression that renders to a JSON map, then it is taken', async () => {
    const simulation = await simulateYaml(
      `tasks: [{ id: set, type: io.kestra.plugin.core.execution.SetVariables, variables: "{{ {'a': 1} }}" }]`,
    );
    expect(simulation.execution.variables).toEqual({ a: 1 });
  });

  it('given overwrite false and a name that exists, then it fails and names it', async () => {
    const simulation = await simulateYaml(
      `${variables}\ntasks: [${set('overwrite: false, variables: { name: new, other: 1 }')}]`,
    );
    expect(statesOf(simulation)).toEqual(['set FAILED']);
    expect(simulation.execution.variables).toMatchObject({ name: 'old' });
    expect(messagesOf(simulation, 'ERROR')[0]).toContain(
      '`overwrite` is set to false and the following variables already exist: name',
    );
  });

  it('given overwrite false and new names, then they are set', async () => {
    const simulation = await simulateYaml(
      `${variables}\ntasks: [${set('overwrite: "{{ false }}", variables: { other: 1 }')}]`,
    );
    expect(statesOf(simulation)).toEqual(['set SUCCESS']);
  });

  it('unset removes by dotted path', async () => {
    const simulation = await simulateYaml(
      `${variables}\ntasks: [${unset('variables: [name, deep.changed]')}]`,
    );
    expect(simulation.execution.variables).toEqual({ deep: { kept: 1 } });
  });

  it('given a path that does not exist, then it fails and removes nothing', async () => {
    const simulation = await simulateYaml(`${variables}\ntasks: [${unset('variables: [name, deep.none]')}]`);
    expect(statesOf(simulation)).toEqual(['unset FAILED']);
    expect(simulation.execution.variables).toMatchObject({ name: 'old' });
    expect(messagesOf(simulation, 'ERROR')[0]).toContain('deep.none');
  });

  it('given ignoreMissing, then it passes over it', async () => {
    const simulation = await simulateYaml(
      `${variables}\ntasks: [${unset('ignoreMissing: true, variables: [none, name]')}]`,
    );
    expect(statesOf(simulation)).toEqual(['unset SUCCESS']);
    expect(simulation.execution.variables).toEqual({ deep: { kept: 1, changed: 1 } });
  });
});

describe('Exit (flow-language §6.2)', () => {
  const exit = (state?: string) =>
    typed('exit', 'execution.Exit', state ? `state: ${state}` : 'description: now');

  it.each([
    [undefined, 'SUCCESS'],
    ['WARNING', 'WARNING'],
    ['FAILED', 'FAILED'],
    ['KILLED', 'KILLED'],
    ['CANCELED', 'CANCELLED'],
  ])(
    'given the state %s, then the task, its parents and the execution end as %s and nothing else runs',
    async (state, expected) => {
      const simulation = await simulateYaml(
        `tasks: [${typed('s', 'Sequential', `tasks: [${exit(state)}, ${task('never')}]`)}, ${task('never-either')}]
errors: [${task('e')}]
finally: [${task('f')}]`,
      );
      expect(statesOf(simulation)).toEqual([`s ${expected}`, `exit ${expected}`]);
      expect(historyOf(simulation)).toEqual(['CREATED', 'RUNNING', expected]);
      expect(attemptsOf(simulation, 'exit')).toEqual([expected]);
    },
  );

  it('lets afterExecution run', async () => {
    const simulation = await simulateYaml(`tasks: [${exit('FAILED')}]\nafterExecution: [${task('z')}]`);
    expect(statesOf(simulation)).toEqual(['exit FAILED', 'z SUCCESS']);
  });

  it('given tasks beside it that run, then they are interrupted', async () => {
    const simulation = await simulateYaml(
      `tasks: [${typed('p', 'Parallel', `tasks: [${task('slow')}, ${typed('s', 'Sequential', `tasks: [${task('a')}, ${exit('WARNING')}]`)}]`)}]`,
      { answer: (id) => (id === 'slow' ? 'hang' : 'SUCCESS') },
    );
    expect(simulation.execution.state.current).toBe('WARNING');
    expect(simulation.commands.filter(({ type }) => type === 'cancel')).toHaveLength(1);
    expect(simulation.model.liveLeaves).toBe(0);
  });

  it('given tasks that would start at the same moment, then those after it get no run', async () => {
    const simulation = await simulateYaml(
      `tasks: [${typed('p', 'Parallel', `tasks: [${task('a')}, ${exit('FAILED')}, ${task('never')}, ${typed('if', 'If', `condition: "{{ kv('x') }}", then: [${task('neither')}]`)}]`)}]`,
    );
    expect(statesOf(simulation)).toEqual(['p FAILED', 'a FAILED', 'exit FAILED']);
  });

  it('given a state that there is not, then it fails and says which there are', async () => {
    const simulation = await simulateYaml(`tasks: [${exit('"{{ \'NO\' }}"')}]`);
    expect(statesOf(simulation)).toEqual(['exit FAILED']);
    expect(messagesOf(simulation, 'ERROR')[0]).toContain('SUCCESS, WARNING, FAILED, KILLED');
  });
});
