import { describe, expect, it } from 'vitest';
import { errors, flow, of, parse, someTask, valid } from './support.ts';

describe('a flow document (flow-language §1.2)', () => {
  it('gives the flow with the defaults of the language', async () => {
    expect(await valid(flow(someTask))).toEqual({
      id: 'test',
      namespace: 'company.team',
      revision: 1,
      labels: [],
      inputs: [],
      outputs: [],
      tasks: [{ id: 'hello', type: 'io.kestra.plugin.core.log.Log', message: 'hello' }],
      triggers: [],
      disabled: false,
    });
  });

  it('replaces old spellings', async () => {
    const { inputs, tasks, concurrency } = await valid(
      flow(`inputs:
  - name: old
    type: boolean
  - id: many
    type: multiselect
    options: [a, 1]
concurrency:
  limit: 2
tasks:
  - id: 7
    type: io.kestra.plugin.core.log.Log
    message: hello
    disabled: "true"
    timeout: 5
    description: null
    retry: {type: constant, interval: 5, maxAttempt: 3}
`),
    );
    expect(inputs).toEqual([
      { id: 'old', type: 'BOOL' },
      { id: 'many', type: 'MULTISELECT', values: ['a', '1'] },
    ]);
    expect(concurrency).toEqual({ limit: 2, behavior: 'QUEUE' });
    expect(tasks).toEqual([
      {
        id: '7',
        type: 'io.kestra.plugin.core.log.Log',
        message: 'hello',
        disabled: true,
        timeout: '5',
        retry: { type: 'constant', interval: '5', maxAttempts: 3 },
      },
    ]);
  });

  it('ignores a revision and the metadata of a catalogue', async () => {
    const document = await parse(`revision: 12\nextend:\n  title: Example\n${flow(someTask)}`);
    expect(document.flow?.revision).toBe(1);
    expect(document.flow).not.toHaveProperty('extend');
    expect(of(document, 'info')).toEqual(["extend: 'extend' is metadata of a catalogue and is ignored"]);
  });

  it('names missing properties', async () => {
    expect(await errors('description: nothing else')).toEqual([
      'id: must not be null',
      'namespace: must not be null',
      'tasks: must not be empty',
    ]);
  });

  it('names an unknown property and the one that was meant', async () => {
    const [message] = await errors(flow(`desciption: oops\n${someTask}`));
    expect(message).toMatch(
      /^desciption: Unrecognized field "desciption" \(class io\.kestra\.core\.models\.flows\.Flow\), not marked as ignorable \(\d+ known properties: "afterExecution", .*\), did you mean “description”\?$/,
    );
  });

  it.each([
    ['tasks: hello', 'tasks: must be a list, but found the text "hello"'],
    [`${someTask}disabled: maybe`, 'disabled: must be true or false, but found the text "maybe"'],
    [`${someTask}variables: [1]`, 'variables: must be a map, but found a list'],
    [`${someTask}concurrency: {limit: 0}`, 'concurrency.limit: must be greater than or equal to 1'],
    [`${someTask}concurrency: {behavior: QUEUE}`, 'concurrency.limit: must not be null'],
    [
      `${someTask}concurrency: {limit: 1, behavior: CANCLE}`,
      'concurrency.behavior: must be one of [QUEUE, CANCEL, FAIL], but found "CANCLE", did you mean “CANCEL”?',
    ],
    [`${someTask}sla: [{id: a, type: MAX_DURATION, behavior: FAIL}]`, 'sla[a].duration: must not be null'],
    [
      `${someTask}sla: [{id: a, type: MAX_DURATION, duration: PT1S, behavior: NONE, labels: {system.x: 1}}]`,
      'sla[a].labels.system.x: System labels can only be set by Kestra itself, offending label: system.x=1',
    ],
    [`${someTask}listeners: [{tasks: []}]`, 'listeners[0].tasks: must not be empty'],
  ])('refuses %s', async (rest, message) => {
    expect(await errors(flow(rest))).toEqual([message]);
  });

  it.each([
    ['', 'Illegal flow yaml: a flow must be a map, but found nothing'],
    ['- a', 'Illegal flow yaml: a flow must be a map, but found a list'],
    ['hello', 'Illegal flow yaml: a flow must be a map, but found the text "hello"'],
  ])('refuses a document that is no map: %j', async (source, message) => {
    expect(await errors(source)).toEqual([`: ${message}`]);
  });

  it('collects everything in the order of the document, each with file, line and column', async () => {
    const source = `id: my#flow
namespace: Company
variables:
  a: 1
  a: 2
tasks:
  - id: first
    type: org.example.Probe
    targe: x
    payload: 1
  - type: io.kestra.plugin.core.log.Log
`;
    const { violations, flow: read } = await parse(source);
    expect(read).toBeUndefined();
    expect(violations.map(({ file, line, column, path }) => `${file}:${line}:${column} ${path}`)).toEqual([
      'flows/test.yaml:1:5 id',
      'flows/test.yaml:2:12 namespace',
      'flows/test.yaml:5:3 variables.a',
      'flows/test.yaml:7:5 tasks[first].target',
      'flows/test.yaml:9:5 tasks[first].targe',
      'flows/test.yaml:11:5 tasks[1].id',
      'flows/test.yaml:11:5 tasks[1].id',
      'flows/test.yaml:11:5 tasks[1].message',
    ]);
  });
});

