import { describe, expect, it, test } from 'vitest';
import type { ExecutionDocument, TaskRun } from '../../../runner/execution/types.ts';
import { type EngineWorld, type EngineWorldOptions, engineWorld, states } from '../../support/engine.ts';

/** A flow whose file of lines goes in batches to the flow `child`; `more` are further properties of the task. */
const parent = (lines: readonly string[], more = '') => `
tasks:
  - id: file
    type: io.kestra.plugin.core.storage.Write
    content: ${JSON.stringify(lines.map((line) => `${line}\n`).join(''))}
    extension: .txt
  - id: each
    type: io.kestra.plugin.core.flow.ForEachItem
    items: "{{ outputs.file.uri }}"
    namespace: tests
    flowId: child
    inputs:
      items: "{{ taskrun.items }}"
      number: "{{ taskrun.iteration }}"
${more}`;

/** The flow that gets the batches; `rest` follows its inputs. */
const child = (rest: string) => `
id: child
namespace: tests
inputs:
  - { id: items, type: STRING }
  - { id: number, type: INT }
${rest}`;

const echo = child(`
tasks:
  - id: read
    type: io.kestra.plugin.core.debug.Return
    format: "{{ read(inputs.items) }}"
outputs:
  - { id: text, type: STRING, value: "{{ inputs.number }}: {{ outputs.read.value }}" }
`);

/** Fails for the batches in `fails`. */
const failing = (fails: readonly number[]) =>
  child(`
tasks:
  - id: check
    type: io.kestra.plugin.core.execution.Fail
    condition: "{{ [${fails.join(', ')}] contains inputs.number }}"
`);

const world = (childFlow: string, options: EngineWorldOptions = {}) =>
  engineWorld({ ...options, files: { 'flows/child.yaml': childFlow, ...options.files } });

const runOf = ({ taskRunList }: ExecutionDocument, taskId: string): TaskRun =>
  taskRunList.find((run) => run.taskId === taskId)!;

const textOf = async ({ backend }: EngineWorld, uri: unknown) =>
  Buffer.from(await backend.files.get(decodeURI(String(uri).replace('kestra://', '')))).toString();

/** The executions that a task made, in the order of their batches. */
const childrenOf = async ({ backend }: EngineWorld, executionId: string) =>
  (await backend.executions({ triggeredBy: executionId, limit: 1000 })).sort(
    (one, other) => Number(one.inputs?.['number']) - Number(other.inputs?.['number']),
  );

