import { describe, expect, it } from 'vitest';
import { type SchedulerWorld, schedulerWorld } from '../../../support/scheduler.ts';

/** A flow that others listen to; its output is what it was given. */
const source = (id: string, rest = '') => `id: ${id}
namespace: tests.sources
labels:
  from: ${id}
inputs:
  - id: value
    type: STRING
    defaults: plain
tasks:
  - id: made
    type: io.kestra.plugin.core.debug.Return
    format: "{{ inputs.value }} of {{ flow.id }}"
outputs:
  - id: ${id}
    type: STRING
    value: "{{ outputs.made.value }}"
${rest}`;

const failing = (id: string) => `id: ${id}
namespace: tests.sources
tasks:
  - id: fail
    type: io.kestra.plugin.core.execution.Fail
`;

const listener = (trigger: string, rest = '') => `id: flow
namespace: tests.listening
${rest}
tasks:
  - id: tell
    type: io.kestra.plugin.core.debug.Return
    format: "{{ trigger.executionId }} {{ inputs }}"
triggers:
  - id: upstream
    type: io.kestra.plugin.core.trigger.Flow
${trigger.replace(/^/gm, '    ')}
`;

const of = (flowId: string) => `- type: io.kestra.plugin.core.condition.ExecutionFlow
  namespace: tests.sources
  flowId: ${flowId}`;
const succeeded = '- type: io.kestra.plugin.core.condition.ExecutionStatus\n  in: [SUCCESS]';
const conditions = (...written: string[]) => `conditions:\n${written.join('\n').replace(/^/gm, '  ')}`;

/** Runs flows one after another; gives how many executions the listener has after each. */
async function counts(world: SchedulerWorld, ...flowIds: string[]): Promise<number[]> {
  const found: number[] = [];
  for (const flowId of flowIds) {
    await world.startFlow(flowId);
    found.push((await world.executions()).length);
  }
  return found;
}

