import { describe, expect, it } from 'vitest';
import type { ExecutionDocument } from '../../../runner/execution/types.ts';
import { engineWorld, states } from '../../support/engine.ts';

const give = (id: string, format: string, more = '') =>
  `{ id: ${id}, type: io.kestra.plugin.core.debug.Return, format: ${JSON.stringify(format)}${more} }`;
const each = (id: string, values: string, ...tasks: string[]) =>
  `{ id: ${id}, type: io.kestra.plugin.core.flow.ForEach, values: ${values}, tasks: [${tasks.join(', ')}] }`;
const outputOf = ({ taskRunList }: ExecutionDocument, taskId: string, value?: string) =>
  taskRunList.find((run) => run.taskId === taskId && run.value === value)?.outputs?.['value'];

describe('outputs read from within loops (flow-language §3.1, §4.9 currentEachOutput)', () => {
  it('given loops in loops, then each run reads the output of its own values', async () => {
    const { run } = await engineWorld();
    const path = '{{ parents[1].taskrun.value }}-{{ parents[0].taskrun.value }}-{{ taskrun.value }}';
    const ended = await run(`
tasks:
  - ${each('far', '[a, b]', each('near', '[c, d]', each('inner', '[e, f]', give('made', path), give('read', 'read {{ currentEachOutput(outputs.made).value }}'))))}
  - ${each('flat', '[x, y]', give('one', '{{ taskrun.value }}'), give('other', 'read {{ currentEachOutput(outputs.one).value }}'))}
outputs:
  - { id: deep, type: STRING, value: "{{ outputs.read.a.d.e.value }}" }
  - { id: flat, type: STRING, value: "{{ outputs.other.y.value }}" }`);
    expect(ended.state.current).toBe('SUCCESS');
    expect(ended.outputs).toEqual({ deep: 'read a-d-e', flat: 'read y' });
  });
});

describe('variables and the environment (flow-language §4.11)', () => {
  it('given variables that refer to each other, then `render` follows them, and `envs` has the machine’s', async () => {
    const { run } = await engineWorld({ environment: { ENV_PLACE: 'here' } });
    const ended = await run(`
variables: { first: "1", second: "{{ vars.first }} > 2", third: "{{ vars.second }} > 3" }
tasks:
  - ${give('nested', '{{ render(vars.third) }}')}
  - ${give('place', '{{ envs.place }}')}`);
    expect([outputOf(ended, 'nested'), outputOf(ended, 'place')]).toEqual(['1 > 2 > 3', 'here']);
  });
});

describe('kv() (flow-language §4.9)', () => {
  const flow = `
inputs: [{ id: namespace, type: STRING, defaults: tests }, { id: strict, type: BOOL, defaults: false }]
tasks:
  - ${give('plain', "{{ kv('key').field ?? null }}")}
  - ${give('named', "{{ kv('key', inputs.namespace, inputs.strict).field }}")}`;

  it('given an entry, then its fields are read, with the namespace and without', async () => {
    const { run, backend } = await engineWorld();
    await backend.kv.set({ namespace: 'tests', key: 'key', type: 'JSON', value: { field: 'value' } });
    const ended = await run(flow);
    expect([outputOf(ended, 'plain'), outputOf(ended, 'named')]).toEqual(['value', 'value']);
  });

  it('given none and errorOnMissing, then the task fails and says so', async () => {
    const { run, messages } = await engineWorld();
    const { id, state } = await run(flow, { inputs: { strict: 'true' } });
    expect(state.current).toBe('FAILED');
    expect((await messages(id, 'ERROR')).join('\n')).toContain(
      "The key 'key' does not exist in the namespace 'tests'",
    );
  });
});

describe('secret() (flow-language §4.9, §4.13)', () => {
  it('given JSON, several lines, a namespace and a missing one, then they are read, masked, or fail their task', async () => {
    const json = JSON.stringify({ secretKey: 'the-key' });
    const { run, messages } = await engineWorld({
      environment: {
        SECRET_SOME: Buffer.from(json).toString('base64'),
        SECRET_LINES: Buffer.from('line one\nline two').toString('base64'),
      },
    });
    const ended = await run(`
tasks:
  - ${give('key', "{{ json(secret('SOME')).secretKey | length }}")}
  - { id: log, type: io.kestra.plugin.core.log.Log, message: "it is {{ secret('SOME') }}" }
  - ${give('lines', "{{ secret('LINES') | split('\\n') | length }}")}
  - ${give('other', "{{ json(secret('SOME', 'some.namespace')).secretKey | length }}")}
  - ${give('missing', "{{ secret('NOT_THERE') }}", ', allowFailure: true')}`);
    expect(states(ended)).toEqual([
      'key SUCCESS',
      'log SUCCESS',
      'lines SUCCESS',
      'other SUCCESS',
      'missing WARNING',
    ]);
    expect(['key', 'lines', 'other'].map((id) => outputOf(ended, id))).toEqual(['7', '2', '7']);
    expect(await messages(ended.id)).toContain('it is ******');
    expect((await messages(ended.id, 'ERROR')).join()).toContain("Cannot find secret for key 'NOT_THERE'");
  });
});

describe('outputs of the flow (flow-language §3.4)', () => {
  it('given an optional one that cannot be rendered, then the execution succeeds without outputs', async () => {
    const { run } = await engineWorld();
    const ended = await run(`
tasks: [${give('a', '{{ flow.id }}')}]
outputs: [{ id: optional, type: STRING, value: "{{ outputs['missing-task'] }}", required: false }]`);
    expect(ended.state.current).toBe('SUCCESS');
    expect(ended.outputs).toBeUndefined();
  });
});

describe('large inputs (flow-language §2.4)', () => {
  it('given a text of 200,000 characters that ten tasks read, then each gets all of it', async () => {
    const { run } = await engineWorld();
    const text = 'x'.repeat(200_000);
    const tasks = Array.from({ length: 10 }, (_, i) => give(`t${i}`, '{{ inputs.text }}'));
    const ended = await run(`inputs: [{ id: text, type: STRING }]\ntasks: [${tasks.join(', ')}]`, {
      inputs: { text },
    });
    expect(ended.state.current).toBe('SUCCESS');
    expect(ended.taskRunList.map(({ outputs }) => outputs?.['value'])).toEqual(Array(10).fill(text));
  });
});
