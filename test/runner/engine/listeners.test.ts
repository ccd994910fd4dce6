import { expect, it } from 'vitest';
import { engineWorld, states } from '../../support/engine.ts';
import { task } from '../../support/simulation.ts';

const listener = (id: string, type: string, properties: string) => `
  - conditions: [{ type: io.kestra.plugin.core.condition.${type}, ${properties} }]
    tasks: [${task(id)}]`;

it('given listeners, then those run whose conditions hold for the finished execution (flow-language §7.17)', async () => {
  const { run, messages } = await engineWorld();
  const ended = await run(`
labels: { team: finance }
tasks: [${task('main')}]
outputs: [{ id: rows, type: INT, value: "3" }]
listeners:${listener('success', 'ExecutionStatus', 'in: [SUCCESS]')}${listener('failure', 'ExecutionStatus', 'in: [FAILED]')}
  ${listener('final', 'Expression', `expression: "{{ execution.state == 'SUCCESS' and now() is not null }}"`).trim()}
  ${listener('labelled', 'ExecutionLabels', 'labels: { team: finance }').trim()}
  ${listener('outputs', 'ExecutionOutputs', 'expression: "{{ trigger.outputs.rows == 3 }}"').trim()}
  ${listener('broken', 'Expression', 'expression: "{{ unknown }}"').trim()}
afterExecution: [${task('end')}]`);
  expect(states(ended)).toEqual([
    'main SUCCESS',
    'success SUCCESS',
    'final SUCCESS',
    'labelled SUCCESS',
    'outputs SUCCESS',
    'end SUCCESS',
  ]);
  const warnings = await messages(ended.id, 'WARN');
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toMatch(/^Evaluate Condition Failed with error '.*unknown/s);
});

it('given a MultipleCondition, then the tasks run with the execution that makes all of it hold (flow-language §6.12)', async () => {
  const { run } = await engineWorld();
  const status = (name: string, state: string) =>
    `${name}: { type: io.kestra.plugin.core.condition.ExecutionStatus, in: [${state}] }`;
  const flow = `
inputs: [{ id: fails, type: BOOL }]
tasks: [{ id: main, type: io.kestra.plugin.core.execution.Fail, runIf: "{{ inputs.fails }}" }]
listeners:
  - conditions:
      - type: io.kestra.plugin.core.condition.MultipleCondition
        id: both
        window: P1D
        conditions: { ${status('good', 'SUCCESS')}, ${status('bad', 'FAILED')} }
    tasks: [${task('told')}]`;
  const told = async (fails: boolean) =>
    (await run(flow, { inputs: { fails } })).taskRunList.some(({ taskId }) => taskId === 'told');
  expect([
    await told(false),
    await told(false),
    await told(true),
    await told(true),
    await told(false),
  ]).toEqual([false, false, true, false, true]);
});