describe('ForEachItem (flow-language §6.1)', () => {
  it('makes an execution for each batch, and joins their outputs in the order of the batches', async () => {
    const here = await world(echo);
    const ended = await here.run(parent(['a', 'b', 'c', 'd', 'e'], '    batch: { rows: 2 }'));
    expect(states(ended)).toEqual([
      'file SUCCESS',
      'each SUCCESS',
      'each_split SUCCESS',
      'each_items SUCCESS',
      'each_merge SUCCESS',
    ]);
    const [each, split, items, merge] = ended.taskRunList.slice(1) as [TaskRun, TaskRun, TaskRun, TaskRun];
    for (const step of [split, items, merge]) expect(step.parentTaskRunId).toBe(each.id);
    expect(items.outputs).toEqual({
      iterations: { CREATED: 0, RUNNING: 0, SUCCESS: 3 },
      numberOfBatches: 3,
      subflowOutputsBaseUri: `kestra:///tests/flow/executions/${ended.id}/tasks/each-items/${items.id}`,
    });
    expect(items.attempts).toHaveLength(1);
    expect((await textOf(here, split.outputs?.['splits'])).split('\n')).toEqual([
      expect.stringMatching(/^kestra:\/\/\/tests\/flow\/executions\/\w+\/tasks\/each-split\/.*\.txt$/),
      expect.stringMatching(/\.txt$/),
      expect.stringMatching(/\.txt$/),
    ]);
    expect(merge.outputs?.['subflowOutputs']).toMatch(/\/tasks\/each-merge\/.*\.ion$/);
    expect(await textOf(here, merge.outputs?.['subflowOutputs'])).toBe(
      ['{text:"1: a\\nb\\n"}', '{text:"2: c\\nd\\n"}', '{text:"3: e\\n"}', ''].join('\n'),
    );
  });

  it('tells each execution where it comes from', async () => {
    const here = await world(echo);
    const ended = await here.run(
      parent(['a', 'b'], '    labels: { batch: "{{ taskrun.iteration }}" }\n    inheritLabels: true'),
      { labels: [{ key: 'team', value: 'one' }] },
    );
    const items = runOf(ended, 'each_items');
    const children = await childrenOf(here, ended.id);
    expect(children.map(({ inputs }) => inputs?.['number'])).toEqual([1, 2]);
    expect(children[1]?.trigger).toEqual({
      id: 'each_items',
      type: 'io.kestra.plugin.core.flow.ForEachItem$ForEachItemExecutable',
      variables: {
        executionId: ended.id,
        namespace: 'tests',
        flowId: 'flow',
        flowRevision: 1,
        taskRunId: items.id,
        taskId: 'each_items',
        taskRunIteration: 2,
        taskRunOutputs: {
          numberOfBatches: 2,
          subflowOutputsBaseUri: items.outputs?.['subflowOutputsBaseUri'],
        },
      },
    });
    expect(children[1]?.labels).toEqual(
      expect.arrayContaining([
        { key: 'team', value: 'one' },
        { key: 'batch', value: '2' },
        { key: 'system.correlationId', value: ended.id },
      ]),
    );
  });

  it('given an empty file, makes no execution and has null outputs', async () => {
    const here = await world(echo);
    const ended = await here.run(parent([]));
    expect(states(ended).slice(1)).toEqual([
      'each SUCCESS',
      'each_split SUCCESS',
      'each_items SUCCESS',
      'each_merge SUCCESS',
    ]);
    expect(runOf(ended, 'each_items').outputs).toBeUndefined();
    expect(runOf(ended, 'each_merge').outputs).toBeUndefined();
    expect(await childrenOf(here, ended.id)).toEqual([]);
  });

  it('given a flow without outputs, joins nothing', async () => {
    const here = await world(failing([]));
    const ended = await here.run(parent(['a', 'b']));
    expect(ended.state.current).toBe('SUCCESS');
    expect(await textOf(here, runOf(ended, 'each_merge').outputs?.['subflowOutputs'])).toBe('');
  });

  it.each([
    ['rows: 3', ['1: a\nb\nc\n', '2: d\ne\n']],
    ['partitions: 2, rows: 1', ['1: a\nc\ne\n', '2: b\nd\n']],
    ['bytes: 4, partitions: 4', ['1: a\nb\n', '2: c\nd\n', '3: e\n']],
    ['rows: "{{ 2 + 2 }}", separator: ";"', ['1: a;b;c;d;', '2: e;']],
  ])('given batches by %s', async (batch, texts) => {
    const here = await world(echo);
    const ended = await here.run(parent(['a', 'b', 'c', 'd', 'e'], `    batch: { ${batch} }`));
    expect((await childrenOf(here, ended.id)).map(({ outputs }) => outputs?.['text'])).toEqual(texts);
  });

  it('given something else than a storage URI, fails while splitting', async () => {
    const here = await world(echo);
    const ended = await here.run(`
tasks:
  - id: each
    type: io.kestra.plugin.core.flow.ForEachItem
    items: "some text"
    namespace: tests
    flowId: child
`);
    expect(states(ended)).toEqual(['each FAILED', 'each_split FAILED']);
    expect(await here.messages(ended.id, 'ERROR')).toContain(
      'Unable to split the items from some text, this is not an internal storage URI!',
    );
  });

  it('renders inputs that need I/O for each batch', async () => {
    const here = await world(failing([]));
    const ended = await here.run(
      parent(['a', 'b', 'c']).replace(
        'items: "{{ taskrun.items }}"',
        'items: "{{ read(taskrun.items) | trim }}"',
      ),
    );
    expect((await childrenOf(here, ended.id)).map(({ inputs }) => inputs?.['items'])).toEqual([
      'a',
      'b',
      'c',
    ]);
  });

  it('within a loop, keeps the batches of each value apart', async () => {
    const here = await world(echo);
    const ended = await here.run(`
tasks:
  - id: loop
    type: io.kestra.plugin.core.flow.ForEach
    values: ["x'", "{{ 'y' }}"]
    concurrencyLimit: 0
    tasks:
      - id: file
        type: io.kestra.plugin.core.storage.Write
        content: "{{ taskrun.value }}\\n{{ taskrun.value }}"
      - id: each
        type: io.kestra.plugin.core.flow.ForEachItem
        items: "{{ outputs.file[parent.taskrun.value].uri }}"
        namespace: tests
        flowId: child
        inputs: { items: "{{ taskrun.items }}", number: "{{ taskrun.iteration }}" }
outputs:
  - { id: x, type: STRING, value: "{{ read(outputs.each_merge[\\"x'\\"].subflowOutputs) }}" }
  - { id: y, type: STRING, value: "{{ read(outputs.each_merge.y.subflowOutputs) }}" }
`);
    expect(await here.messages(ended.id, 'WARN')).toEqual([]);
    expect(ended.outputs).toEqual({
      x: `{text:"1: x'\\n"}\n{text:"2: x'\\n"}\n`,
      y: '{text:"1: y\\n"}\n{text:"2: y\\n"}\n',
    });
  });
});

