import { describe, expect, it } from 'vitest';
import { historyOf, messagesOf, simulateYaml, statesOf, task, typed } from '../../support/simulation.ts';

const never = { answer: (id: string) => (id === 'after' ? ('SUCCESS' as const) : ('hang' as const)) };
const maximum = (behavior: string, more = '') =>
  `sla: [{ id: quick, type: MAX_DURATION, duration: PT1.5S, behavior: ${behavior}${more} }]\n`;
const assertion = (assert: string, behavior: string, more = '') =>
  `sla: [{ id: right, type: EXECUTION_ASSERTION, assert: "${assert}", behavior: ${behavior}${more} }]\n`;
const warning = "SLA 'quick' violated: execution duration of PT1.501S exceed the maximum duration of PT1.5S.";

describe('MAX_DURATION (flow-language §7.7)', () => {
  it('given FAIL, then the execution and its last task run fail, what else runs is killed, afterExecution runs', async () => {
    const simulation = await simulateYaml(
      `${maximum('FAIL')}tasks: [${typed('both', 'Parallel', `tasks: [${task('a')}, ${task('b')}]`)}]
errors: [${task('error')}]
finally: [${task('last')}]
afterExecution: [${task('after')}]`,
      never,
    );
    expect(historyOf(simulation)).toEqual(['CREATED', 'RUNNING', 'FAILED']);
    expect(statesOf(simulation)).toEqual(['both FAILED', 'a KILLED', 'b FAILED', 'after SUCCESS']);
    expect(messagesOf(simulation, 'WARN')).toEqual([warning]);
    expect(messagesOf(simulation, 'ERROR')).toEqual([`Execution failed due to ${warning}`]);
    const cancelled = simulation.commands.filter(({ type }) => type === 'cancel');
    expect(cancelled).toHaveLength(2);
    expect(simulation.model.over).toBe(true);
  });

  it('given CANCEL, then the execution is CANCELLED and no error is logged', async () => {
    const simulation = await simulateYaml(`${maximum('CANCEL')}tasks: [${task('a')}]`, never);
    expect(historyOf(simulation)).toEqual(['CREATED', 'RUNNING', 'CANCELLED']);
    expect(statesOf(simulation)).toEqual(['a CANCELLED']);
    expect(messagesOf(simulation, 'WARN')).toEqual([warning]);
    expect(messagesOf(simulation, 'ERROR')).toEqual([]);
  });

  it('given NONE, then the execution goes on with the labels of the SLA', async () => {
    const sleeping = typed('wait', 'Pause', 'pauseDuration: PT3S');
    const simulation = await simulateYaml(
      `${maximum('NONE', ', labels: { late: "yes" }')}tasks: [${sleeping}]`,
    );
    expect(simulation.execution.state.current).toBe('SUCCESS');
    expect(simulation.execution.labels).toEqual([{ key: 'late', value: 'yes' }]);
    expect(messagesOf(simulation, 'WARN')).toEqual([warning]);
  });

  it('given a paused execution, then it ends, and the timer of its pause is gone', async () => {
    const simulation = await simulateYaml(
      `${maximum('FAIL')}tasks: [${typed('wait', 'Pause', 'pauseDuration: PT1H')}]`,
    );
    expect(statesOf(simulation)).toEqual(['wait FAILED']);
    expect(simulation.elapsed).toBeLessThan(2000);
  });

  it('given an execution that ends in time, then nothing happens and no timer is left', async () => {
    const simulation = await simulateYaml(`${maximum('FAIL')}tasks: [${task('a')}]`);
    expect(simulation.execution.state.current).toBe('SUCCESS');
    expect(messagesOf(simulation, 'WARN')).toEqual([]);
    expect(simulation.elapsed).toBeLessThan(1000);
  });

  it('given subflows, then they are killed', async () => {
    const subflow = typed('child', 'Subflow', 'namespace: tests, flowId: other');
    const simulation = await simulateYaml(`${maximum('FAIL')}tasks: [${subflow}]`, { subflow: () => 'hang' });
    expect(statesOf(simulation)).toEqual(['child FAILED']);
    expect(simulation.commands).toContainEqual({ type: 'killSubflows' });
  });

  it('given a kill before, then the execution is KILLED as asked', async () => {
    const simulation = await simulateYaml(`${maximum('FAIL')}tasks: [${task('a')}]`, {
      answer: () => 'hang',
      killWhenIdle: true,
    });
    expect(simulation.execution.state.current).toBe('KILLED');
    expect(messagesOf(simulation, 'WARN')).toEqual([]);
  });
});