describe('a Flow trigger (flow-language §6.13)', () => {
  it('given an execution that fits, then the flow starts with what it was, and its correlation id', async () => {
    const world = await schedulerWorld();
    await world.sync(source('a'), listener(conditions(of('a'), succeeded), 'labels:\n  team: sales'));
    const { id } = await world.startFlow('a', { value: 'new' });
    const [execution] = await world.executions();
    expect(execution).toMatchObject({
      state: { current: 'SUCCESS' },
      inputs: {},
      trigger: {
        id: 'upstream',
        type: 'io.kestra.plugin.core.trigger.Flow',
        variables: {
          executionId: id,
          namespace: 'tests.sources',
          flowId: 'a',
          flowRevision: 1,
          state: 'SUCCESS',
          outputs: { a: 'new of a' },
          executionLabels: { from: 'a' },
        },
      },
      labels: [
        { key: 'team', value: 'sales' },
        { key: 'system.correlationId', value: id },
      ],
    });
  });

  it('given inputs, then they are rendered with the other execution, and kept as they are', async () => {
    const world = await schedulerWorld();
    const inputs = `inputs:
  count: "{{ outputs.made.value | length }}"
  list: ["{{ trigger.outputs.a }}"]
  unknown: "{{ labels.from }} {{ flow.id }}"`;
    const declared =
      'inputs:\n  - id: count\n    type: INT\n  - id: more\n    type: STRING\n    defaults: some';
    await world.sync(source('a'), listener(`${conditions(of('a'))}\n${inputs}`, declared));
    await world.startFlow('a');
    const [execution] = await world.executions();
    expect(execution?.inputs).toEqual({ count: '10', list: ['plain of a'], unknown: 'a flow' });
    const [run] = await world.backend.taskRuns(execution!.id);
    expect(run?.outputs?.['value']).toContain('"more":"some"');
  });

  it('given inputs that cannot be rendered, then there is no execution, and a warning', async () => {
    const world = await schedulerWorld();
    await world.sync(
      source('a'),
      listener(`${conditions(of('a'))}\ninputs:\n  x: "{{ outputs.other.value }}"`),
    );
    expect(await counts(world, 'a')).toEqual([0]);
    expect(world.logged).toEqual([
      expect.stringMatching(
        /^WARN Failed to trigger flow tests.listening.flow for trigger upstream, invalid inputs/,
      ),
    ]);
  });

  it('given a condition that cannot be evaluated, then it does not hold, and a warning is logged', async () => {
    const world = await schedulerWorld();
    const wrong = '- type: io.kestra.plugin.core.condition.Expression\n  expression: "{{ unknown }}"';
    await world.sync(source('a'), listener(conditions(of('a'), wrong)));
    expect(await counts(world, 'a')).toEqual([0]);
    expect(world.logged).toEqual([expect.stringMatching(/^WARN Evaluate Condition Failed with error/)]);
  });

  it.each([
    ['ExecutionLabels', '  labels: {from: a}', [1, 1]],
    ['ExecutionNamespace', '  namespace: tests.s\n  prefix: true', [1, 2]],
    ['ExecutionOutputs', '  expression: "{{ trigger.outputs.a is defined }}"', [1, 1]],
    ['HasRetryAttempt', '  in: [SUCCESS]', [0, 0]],
    ['FlowCondition', '  namespace: tests.listening\n  flowId: flow', [1, 2]],
  ])('given the condition %s, then it looks at the other execution', async (name, properties, expected) => {
    const world = await schedulerWorld();
    await world.sync(
      source('a'),
      source('b'),
      listener(conditions(`- type: io.kestra.plugin.core.condition.${name}\n${properties}`)),
    );
    expect(await counts(world, 'a', 'b')).toEqual(expected);
  });

  it('given no states, then final ones and PAUSED count', async () => {
    const world = await schedulerWorld();
    const pausing = source('a').replace(
      'tasks:',
      'tasks:\n  - id: wait\n    type: io.kestra.plugin.core.flow.Pause\n    pauseDuration: PT0.05S',
    );
    await world.sync(pausing, failing('b'), listener(''));
    await world.startFlow('a');
    await world.startFlow('b');
    const states = (await world.executions()).map(({ trigger }) => trigger?.variables?.['state']);
    expect(states).toEqual(['PAUSED', 'SUCCESS', 'FAILED']);
  });

  it('given states, then each change to one of them makes an execution', async () => {
    const world = await schedulerWorld();
    const pausing = source('a').replace(
      'tasks:',
      'tasks:\n  - id: wait\n    type: io.kestra.plugin.core.flow.Pause\n    pauseDuration: PT0.05S',
    );
    await world.sync(
      pausing,
      listener(`states: [CREATED, RUNNING, PAUSED, SUCCESS]\n${conditions(of('a'))}`),
    );
    await world.startFlow('a');
    const states = (await world.executions()).map(({ trigger }) => trigger?.variables?.['state']);
    expect(states).toEqual(['CREATED', 'RUNNING', 'PAUSED', 'RUNNING', 'SUCCESS']);
  });

  it('given a flow that lets one execution run at a time, then QUEUED is heard too, and each state once', async () => {
    const world = await schedulerWorld();
    const limited = source('a', 'concurrency:\n  limit: 1\n  behavior: QUEUE\n').replace(
      'tasks:',
      'tasks:\n  - id: wait\n    type: io.kestra.plugin.core.flow.Sleep\n    duration: PT0.1S',
    );
    const heard = 'states: [QUEUED, RUNNING, SUCCESS]';
    const trigger = `${heard}\npreconditions:\n  id: a\n  flows:\n    - {namespace: tests.sources, flowId: a, ${heard}}`;
    await world.sync(limited, listener(trigger));
    await Promise.all([world.startFlow('a'), world.startFlow('a')]);
    const states = (await world.executions()).map(({ trigger }) => trigger?.variables?.['state']);
    expect(states.sort()).toEqual(['QUEUED', 'RUNNING', 'RUNNING', 'SUCCESS', 'SUCCESS']);
  });

  it('given its own executions, a test, or a trigger that is off, then nothing starts', async () => {
    const world = await schedulerWorld();
    const [a] = await world.sync(source('a'), listener(''));
    await world.startFlow('flow');
    const test = await world.engine.start({ flow: a!, kind: 'TEST' });
    await world.engine.ended(test.id);
    await world.scheduler.setDisabled(
      { namespace: 'tests.listening', flowId: 'flow', triggerId: 'upstream' },
      true,
    );
    await world.startFlow('a');
    expect(await world.executions()).toHaveLength(1);
  });

  it('given changes of state that nobody looked at before the process stopped, then the next one does, once', async () => {
    const world = await schedulerWorld();
    const flows = await world.sync(source('a'), listener(conditions(of('a'))));
    await world.scheduler.close();
    const { id } = await world.engine.start({ flow: flows[0]! });
    await world.engine.ended(id);
    expect(await world.executions()).toEqual([]);
    await world.restart('2025-06-10T09:00:00Z');
    await world.restart('2025-06-10T10:00:00Z');
    expect((await world.executions()).map(({ trigger }) => trigger?.variables?.['executionId'])).toEqual([
      id,
    ]);
    expect(await world.backend.transitions(10)).toEqual([]);
  });
});