describe('locate', () => {
  it('finds what was written, for errors of a later time', async () => {
    const document = await parse(flow(someTask));
    expect(document.locate(['tasks', 0, 'message'])).toEqual({ line: 6, column: 14 });
    expect(document.locate(['tasks', 0])).toEqual({ line: 4, column: 5 });
    expect(document.locate(['tasks'])).toEqual({ line: 3, column: 1 });
    expect(document.locate(['tasks', 0, 'level'])).toBeUndefined();
  });

  it('finds values of plugin defaults in their section', async () => {
    const defaults =
      'pluginDefaults:\n  - type: io.kestra.plugin.core.log.Log\n    values:\n      level: WARN\n';
    const document = await parse(flow(`${someTask}${defaults}`));
    expect(document.locate(['tasks', 0, 'level'])).toEqual({ line: 10, column: 14 });
    expect(document.locate(['tasks', 0, 'message'])).toEqual({ line: 6, column: 14 });
  });
});

describe('expressions', () => {
  // A stand-in for the compiler of expressions: `!` is its only error.
  const checkTemplate = (text: string) =>
    [...text.matchAll(/!/g)].map(({ index }) => ({ message: 'unexpected !', position: { offset: index } }));

  it.each([
    ['plain text', 'message: a {{ ! }}', 6, 19],
    ['double quotes with escapes', 'message: "a\\t\\u0041{{ ! }}"', 6, 27],
    ['single quotes with escapes', "message: 'it''s {{ ! }}'", 6, 24],
    ['a literal block', 'message: |\n      first\n\n        if {{ x }}\n      {{ ! }}', 10, 10],
    ['a folded block', 'message: >-\n      first\n      second {{ ! }}\n', 8, 17],
    ['text over several lines', 'message: "first\n      second {{ ! }}"', 7, 17],
    ['a nested value', 'message:\n      - a\n      - b {{ ! }}', 8, 14],
  ])('are reported at their place in %s', async (_, message, line, column) => {
    const source = flow(`tasks:\n  - id: hello\n    type: io.kestra.plugin.core.log.Log\n    ${message}`);
    const { violations } = await parse(source, { checkTemplate });
    expect(violations).toEqual([
      expect.objectContaining({ line, column, severity: 'warning', message: 'unexpected !' }),
    ]);
    expect(source.split('\n')[line - 1]?.[column - 1]).toBe('!');
  });
});

describe('a cache', () => {
  it('gives the same document without reading the text again, under its new name', async () => {
    const kept = new Map<string, string>();
    const cache = {
      get: (key: string) => kept.get(key),
      set: (key: string, json: string) => void kept.set(key, json),
    };
    const source = flow(`${someTask}taskDefaults: []\n`);
    const first = await parse(source, { cache });
    const second = await parse(source, { cache, file: 'flows/moved.yaml' });
    expect(kept.size).toBe(1);
    expect(second.flow).toEqual(first.flow);
    expect(second.violations).toEqual(
      first.violations.map((violation) => ({ ...violation, file: 'flows/moved.yaml' })),
    );
    expect(second.locate(['tasks', 0, 'message'])).toEqual(first.locate(['tasks', 0, 'message']));
  });

  it('tells apart what has other defaults from outside', async () => {
    const kept = new Map<string, string>();
    const cache = {
      get: (key: string) => kept.get(key),
      set: (key: string, json: string) => void kept.set(key, json),
    };
    await parse(flow(someTask), { cache });
    const defaults = [{ type: 'io.kestra.plugin.core.log.Log', values: { level: 'WARN' } }];
    const { flow: read } = await parse(flow(someTask), { cache, fileDefaults: defaults });
    expect(read?.tasks[0]?.['level']).toBe('WARN');
  });
});
