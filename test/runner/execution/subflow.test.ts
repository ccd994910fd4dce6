import { describe, expect, it } from 'vitest';
import type { StateName } from '../../../runner/execution/types.ts';
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

const sub = (more = '') =>
  typed('sub', 'Subflow', `namespace: company.team, flowId: child${more && `, ${more}`}`);

describe('Subflow (flow-language §6.1, §7.13)', () => {
  it('given a child that succeeds, then the task ends with its state and outputs', async () => {
    const simulation = await simulateYaml(
      `tasks: [${sub()}, ${task('a', `runIf: "{{ outputs.sub.outputs.x == 'y' }}"`)}]`,
      {
        subflow: () => ({ state: 'SUCCESS', outputs: { x: 'y' } }),
      },
    );
    expect(statesOf(simulation)).toEqual(['sub SUCCESS', 'a SUCCESS']);
    expect(historyOf(simulation, 'sub')).toEqual(['CREATED', 'RUNNING', 'SUCCESS']);
    expect(attemptsOf(simulation, 'sub')).toEqual(['SUCCESS']);
    const { executionId } = simulation.subflows[0]!;
    expect(runOf(simulation, 'sub').outputs).toEqual({ executionId, state: 'SUCCESS', outputs: { x: 'y' } });
    expect(executionId).toMatch(/^[0-9A-Za-z]{22}$/);
  });

  it('logs a link to the execution it made', async () => {
    const simulation = await simulateYaml(`tasks: [${sub()}]`);
    const { executionId } = simulation.subflows[0]!;
    expect(messagesOf(simulation, 'INFO')).toContain(
      `Created new execution [[link execution="${executionId}" flowId="child" namespace="company.team"]]`,
    );
  });

  it('renders what it passes on, and says who asks', async () => {
    const simulation = await simulateYaml(`variables: { name: child }
tasks:
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: [v]
    tasks:
      - id: sub
        type: io.kestra.core.tasks.flows.Subflow
        namespace: "{{ flow.namespace }}"
        flowId: "{{ vars.name }}"
        inputs: { user: "{{ taskrun.value }}", deep: { n: "{{ 1 + 1 }}" }, plain: 3 }
        labels: { a: "{{ vars.name }}" }
        inheritLabels: true`);
    const sent = simulation.subflows[0]!;
    expect(sent).toMatchObject({
      namespace: 'tests',
      flowId: 'child',
      inputs: { user: 'v', deep: { n: '2' }, plain: 3 },
      labels: [{ key: 'a', value: 'child' }],
      inheritLabels: true,
      wait: true,
    });
    const run = runOf(simulation, 'sub');
    expect(sent.trigger).toEqual({
      id: 'sub',
      type: 'io.kestra.core.tasks.flows.Subflow',
      variables: {
        executionId: simulation.execution.id,
        namespace: 'tests',
        flowId: 'flow',
        flowRevision: 1,
        taskRunId: run.id,
        taskId: 'sub',
        taskRunValue: 'v',
        taskRunIteration: 0,
      },
    });
  });

  it.each<[StateName, StateName]>([
    ['FAILED', 'FAILED'],
    ['WARNING', 'WARNING'],
    ['KILLED', 'KILLED'],
    ['CANCELLED', 'SUCCESS'],
    ['SUCCESS', 'SUCCESS'],
  ])('given a child that ends as %s, then the task ends as %s', async (state, expected) => {
    const simulation = await simulateYaml(`tasks: [${sub()}]`, { subflow: () => ({ state }) });
    expect(statesOf(simulation)).toEqual([`sub ${expected}`]);
    expect(runOf(simulation, 'sub').outputs).toMatchObject({ state });
    expect(simulation.execution.state.current).toBe(expected);
  });

  it('given a child that fails, then the log names it as it was rendered', async () => {
    const simulation = await simulateYaml(
      `tasks: [{ id: sub, type: io.kestra.plugin.core.flow.Subflow, namespace: tests, flowId: "{{ 'the' ~ 'child' }}" }]`,
      { subflow: () => ({ state: 'FAILED' }) },
    );
    const { executionId } = simulation.subflows[0]!;
    expect(messagesOf(simulation, 'ERROR')).toEqual([
      `Subflow execution [[link execution="${executionId}" flowId="thechild" namespace="tests"]] ends in FAILED state`,
    ]);
  });

  it('given transmitFailed false, then a child that fails does not fail the task', async () => {
    const simulation = await simulateYaml(`tasks: [${sub('transmitFailed: false')}]`, {
      subflow: () => ({ state: 'FAILED' }),
    });
    expect(statesOf(simulation)).toEqual(['sub SUCCESS']);
    expect(runOf(simulation, 'sub').outputs).toMatchObject({ state: 'FAILED' });
    expect(messagesOf(simulation, 'ERROR')).toEqual([]);
  });

  it('given allowFailure or allowWarning, then they apply', async () => {
    const simulation = await simulateYaml(`tasks: [${sub('allowFailure: true')}]`, {
      subflow: () => ({ state: 'FAILED' }),
    });
    expect(statesOf(simulation)).toEqual(['sub WARNING']);
    const other = await simulateYaml(`tasks: [${sub('allowWarning: true')}]`, {
      subflow: () => ({ state: 'WARNING' }),
    });
    expect(statesOf(other)).toEqual(['sub SUCCESS']);
  });

  it('given wait false, then the task succeeds as soon as the child exists', async () => {
    const simulation = await simulateYaml(`tasks: [${sub('wait: false')}, ${task('a')}]`);
    const { executionId } = simulation.subflows[0]!;
    expect(statesOf(simulation)).toEqual(['sub SUCCESS', 'a SUCCESS']);
    expect(runOf(simulation, 'sub').outputs).toEqual({ executionId, state: 'CREATED' });
  });

  it('given a child that cannot be made, then the task fails, says why, and names no execution', async () => {
    const simulation = await simulateYaml(`tasks: [${sub()}]\nerrors: [${task('e')}]`, {
      subflow: () => ({ refused: "Unable to find flow 'company.team'.'child' with revision '0'" }),
    });
    expect(statesOf(simulation)).toEqual(['sub FAILED', 'e SUCCESS']);
    expect(messagesOf(simulation, 'ERROR')).toEqual([
      "Unable to find flow 'company.team'.'child' with revision '0'",
    ]);
    expect(runOf(simulation, 'sub').outputs?.['executionId']).toBeUndefined();
  });

  it('given an expression that cannot be rendered, then the task fails and no execution is asked for', async () => {
    const simulation = await simulateYaml(`tasks: [${sub('inputs: { x: "{{ missing.x }}" }')}]`);
    expect(statesOf(simulation)).toEqual(['sub FAILED']);
    expect(simulation.subflows).toEqual([]);
  });

  it('given a retry, then each attempt makes an execution of its own (§7.4)', async () => {
    let made = 0;
    const simulation = await simulateYaml(
      `tasks: [${sub('retry: { type: constant, interval: PT1S, maxAttempts: 3 }')}]`,
      { subflow: () => ({ state: ++made < 3 ? 'FAILED' : 'SUCCESS' }) },
    );
    expect(attemptsOf(simulation, 'sub')).toEqual(['FAILED', 'FAILED', 'SUCCESS']);
    expect(new Set(simulation.subflows.map(({ executionId }) => executionId)).size).toBe(3);
    expect(runOf(simulation, 'sub').outputs).toMatchObject({
      executionId: simulation.subflows[2]!.executionId,
    });
  });

  it('given a kill, then its child is killed too, and the task waits for that', async () => {
    const simulation = await simulateYaml(`tasks: [${sub()}]`, { subflow: () => 'hang', killWhenIdle: true });
    const { executionId } = simulation.subflows[0]!;
    expect(simulation.commands).toContainEqual({ type: 'killSubflow', executionId });
    expect(statesOf(simulation)).toEqual(['sub KILLED']);
    expect(historyOf(simulation)).toEqual(['CREATED', 'RUNNING', 'KILLING', 'KILLED']);
  });

  it('given a KILLED child of a list, then what follows still runs and the list ends KILLED (§5.4)', async () => {
    const simulation = await simulateYaml(`tasks: [${sub()}, ${task('a')}]`, {
      subflow: () => ({ state: 'KILLED' }),
    });
    expect(statesOf(simulation)).toEqual(['sub KILLED', 'a SUCCESS']);
    expect(simulation.execution.state.current).toBe('KILLED');
  });
});