describe('preconditions (flow-language §6.13, Flow)', () => {
  const both = (rest = '') => `preconditions:
  id: both
  flows:
    - namespace: tests.sources
      flowId: a
      states: [SUCCESS]
    - namespace: tests.sources
      flowId: b
      states: [SUCCESS]
      labels: {from: b}
${rest}`;

  it.each([
    [
      ['a', 'b'],
      [0, 1],
    ],
    [
      ['b', 'a'],
      [0, 1],
    ],
    [
      ['a', 'a', 'b', 'b', 'a'],
      [0, 0, 1, 1, 2],
    ],
  ])('given the flows %j, then the listener ran %j times', async (flowIds, expected) => {
    const world = await schedulerWorld();
    await world.sync(source('a'), source('b'), listener(both()));
    expect(await counts(world, ...flowIds)).toEqual(expected);
  });

  it('given both, then `trigger` is the last execution, with the outputs of all', async () => {
    const world = await schedulerWorld();
    await world.sync(source('a'), source('b'), source('c'), listener(both()));
    await world.startFlow('a');
    await world.startFlow('c');
    const last = await world.startFlow('b');
    expect((await world.executions())[0]?.trigger?.variables).toMatchObject({
      executionId: last.id,
      flowId: 'b',
      outputs: { a: 'plain of a', b: 'plain of b' },
    });
  });

  it('given resetOnSuccess false, then each further one starts the flow again', async () => {
    const world = await schedulerWorld();
    await world.sync(source('a'), source('b'), source('c'), listener(both('  resetOnSuccess: false')));
    expect(await counts(world, 'a', 'b', 'a', 'c', 'b')).toEqual([0, 1, 2, 2, 3]);
  });

  it('given what failed, then it does not count', async () => {
    const world = await schedulerWorld();
    await world.sync(failing('a'), source('b'), listener(both()));
    expect(await counts(world, 'a', 'b')).toEqual([0, 0]);
  });

  it('given a process that stops between them, then what happened before is remembered', async () => {
    const world = await schedulerWorld();
    await world.sync(source('a'), source('b'), listener(both()));
    await world.startFlow('a');
    await world.restart('2025-06-10T09:00:00Z');
    expect(await counts(world, 'b')).toEqual([1]);
  });

  it.each([
    ['field: FLOW_ID, type: EQUAL_TO, value: a', [1, 1]],
    ['field: FLOW_ID, type: NOT_EQUAL_TO, value: a', [0, 1]],
    ['field: FLOW_ID, type: IN, values: [a, b]', [1, 2]],
    ['field: FLOW_ID, type: NOT_IN, values: [a, b]', [0, 0]],
    ['field: NAMESPACE, type: STARTS_WITH, value: tests', [1, 2]],
    ['field: NAMESPACE, type: ENDS_WITH, value: other', [0, 0]],
    ['field: NAMESPACE, type: CONTAINS, value: s.so', [1, 2]],
    ['field: NAMESPACE, type: REGEX, value: "tests[.].*"', [1, 2]],
    ['field: NAMESPACE, type: REGEX, value: "tests[.]"', [0, 0]],
    ['field: STATE, type: EQUAL_TO, value: SUCCESS', [1, 2]],
    [`field: EXPRESSION, type: IS_TRUE, value: "{{ labels.from == 'a' }}"`, [1, 1]],
    [`field: EXPRESSION, type: IS_FALSE, value: "{{ outputs.made.value contains 'of a' }}"`, [0, 1]],
    [`field: EXPRESSION, type: IS_NOT_NULL, value: "{{ trigger.outputs.a ?? '' }}"`, [1, 1]],
    [`field: EXPRESSION, type: IS_NULL, value: "{{ trigger.outputs.a ?? '' }}"`, [0, 1]],
    [`field: EXPRESSION, type: IS_TRUE, value: "{{ unknown }}"`, [0, 0]],
  ])('given the filter {%s}, then after a and b the listener ran %j times', async (filter, expected) => {
    const world = await schedulerWorld();
    await world.sync(
      source('a'),
      source('b'),
      listener(`preconditions:\n  id: one\n  where:\n    - id: w\n      filters:\n        - {${filter}}`),
    );
    expect(await counts(world, 'a', 'b')).toEqual(expected);
  });

  it.each([
    ['AND', [0, 0]],
    ['OR', [1, 2]],
  ])(
    'given filters joined by %s, then after a and b the listener ran %j times',
    async (operand, expected) => {
      const world = await schedulerWorld();
      const where = `preconditions:
  id: one
  where:
    - id: w
      operand: ${operand}
      filters:
        - {field: FLOW_ID, type: EQUAL_TO, value: a}
        - {field: FLOW_ID, type: EQUAL_TO, value: b}`;
      await world.sync(source('a'), source('b'), listener(where));
      expect(await counts(world, 'a', 'b')).toEqual(expected);
    },
  );

  it('given a time that is none, then an error is logged, and other triggers go on', async () => {
    const world = await schedulerWorld();
    const wrong = both('  timeWindow:\n    type: DAILY_TIME_DEADLINE\n    deadline: soon');
    await world.sync(source('a'), listener(wrong), listener('').replace('id: flow', 'id: other'));
    await world.startFlow('a');
    expect(world.logged[0]).toMatch(/^ERROR Trigger upstream: /);
    expect(await world.executions('other')).toHaveLength(1);
  });
});