describe('EXECUTION_ASSERTION', () => {
  it('given one that is false from the start, then no task runs', async () => {
    const simulation = await simulateYaml(`${assertion('{{ 1 > 2 }}', 'FAIL')}tasks: [${task('a')}]`);
    expect(simulation.execution.state.current).toBe('FAILED');
    expect(statesOf(simulation)).toEqual([]);
    const message = "SLA 'right' violated: assertion is false: {{ 1 > 2 }}.";
    expect(messagesOf(simulation, 'WARN')).toEqual([message]);
    expect(messagesOf(simulation, 'ERROR')).toEqual([`Execution failed due to ${message}`]);
  });

  it('given one that becomes false, then the execution ends before the next task', async () => {
    const flow = `${assertion("{{ tasks.a is not defined or tasks.a.state != 'WARNING' }}", 'CANCEL')}tasks: [${task('a')}, ${task('b')}]`;
    const warned = await simulateYaml(flow, { answer: () => 'WARNING' });
    expect(warned.execution.state.current).toBe('CANCELLED');
    expect(statesOf(warned)).toEqual(['a WARNING']);
    expect((await simulateYaml(flow)).execution.state.current).toBe('SUCCESS');
  });

  it('given one that the last task makes false, then the execution does not succeed', async () => {
    const set = typed('set', 'execution.SetVariables', 'variables: { fine: "no" }');
    const simulation = await simulateYaml(
      `variables: { fine: "yes" }\n${assertion("{{ vars.fine == 'yes' }}", 'FAIL')}tasks: [${set}]`,
    );
    expect(simulation.execution.state.current).toBe('FAILED');
  });

  it('given NONE, then it is logged once, and the labels are there', async () => {
    const simulation = await simulateYaml(
      `${assertion('false', 'NONE', ', labels: { wrong: "yes" }')}tasks: [${task('a')}, ${task('b')}]`,
    );
    expect(simulation.execution.state.current).toBe('SUCCESS');
    expect(messagesOf(simulation, 'WARN')).toEqual(["SLA 'right' violated: assertion is false: false."]);
    expect(simulation.execution.labels).toEqual([{ key: 'wrong', value: 'yes' }]);
  });

  it('given one that cannot be rendered, then it is ignored and that is logged once', async () => {
    const simulation = await simulateYaml(
      `${assertion('{{ unknown }}', 'FAIL')}tasks: [${task('a')}, ${task('b')}]`,
    );
    expect(simulation.execution.state.current).toBe('SUCCESS');
    const errors = messagesOf(simulation, 'ERROR');
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(/^Ignoring SLA 'right' because of the error: /);
  });

  it('given several that are false, then all are logged and the first one acts', async () => {
    const simulation = await simulateYaml(`sla:
  - { id: one, type: EXECUTION_ASSERTION, assert: "false", behavior: CANCEL, labels: { by: one } }
  - { id: two, type: EXECUTION_ASSERTION, assert: "", behavior: FAIL, labels: { by: two } }
tasks: [${task('a')}]`);
    expect(simulation.execution.state.current).toBe('CANCELLED');
    expect(simulation.execution.labels).toEqual([{ key: 'by', value: 'one' }]);
    expect(messagesOf(simulation, 'WARN').map((text) => text.slice(0, 9))).toEqual([
      "SLA 'one'",
      "SLA 'two'",
    ]);
  });

  it('given one that needs more than variables, then nothing goes on before its value is there', async () => {
    const flow = `${assertion("{{ kv('limit') }}", 'FAIL')}tasks: [${task('a')}, ${task('b')}]`;
    let asked = 0;
    const failed = await simulateYaml(flow, { rendered: () => ++asked < 2 });
    expect(failed.execution.state.current).toBe('FAILED');
    expect(statesOf(failed)).toEqual(['a SUCCESS']);
    const passed = await simulateYaml(flow, { rendered: () => 'true' });
    expect(passed.execution.state.current).toBe('SUCCESS');
  });
});
