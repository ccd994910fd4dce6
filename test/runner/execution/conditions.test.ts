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

describe('If (flow-language §6.1)', () => {
  const branches = (condition: string, more = '') =>
    `tasks: [${typed('if', 'If', `condition: "${condition}", then: [${task('yes')}], else: [${task('no')}]${more}`)}]`;

  it.each([
    ['true', true],
    ['{{ 1 < 2 }}', true],
    ['text', true],
    ['{{ [] }}', true],
    ['false', false],
    ['0', false],
    ['-0', false],
    ['', false],
    ['{{ 2 < 1 }}', false],
  ])('given the condition `%s`, then the branch is that of %s', async (condition, expected) => {
    const simulation = await simulateYaml(branches(condition));
    expect(statesOf(simulation)).toEqual(['if SUCCESS', expected ? 'yes SUCCESS' : 'no SUCCESS']);
    expect(runOf(simulation, 'if').outputs).toEqual({ evaluationResult: expected });
  });

  it('given no else and a false condition, then it succeeds without children', async () => {
    const simulation = await simulateYaml(
      `tasks: [${typed('if', 'If', `condition: "false", then: [${task('yes')}]`)}]`,
    );
    expect(statesOf(simulation)).toEqual(['if SUCCESS']);
  });

  it('given a branch of disabled tasks only, then it succeeds without children', async () => {
    const simulation = await simulateYaml(
      `tasks: [${typed('if', 'If', `condition: "true", then: [${task('yes', 'disabled: true')}]`)}]`,
    );
    expect(statesOf(simulation)).toEqual(['if SUCCESS']);
  });

  it('given a condition that cannot be rendered, then it fails, says why, and the errors of the flow run', async () => {
    const simulation = await simulateYaml(`${branches('{{ missing.value }}')}\nerrors: [${task('e')}]`);
    expect(statesOf(simulation)).toEqual(['if FAILED', 'e SUCCESS']);
    expect(messagesOf(simulation, 'ERROR')[0]).toContain('missing');
    expect(simulation.execution.state.current).toBe('FAILED');
  });

  it('reads the condition once: what its children change does not change the branch', async () => {
    const simulation = await simulateYaml(
      `variables: { go: "true" }
tasks:
  - id: if
    type: io.kestra.plugin.core.flow.If
    condition: "{{ vars.go }}"
    then:
      - { id: set, type: io.kestra.plugin.core.execution.SetVariables, variables: { go: "false" } }
      - ${task('yes')}
    else: [${task('no')}]`,
    );
    expect(statesOf(simulation)).toEqual(['if SUCCESS', 'set SUCCESS', 'yes SUCCESS']);
  });

  it('given a condition that needs more than the machine has, then it waits for the value', async () => {
    const simulation = await simulateYaml(`${branches("{{ kv('flag') }}")}`, { rendered: () => 'false' });
    expect(statesOf(simulation)).toEqual(['if SUCCESS', 'no SUCCESS']);
    expect(simulation.commands.filter(({ type }) => type === 'render')).toHaveLength(1);
  });

  it('given such a condition that fails, then the task fails with its message', async () => {
    const simulation = await simulateYaml(branches("{{ kv('flag') }}"), {
      rendered() {
        throw new Error('no such key');
      },
    });
    expect(statesOf(simulation)).toEqual(['if FAILED']);
    expect(messagesOf(simulation, 'ERROR')).toEqual(['no such key']);
  });
});