describe('a MultipleCondition (flow-language §6.12)', () => {
  const multiple = (names: Record<string, string>, before = '') => `conditions:
${before.replace(/^(?=.)/gm, '  ')}
  - id: multiple
    type: io.kestra.plugin.core.condition.MultipleCondition
    window: P1D
    windowAdvance: P0D
    conditions:
${Object.entries(names)
  .map(([name, condition]) => `      ${name}:\n${condition.replace(/^- /, '  ').replace(/^/gm, '        ')}`)
  .join('\n')}`;

  it('given all its conditions, then the flow starts once they all held', async () => {
    const world = await schedulerWorld();
    await world.sync(
      source('a'),
      source('b'),
      listener(multiple({ done: succeeded, a: of('a'), b: of('b') })),
    );
    expect(await counts(world, 'a', 'b', 'b')).toEqual([0, 1, 1]);
    expect((await world.executions())[0]?.trigger?.variables).toMatchObject({ flowId: 'b' });
  });

  it('given another condition beside it, then an execution that does not fit that is not looked at', async () => {
    const world = await schedulerWorld();
    await world.sync(failing('c'), source('d'), listener(multiple({ c: of('c'), d: of('d') }, succeeded)));
    expect(await counts(world, 'c', 'd')).toEqual([0, 0]);
  });
});