describe('a ForEachItem whose executions do not all succeed', () => {
  it('fails when all have ended, merges nothing, and runs its errors', async () => {
    const here = await world(failing([2]));
    const ended = await here.run(
      parent(
        ['a', 'b', 'c'],
        `    errors:
      - { id: sorry, type: io.kestra.plugin.core.log.Log, message: sorry }
    finally:
      - { id: last, type: io.kestra.plugin.core.log.Log, message: last }`,
      ),
    );
    expect(states(ended).slice(1)).toEqual([
      'each FAILED',
      'each_split SUCCESS',
      'each_items FAILED',
      'sorry SUCCESS',
      'last SUCCESS',
    ]);
    expect(ended.state.current).toBe('FAILED');
    expect(runOf(ended, 'each_items').outputs).toMatchObject({
      iterations: { CREATED: 0, RUNNING: 0, SUCCESS: 2, FAILED: 1 },
      numberOfBatches: 3,
    });
    expect(await here.messages(ended.id, 'ERROR')).toEqual([
      expect.stringMatching(
        /^Subflow execution \[\[link execution="\w+" flowId="child" namespace="tests"\]\] ends in FAILED state$/,
      ),
    ]);
  });

  it.each([
    ['allowFailure: true', 'WARNING'],
    ['allowFailure: true\n    allowWarning: true', 'SUCCESS'],
  ])('given %j, ends in %s and the flow goes on', async (flags, state) => {
    const ended = await (await world(failing([1]))).run(parent(['a'], `    ${flags}`));
    expect(states(ended).slice(1)).toEqual([`each ${state}`, 'each_split SUCCESS', 'each_items FAILED']);
    expect(ended.state.current).toBe(state);
  });

  it('given transmitFailed: false, succeeds', async () => {
    const ended = await (await world(failing([1]))).run(parent(['a', 'b'], '    transmitFailed: false'));
    expect(states(ended).slice(3)).toEqual(['each_items SUCCESS', 'each_merge SUCCESS']);
  });

  it('given a flow that does not exist, says so once and fails', async () => {
    const here = await world(echo);
    const ended = await here.run(parent(['a', 'b', 'c']).replace('flowId: child', 'flowId: nobody'));
    expect(states(ended).slice(1)).toEqual(['each FAILED', 'each_split SUCCESS', 'each_items FAILED']);
    expect(await here.messages(ended.id, 'ERROR')).toEqual([
      "Unable to find flow 'tests'.'nobody' with revision '0'",
    ]);
  });

  it('given inputs that a batch has refused, waits for the others and fails', async () => {
    const here = await world(echo);
    const ended = await here.run(
      parent(['a', 'b', 'c']).replace(
        '{{ taskrun.iteration }}',
        "{{ taskrun.iteration == 2 ? 'two' : taskrun.iteration }}",
      ),
    );
    expect(states(ended).slice(3)).toEqual(['each_items FAILED']);
    expect(await here.messages(ended.id, 'ERROR')).toEqual([expect.stringContaining('`number`')]);
    for (const { state } of await childrenOf(here, ended.id)) expect(state.current).toBe('SUCCESS');
  });

  it('given an input that cannot be rendered, fails', async () => {
    const here = await world(echo);
    const ended = await here.run(parent(['a', 'b']).replace('{{ taskrun.iteration }}', '{{ nothing }}'));
    expect(states(ended).slice(3)).toEqual(['each_items FAILED']);
    expect(await childrenOf(here, ended.id)).toEqual([]);
    expect(await here.messages(ended.id, 'ERROR')).toHaveLength(1);
  });
});

