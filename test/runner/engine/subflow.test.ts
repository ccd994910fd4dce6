import { describe, expect, it } from 'vitest';
import { engineWorld, states } from '../../support/engine.ts';
import { task } from '../../support/simulation.ts';

const sub = (more = '', flowId = 'child') =>
  `{ id: sub, type: io.kestra.plugin.core.flow.Subflow, namespace: company.team, flowId: ${flowId}${more && `, ${more}`} }`;

const child = `id: child
namespace: company.team
labels: { kind: child }
inputs: [{ id: n, type: INT, defaults: 1 }]
tasks: [{ id: double, type: io.kestra.plugin.core.debug.Return, format: "{{ inputs.n * 2 }}" }]
outputs: [{ id: doubled, type: INT, value: "{{ outputs.double.value }}" }]
`;
const failing = `id: failing
namespace: company.team
tasks: [{ id: fail, type: io.kestra.plugin.core.execution.Fail }]
afterExecution: [{ id: after, type: io.kestra.plugin.core.flow.Sleep, duration: PT0.1S }]
`;
const files = {
  'flows/child.yaml': child,
  'company/team/flows/failing.yaml': failing,
  'flows/disabled.yaml': `id: disabled\nnamespace: company.team\ndisabled: true\ntasks: [${task('a')}]\n`,
  'flows/invalid.yaml': `id: invalid\nnamespace: company.team\ntasks: [{ id: a, type: no.such.Type }]\n`,
};

describe('a subflow (flow-language §6.1 Subflow, §7.13)', () => {
  it('given inputs, then the child gets them, and its outputs come back', async () => {
    const { run, backend } = await engineWorld({ files });
    const ended = await run(
      `tasks: [${sub('inputs: { n: "{{ 20 + 1 }}" }')}, { id: r, type: io.kestra.plugin.core.debug.Return, format: "{{ outputs.sub.outputs.doubled }}" }]`,
    );
    expect(states(ended)).toEqual(['sub SUCCESS', 'r SUCCESS']);
    expect(ended.taskRunList[1]!.outputs).toEqual({ value: '42' });
    const { executionId, state } = ended.taskRunList[0]!.outputs as { executionId: string; state: string };
    expect(state).toBe('SUCCESS');
    const made = (await backend.execution(executionId))!;
    expect(made).toMatchObject({ flowId: 'child', inputs: { n: 21 }, outputs: { doubled: 42 } });
    expect(made.trigger).toMatchObject({
      id: 'sub',
      type: 'io.kestra.plugin.core.flow.Subflow',
      variables: { executionId: ended.id, namespace: 'tests', flowId: 'flow', flowRevision: 1 },
    });
  });

  it('given a child that reads trigger, then it knows its parent', async () => {
    const { run, backend } = await engineWorld({
      files: {
        'flows/child.yaml': `id: child
namespace: company.team
tasks: [{ id: r, type: io.kestra.plugin.core.debug.Return, format: "{{ trigger.flowId }}/{{ trigger.taskId }}" }]
`,
      },
    });
    const ended = await run(`tasks: [${sub()}]`);
    const [made] = await backend.taskRuns(ended.taskRunList[0]!.outputs!['executionId'] as string);
    expect(made!.outputs).toEqual({ value: 'flow/sub' });
  });

  it('waits for what runs after the child, and takes over that it failed', async () => {
    const { run, backend, messages } = await engineWorld({ files });
    const ended = await run(`tasks: [${sub('', 'failing')}, ${task('never')}]`);
    expect(states(ended)).toEqual(['sub FAILED']);
    const id = ended.taskRunList[0]!.outputs!['executionId'] as string;
    const after = (await backend.taskRuns(id)).find(({ taskId }) => taskId === 'after')!;
    const subEnd = ended.taskRunList[0]!.state.histories.at(-1)!.date;
    expect(subEnd >= after.state.histories.at(-1)!.date).toBe(true);
    expect((await messages(ended.id, 'ERROR'))[0]).toBe(
      `Subflow execution [[link execution="${id}" flowId="failing" namespace="company.team"]] ends in FAILED state`,
    );
  });

  it('given transmitFailed false, then it succeeds', async () => {
    const { run } = await engineWorld({ files });
    expect(states(await run(`tasks: [${sub('transmitFailed: false', 'failing')}]`))).toEqual(['sub SUCCESS']);
  });

  it('given wait false, then the parent ends first, and the engine is idle only after the child', async () => {
    const { run, engine, backend } = await engineWorld({ files });
    const ended = await run(`tasks: [${sub('wait: false', 'failing')}]`);
    expect(ended.state.current).toBe('SUCCESS');
    const { executionId, state } = ended.taskRunList[0]!.outputs as { executionId: string; state: string };
    expect(['CREATED', 'RUNNING']).toContain(state);
    await engine.idle();
    expect((await backend.execution(executionId))!.state.current).toBe('FAILED');
  });

  it.each([
    [
      '',
      [
        ['kind', 'child'],
        ['of', 'task'],
      ],
    ],
    [
      'inheritLabels: true, ',
      [
        ['kind', 'child'],
        ['of', 'task'],
        ['team', 'blue'],
      ],
    ],
  ])(
    'given `%s`, then its labels are those, and the correlation of the parent',
    async (inherit, expected) => {
      const { run, backend } = await engineWorld({ files });
      const ended = await run(
        `labels: { team: blue, kind: parent, of: parent }\ntasks: [${sub(`${inherit}labels: { of: task }`)}]`,
      );
      const made = await backend.execution(ended.taskRunList[0]!.outputs!['executionId'] as string);
      const labels = made!.labels.map(({ key, value }) => [key, value]);
      expect(labels.filter(([key]) => key !== 'system.correlationId').sort()).toEqual(expected);
      expect(labels).toContainEqual(['system.correlationId', ended.id]);
    },
  );

  it.each([
    ['missing', "Unable to find flow 'company.team'.'missing' with revision '0'"],
    ['disabled', 'Cannot execute a flow which is disabled'],
    ['invalid', 'Cannot execute an invalid flow: flows/invalid.yaml:3:'],
  ])('given a flow that is %s, then the task fails and says so', async (flowId, message) => {
    const { run, messages, backend } = await engineWorld({ files });
    const ended = await run(`tasks: [${sub('', flowId)}]\nerrors: [${task('e')}]`);
    expect(states(ended)).toEqual(['sub FAILED', 'e SUCCESS']);
    expect((await messages(ended.id, 'ERROR'))[0]).toContain(message);
    expect(await backend.countExecutions({})).toBe(1);
  });

  it('given inputs that the child refuses, then the task fails, says why, and no child is made', async () => {
    const { run, messages, backend } = await engineWorld({ files });
    const ended = await run(`tasks: [${sub('inputs: { n: many }')}]`);
    expect(states(ended)).toEqual(['sub FAILED']);
    expect((await messages(ended.id, 'ERROR'))[0]).toContain('n');
    expect(await backend.countExecutions({})).toBe(1);
  });

  it('given many at once, then each parent gets the outputs of its own', async () => {
    const { run } = await engineWorld({ files, state: 'disk' });
    const ended = await run(`tasks:
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    concurrencyLimit: 0
    values: "{{ range(1, 20) }}"
    tasks: [${sub('inputs: { n: "{{ taskrun.value }}" }')}]`);
    expect(ended.state.current).toBe('SUCCESS');
    for (const { value, outputs } of ended.taskRunList.slice(1))
      expect(outputs).toMatchObject({ state: 'SUCCESS', outputs: { doubled: Number(value) * 2 } });
  });
});
