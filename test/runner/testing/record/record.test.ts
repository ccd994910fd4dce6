import { describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { openMemoryBackend } from '../../../../runner/backend/sqlite/index.ts';
import type { ExecutionDocument } from '../../../../runner/execution/types.ts';
import { pluginRegistry } from '../../../../runner/plugins/index.ts';
import { parseSuite } from '../../../../runner/testing/parse.ts';
import {
  appendCase,
  NotRecordable,
  newSuite,
  type RecordedCase,
  recordCase,
} from '../../../../runner/testing/record/index.ts';
import { engineWorld } from '../../../support/engine.ts';

interface Written {
  id: string;
  fixtures: {
    inputs?: Record<string, unknown>;
    files?: Record<string, string>;
    tasks?: { id: string; value?: string; state?: string; outputs?: Record<string, unknown> }[];
    trigger?: Record<string, unknown>;
    time?: string;
  };
  assertions: { value: string; equalTo: unknown; taskId?: string }[];
}

const flow = { namespace: 'tests', id: 'flow' };

/** Runs a flow and records it: the case as it is read again from the suite. */
async function recorded(rest: string, request: { inputs?: Record<string, unknown>; hidden?: string } = {}) {
  const world = await engineWorld();
  const { inputs = {}, hidden } = request;
  const execution = await world.run(rest, { inputs });
  const made = await recordCase({
    execution,
    flow: await world.flow(rest),
    registry: pluginRegistry(),
    files: world.backend.files,
    mask: (text) => (hidden === undefined ? text : text.replaceAll(hidden, '******')),
  });
  const text = newSuite(flow, made);
  expect(parseSuite(text, { file: 'suite.yaml' }).violations).toEqual([]);
  const [written] = (parse(text) as { testCases: [Written] }).testCases;
  return { ...made, text, case: written, execution };
}

const shell = (id: string, ...commands: string[]) => `
  - id: ${id}
    type: io.kestra.plugin.scripts.shell.Commands
    taskRunner: { type: io.kestra.plugin.core.runner.Process }
    outputFiles: ["*.out"]
    commands: ${JSON.stringify(commands)}`;

describe('recording an execution (issue 5)', () => {
  test('given tasks that only compute, then none is mocked and their outputs are asserted', async () => {
    const { case: one } = await recorded(`
inputs: [{id: who, type: STRING, defaults: world}]
tasks:
  - {id: greet, type: io.kestra.plugin.core.debug.Return, format: "Hello {{ inputs.who }}"}`);
    expect(one.fixtures).toEqual({ inputs: { who: 'world' } });
    expect(one.assertions).toEqual([
      { value: '{{ execution.state }}', equalTo: 'SUCCESS' },
      { taskId: 'greet', value: '{{ outputs.greet.value }}', equalTo: 'Hello world' },
    ]);
  });

  test('given values that change each time, then they are not asserted', async () => {
    const { case: one, text } = await recorded(`
tasks:
  - {id: date, type: io.kestra.plugin.core.debug.Return, format: "{{ now() }}"}
  - {id: own, type: io.kestra.plugin.core.debug.Return, format: "{{ execution.id }}"}
  - {id: run, type: io.kestra.plugin.core.debug.Return, format: "{{ taskrun.startDate }}"}
  - {id: chance, type: io.kestra.plugin.core.debug.Return, format: "{{ randomInt(1, 10) }}"}`);
    expect(one.assertions).toEqual([{ value: '{{ execution.state }}', equalTo: 'SUCCESS' }]);
    expect(one.fixtures.time).toBeDefined();
    expect(text).not.toContain('outputs.');
  });

  test('given tasks that read KV or secrets, then they are mocked although they only compute', async () => {
    const { case: one } = await recorded(`
tasks:
  - {id: set, type: io.kestra.plugin.core.kv.Set, key: colour, value: red}
  - {id: read, type: io.kestra.plugin.core.kv.Get, key: colour}
  - {id: say, type: io.kestra.plugin.core.debug.Return, format: "{{ kv('colour') }}"}
  - {id: again, type: io.kestra.plugin.core.debug.Return, format: "{{ outputs.read.value }}"}`);
    expect(one.fixtures.tasks).toEqual([
      { id: 'set' },
      { id: 'read', outputs: { value: 'red' } },
      { id: 'say', outputs: { value: 'red' } },
    ]);
    expect(one.assertions.map(({ taskId }) => taskId)).toEqual([undefined, 'again']);
  });

  test('given files among the outputs, then texts are in the case and others are named', async () => {
    const made = await recorded(`tasks:${shell('make', 'echo hello > a.out', "printf '\\0\\1' > b.out")}`);
    expect(made.case.fixtures.files).toEqual({
      'a.out': 'hello\n',
      'b.out': '(not recorded: the file is no text)\n',
    });
    const [{ outputs } = {}] = made.case.fixtures.tasks!;
    expect(outputs?.['outputFiles']).toEqual({
      'a.out': "{{ files['a.out'] }}",
      'b.out': "{{ files['b.out'] }}",
    });
    expect(made.notes).toEqual([expect.stringContaining('b.out: the file is no text')]);
    expect(made.text).not.toContain('kestra://');
  });

  test('given long texts and texts with braces, then they come out as they were', async () => {
    const output = (value: unknown) => `'echo ''::${JSON.stringify({ outputs: { value } })}::'''`;
    const make = (id: string, value: unknown) => `
  - id: ${id}
    type: io.kestra.plugin.scripts.shell.Commands
    taskRunner: { type: io.kestra.plugin.core.runner.Process }
    commands:
      - ${output(value)}`;
    const long = 'x'.repeat(2_500);
    const { case: one } = await recorded(`tasks:${make('long', long)}${make('short', 'ok')}`);
    expect(one.fixtures.files).toEqual({ 'long-vars-value.txt': long });
    expect(one.fixtures.tasks![0]!.outputs!['vars']).toEqual({
      value: "{{ read(files['long-vars-value.txt']) }}",
    });
    const braces = await recorded(
      `
inputs: [{id: text, type: STRING}]
tasks:
  - {id: hello, type: io.kestra.plugin.core.log.Log, message: hello}`,
      { inputs: { text: 'a {{ b }} c' } },
    );
    expect(braces.case.fixtures.inputs).toEqual({ text: '{% verbatim %}a {{ b }} c{% endverbatim %}' });
  });

  test('given secrets in inputs and outputs, then none is written', async () => {
    const { text } = await recorded(
      `
inputs: [{id: text, type: STRING}]
tasks:
  - {id: say, type: io.kestra.plugin.core.debug.Return, format: "{{ inputs.text }}"}${shell('make', "echo 'with my-password' > a.out")}`,
      { inputs: { text: 'my-password' }, hidden: 'my-password' },
    );
    expect(text).not.toContain('my-password');
  });

  test('given a loop, then there is a fixture for each value, or one where all gave the same', async () => {
    const { case: one } = await recorded(`
tasks:
  - id: loop
    type: io.kestra.plugin.core.flow.ForEach
    values: [a, b]
    tasks:
      - id: differs
        type: io.kestra.plugin.core.storage.Write
        content: "{{ taskrun.value }}"
      - id: same
        type: io.kestra.plugin.core.kv.Set
        key: x
        value: y
      - id: computed
        type: io.kestra.plugin.core.debug.Return
        format: "{{ taskrun.value | upper }}"`);
    expect(one.fixtures.tasks!.map(({ id, value }) => [id, value])).toEqual([
      ['differs', 'a'],
      ['differs', 'b'],
      ['same', undefined],
    ]);
    expect(Object.values(one.fixtures.files!)).toEqual(['a', 'b']);
    expect(one.assertions.slice(1)).toEqual([
      { taskId: 'computed', value: '{{ outputs.computed.a.value }}', equalTo: 'A' },
      { taskId: 'computed', value: '{{ outputs.computed.b.value }}', equalTo: 'B' },
    ]);
  });

  test('given branches, then those that ran and those that did not are asserted', async () => {
    const { case: one } = await recorded(`
tasks:
  - id: choose
    type: io.kestra.plugin.core.flow.Switch
    value: b
    cases:
      a: [{id: first, type: io.kestra.plugin.core.log.Log, message: a}]
      b: [{id: second, type: io.kestra.plugin.core.log.Log, message: b}]
errors:
  - {id: sorry, type: io.kestra.plugin.core.log.Log, message: sorry}`);
    expect(one.assertions.slice(1)).toEqual([
      { taskId: 'first', value: '{{ tasks.first is defined }}', equalTo: false },
      { taskId: 'second', value: '{{ tasks.second.state }}', equalTo: 'SUCCESS' },
      { taskId: 'sorry', value: '{{ tasks.sorry is defined }}', equalTo: false },
    ]);
  });

  test('given a task that failed or was skipped, then the one fails again and the other is not mocked', async () => {
    const { case: one } = await recorded(`
tasks:${shell('allowed', 'exit 3')}
    allowFailure: true${shell('skipped', 'exit 0')}
    runIf: "{{ false }}"${shell('broken', 'exit 4')}`);
    expect(one.id).toBe('failed');
    expect(one.fixtures.tasks!.map(({ id, state }) => [id, state])).toEqual([
      ['allowed', 'FAILED'],
      ['broken', 'FAILED'],
    ]);
  });

  test('given an execution that has not ended or was killed, then it says why it cannot', async () => {
    const backend = await openMemoryBackend();
    onTestFinished(() => backend.close());
    const { execution } = await recorded('tasks: [{id: a, type: io.kestra.plugin.core.log.Log, message: a}]');
    const world = await engineWorld();
    const recordAs = (current: ExecutionDocument['state']['current']) =>
      world.flow('tasks: [{id: a, type: io.kestra.plugin.core.log.Log, message: a}]').then((of) =>
        recordCase({
          execution: { ...execution, state: { ...execution.state, current } },
          flow: of,
          registry: pluginRegistry(),
          files: backend.files,
          mask: (text) => text,
        }),
      );
    await expect(recordAs('RUNNING')).rejects.toThrow(/is RUNNING: it can be recorded when it has ended/);
    await expect(recordAs('KILLED')).rejects.toThrow(NotRecordable);
  });
});

describe('adding a case to a suite', () => {
  const made: RecordedCase = {
    written: { id: 'new', type: 'x', assertions: [{ value: 'line\nline\n', equalTo: 1 }] },
    notes: [],
    comments: [],
  };
  const suite = `# first
id: s
testCases:
  # about old
  - id: old # here
    type: x
`;

  test('given comments, then they stay, and long texts are blocks', () => {
    expect(appendCase(suite, made)).toBe(`${suite}  - id: new
    type: x
    assertions:
      - value: |
          line
          line
        equalTo: 1
`);
  });

  test('given a case of the same id, then it is replaced only when that is asked for', () => {
    const twice = appendCase(suite, made);
    expect(() => appendCase(twice, made)).toThrow('The suite has a case “new” already');
    expect(appendCase(twice, made, { replace: true })).toBe(twice);
  });

  test('given a text that is no suite, then it is not changed', () => {
    expect(() => appendCase('id: a', made)).toThrow('no list `testCases`');
    expect(() => appendCase('id: [', made)).toThrow('cannot be read');
  });
});