describe('Switch (flow-language §6.1)', () => {
  const cases = `cases: { one: [${task('first')}], "2": [${task('second')}], "true": [${task('third')}] }`;

  it.each([
    ['one', 'first'],
    ['{{ 1 + 1 }}', 'second'],
    ['{{ 1 < 2 }}', 'third'],
  ])('given the value `%s`, then the case of that text runs', async (value, child) => {
    const simulation = await simulateYaml(`tasks: [${typed('sw', 'Switch', `value: "${value}", ${cases}`)}]`);
    expect(statesOf(simulation)).toEqual(['sw SUCCESS', `${child} SUCCESS`]);
    expect(runOf(simulation, 'sw').outputs).toMatchObject({ defaults: false });
  });

  it('given keys that YAML reads as numbers or booleans, then they are compared as texts', async () => {
    const simulation = await simulateYaml(
      `tasks: [{ id: sw, type: io.kestra.plugin.core.flow.Switch, value: "{{ 1 }}", cases: { 1: [${task('a')}], true: [${task('b')}] } }]`,
    );
    expect(statesOf(simulation)).toEqual(['sw SUCCESS', 'a SUCCESS']);
  });

  it('given no case of the value, then the defaults run', async () => {
    const simulation = await simulateYaml(
      `tasks: [${typed('sw', 'Switch', `value: other, ${cases}, defaults: [${task('else')}]`)}]`,
    );
    expect(statesOf(simulation)).toEqual(['sw SUCCESS', 'else SUCCESS']);
    expect(runOf(simulation, 'sw').outputs).toEqual({ value: 'other', defaults: true });
  });

  it('given neither a case nor defaults, then it warns and fails', async () => {
    const simulation = await simulateYaml(`tasks: [${typed('sw', 'Switch', `value: other, ${cases}`)}]`);
    expect(statesOf(simulation)).toEqual(['sw FAILED']);
    expect(messagesOf(simulation, 'WARN')[0]).toContain("No task found on flow 'tests.flow', task 'sw'");
  });

  it('given allowFailure there, then it ends in WARNING', async () => {
    const simulation = await simulateYaml(
      `tasks: [${typed('sw', 'Switch', `value: other, allowFailure: true, ${cases}`)}, ${task('next')}]`,
    );
    expect(statesOf(simulation)).toEqual(['sw WARNING', 'next SUCCESS']);
  });

  it('given the name of a method of objects, then it is no case', async () => {
    const simulation = await simulateYaml(
      `tasks: [${typed('sw', 'Switch', `value: toString, ${cases}, defaults: [${task('else')}]`)}]`,
    );
    expect(statesOf(simulation)).toEqual(['sw SUCCESS', 'else SUCCESS']);
  });
});

describe('runIf (flow-language §1.3, §7.1 step 6)', () => {
  it.each(['true', '{{ 1 < 2 }}', 'yes'])('given `%s`, then the task runs', async (condition) => {
    const simulation = await simulateYaml(`tasks: [${task('a', `runIf: "${condition}"`)}]`);
    expect(statesOf(simulation)).toEqual(['a SUCCESS']);
  });

  it.each(['false', '', '0', '{{ 2 < 1 }}'])('given `%s`, then it is skipped', async (condition) => {
    const simulation = await simulateYaml(`tasks: [${task('a', `runIf: "${condition}"`)}, ${task('b')}]`);
    expect(statesOf(simulation)).toEqual(['a SKIPPED', 'b SUCCESS']);
    expect(historyOf(simulation, 'a')).toEqual(['CREATED', 'SKIPPED']);
    expect(attemptsOf(simulation, 'a')).toEqual([]);
    expect(simulation.execution.state.current).toBe('SUCCESS');
  });

  it('given one that cannot be rendered, then the task fails and says so', async () => {
    const simulation = await simulateYaml(
      `tasks: [${task('a', 'runIf: "{{ missing.value }}"')}, ${task('b')}]`,
    );
    expect(statesOf(simulation)).toEqual(['a FAILED']);
    expect(messagesOf(simulation, 'ERROR')[0]).toMatch(
      /^Failed to evaluate the runIf condition for task a\. Cause: .*missing/s,
    );
  });

  it('given a parent that is skipped, then none of its children gets a run', async () => {
    const simulation = await simulateYaml(
      `tasks: [${typed('s', 'Sequential', `runIf: "false", tasks: [${task('a')}], finally: [${task('f')}]`)}]`,
    );
    expect(statesOf(simulation)).toEqual(['s SKIPPED']);
  });

  it('is honoured by tasks that change the execution, and by subflows', async () => {
    const simulation = await simulateYaml(`tasks:
  - { id: label, type: io.kestra.plugin.core.execution.Labels, labels: { a: b }, runIf: "false" }
  - { id: sub, type: io.kestra.plugin.core.flow.Subflow, namespace: tests, flowId: other, runIf: "false" }
  - { id: exit, type: io.kestra.plugin.core.execution.Exit, runIf: "false" }
  - ${task('last')}`);
    expect(statesOf(simulation)).toEqual(['label SKIPPED', 'sub SKIPPED', 'exit SKIPPED', 'last SUCCESS']);
    expect(simulation.execution.labels).toEqual([]);
    expect(simulation.subflows).toEqual([]);
  });

  it('reads outputs of tasks before it, and the state of the execution', async () => {
    const simulation = await simulateYaml(
      `tasks: [${task('a')}, ${task('b', `runIf: "{{ outputs.a.go }}"`)}, ${task('c', `runIf: "{{ execution.state == 'RUNNING' }}"`)}]`,
      { outputs: (id) => (id === 'a' ? { go: false } : undefined) },
    );
    expect(statesOf(simulation)).toEqual(['a SUCCESS', 'b SKIPPED', 'c SUCCESS']);
  });
});