describe('a ForEachItem that does not wait', () => {
  it('ends when every execution was made', async () => {
    const here = await world(
      child(`
tasks:
  - { id: nap, type: io.kestra.plugin.core.flow.Sleep, duration: PT0.3S }
`),
    );
    const ended = await here.run(parent(['a', 'b', 'c'], '    wait: false'));
    expect(ended.state.current).toBe('SUCCESS');
    expect(runOf(ended, 'each_items').outputs).toMatchObject({
      iterations: { CREATED: 0, RUNNING: 3 },
      numberOfBatches: 3,
    });
    expect((await childrenOf(here, ended.id)).map(({ state }) => state.current)).toEqual(
      Array(3).fill('RUNNING'),
    );
    await here.engine.idle();
    expect((await childrenOf(here, ended.id)).map(({ state }) => state.current)).toEqual(
      Array(3).fill('SUCCESS'),
    );
  });
});

test('given a flow that lets one execution run at a time, its batches run one after the other', async () => {
  const here = await world(
    child(`
concurrency: { limit: 1, behavior: QUEUE }
tasks: [{ id: nap, type: io.kestra.plugin.core.flow.Sleep, duration: PT0.05S }]
`),
  );
  const ended = await here.run(parent(['a', 'b', 'c']));
  expect(ended.state.current).toBe('SUCCESS');
  const runs = (await childrenOf(here, ended.id))
    .map(({ state }) => ({
      began: state.histories.find((entry) => entry.state === 'RUNNING')!.date,
      ended: state.histories.at(-1)!.date,
    }))
    .sort((one, other) => (one.began < other.began ? -1 : 1));
  expect(runs).toHaveLength(3);
  for (const [index, { began }] of runs.entries())
    if (index > 0) expect(began >= runs[index - 1]!.ended).toBe(true);
});

test('given afterExecution of the flow, a ForEachItem waits for it', async () => {
  const here = await world(
    child(`
tasks: [{ id: main, type: io.kestra.plugin.core.debug.Return, format: x }]
afterExecution: [{ id: after, type: io.kestra.plugin.core.flow.Sleep, duration: PT0.1S }]
`),
  );
  const ended = await here.run(parent(['a']));
  const [made] = await childrenOf(here, ended.id);
  const runs = await here.backend.taskRuns(made!.id);
  expect(runs.map(({ taskId, state }) => `${taskId} ${state.current}`)).toEqual([
    'main SUCCESS',
    'after SUCCESS',
  ]);
  expect(runOf(ended, 'each').state.histories.at(-1)!.date >= runs[1]!.state.histories.at(-1)!.date).toBe(
    true,
  );
});

test('given a kill, every execution of a ForEachItem is killed with it', async () => {
  const here = await world(
    child(`
tasks:
  - { id: nap, type: io.kestra.plugin.core.flow.Sleep, duration: PT1H }
`),
  );
  const lines = Array.from({ length: 120 }, (_, index) => `line ${index}`);
  const { id } = await here.start(parent(lines));
  while ((await childrenOf(here, id)).length < 60) await new Promise((resolve) => setTimeout(resolve, 5));
  await here.engine.kill(id);
  const ended = await here.engine.ended(id);
  await here.engine.idle();
  expect(ended.state.current).toBe('KILLED');
  expect(states(ended).slice(1)).toEqual(['each KILLED', 'each_split SUCCESS', 'each_items KILLED']);
  for (const { state } of await childrenOf(here, id)) expect(state.current).toBe('KILLED');
});

test('given more batches than are made at a time, all are made', async () => {
  const here = await world(failing([]), { logLevel: 'WARN' });
  const lines = Array.from({ length: 300 }, (_, index) => `line ${index}`);
  const ended = await here.run(parent(lines));
  expect(runOf(ended, 'each_items').outputs).toMatchObject({
    iterations: { CREATED: 0, RUNNING: 0, SUCCESS: 300 },
  });
  const numbers = (await childrenOf(here, ended.id)).map(({ inputs }) => inputs?.['number']);
  expect(numbers).toEqual(lines.map((_, index) => index + 1));
});

test('given a template, the task fails, for there are none (flow-language §6.1 Template)', async () => {
  const here = await engineWorld();
  const ended = await here.run(`
tasks:
  - { id: template, type: io.kestra.plugin.core.flow.Template, namespace: tests, templateId: absent }
`);
  expect(states(ended)).toEqual(['template FAILED']);
  expect(await here.messages(ended.id, 'ERROR')).toEqual(["Can't find flow template 'tests.absent'"]);
});
