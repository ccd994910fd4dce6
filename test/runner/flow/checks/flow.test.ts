import { describe, expect, it } from 'vitest';
import { errors, flow, parse, someTask } from '../support.ts';

const log = (id: string, message = 'hello') =>
  `{id: ${id}, type: io.kestra.plugin.core.log.Log, message: "${message}"}`;

describe('ids (flow-language §1.2, §1.3)', () => {
  it.each([
    ['my#flow', ['id: must match "^[a-zA-Z0-9][a-zA-Z0-9._-]*"']],
    ['"a b"', ['id: must match "^[a-zA-Z0-9][a-zA-Z0-9._-]*"']],
    ['x'.repeat(101), ['id: size must be between 1 and 100']],
    [
      '""',
      [
        'id: must not be blank',
        'id: must match "^[a-zA-Z0-9][a-zA-Z0-9._-]*"',
        'id: size must be between 1 and 100',
      ],
    ],
    ['1', []],
    ['a.b_c-d', []],
  ])('of a flow: %s', async (id, expected) => {
    expect(await errors(`id: ${id}\nnamespace: company.team\n${someTask}`)).toEqual(expected);
  });

  it('of a namespace begin with a small letter or digit', async () => {
    expect(await errors(`id: a\nnamespace: Company\n${someTask}`)).toEqual([
      'namespace: must match "^[a-z0-9][a-z0-9._-]*"',
    ]);
  });

  it('of a task hold no dots', async () => {
    expect(await errors(flow(`tasks: [${log('a.b')}]`))).toEqual([
      'tasks[a.b].id: must match "^[a-zA-Z0-9][a-zA-Z0-9_-]*"',
    ]);
  });

  it('must not be missing', async () => {
    expect(await errors(flow('tasks: [{type: io.kestra.plugin.core.log.Log, message: hello}]'))).toEqual([
      'tasks[0].id: must not be null',
      'tasks[0].id: must not be blank',
    ]);
  });

  it('that the API needs are reserved', async () => {
    const [message] = await errors(`id: search\nnamespace: company.team\n${someTask}`);
    expect(message).toMatch(/^id: Invalid Flow: Flow id is a reserved keyword: search\./);
  });
});

describe('the flow as a whole (flow-language §1.4)', () => {
  it('has unique ids over all tasks and over all triggers, in one violation', async () => {
    const source = flow(`tasks:
  - ${log('a')}
  - id: choose
    type: io.kestra.plugin.core.flow.Switch
    value: x
    cases:
      x: [${log('b')}]
    defaults: [${log('a')}]
  - id: graph
    type: io.kestra.plugin.core.flow.Dag
    tasks:
      - task: ${log('c')}
errors: [${log('b')}, ${log('a')}]
finally: [${log('c')}]
triggers:
  - {id: a, type: io.kestra.plugin.core.trigger.Webhook, key: k}
  - {id: t, type: io.kestra.plugin.core.trigger.Webhook, key: k}
  - {id: t, type: io.kestra.plugin.core.trigger.Webhook, key: k}
`);
    expect(await errors(source)).toEqual([
      'tasks[choose].defaults[a].id: Invalid Flow: Duplicate task id with name [a, b, c], Duplicate trigger id with name [t]',
    ]);
  });

  it('has unique inputs and outputs', async () => {
    const source = flow(`inputs: [{id: a, type: INT}, {id: a, type: INT}]
outputs: [{id: b, type: INT, value: 1}, {id: b, type: INT, value: 1}]
${someTask}`);
    expect(await errors(source)).toEqual([
      'inputs[a]: Invalid Flow: Duplicate input with name [a], Duplicate output with name [b]',
    ]);
  });

  it('does not call itself', async () => {
    const subflow = (flowId: string) =>
      flow(
        `tasks: [{id: sub, type: io.kestra.plugin.core.flow.Subflow, namespace: company.team, flowId: ${flowId}}]`,
      );
    expect(await errors(subflow('test'))).toEqual([
      'tasks[sub].flowId: Invalid Flow: Recursive call to flow [company.team.test]',
    ]);
    expect(await errors(subflow('other'))).toEqual([]);
  });

  it('has inputs that depend on others without a cycle', async () => {
    const source = flow(`inputs:
  - {id: a, type: STRING, dependsOn: {inputs: [b]}}
  - {id: b, type: STRING, dependsOn: {inputs: [a]}}
  - {id: c, type: STRING, dependsOn: {inputs: [missing]}}
${someTask}`);
    expect(await errors(source)).toEqual([
      "inputs[c].dependsOn.inputs: Invalid Flow: Input with id 'c' depends on a non-existent input 'missing'., Cycle dependency detected for input with id 'a': [a, b], Cycle dependency detected for input with id 'b': [b, a]",
    ]);
  });

  it('sets no labels of the system but system.readOnly', async () => {
    const message = 'System labels can only be set by Kestra itself, offending label:';
    const source = flow(`labels: {system.id: 1, system.readOnly: true, other: x, system.x: y}\n${someTask}`);
    expect(await errors(source)).toEqual([
      `labels.system.id: Invalid Flow: ${message} system.id=1, ${message} system.x=y`,
    ]);
  });

  it('reads keys with dashes in brackets', async () => {
    const wrong = flow(`inputs: [{id: the-input, type: STRING}]
tasks:
  - ${log('the-task')}
  - id: around
    type: io.kestra.plugin.core.flow.Sequential
    tasks: [${log('inner', '{{ inputs.the-input }}')}]
  - ${log('last', '{% if outputs.the-task.value %}x{% endif %}')}
outputs: [{id: out, type: STRING, value: '{{ outputs.the-task.value }}'}]
`);
    const hint = (what: string) =>
      `Invalid ${what} reference: use ${what}s[key-name] instead of ${what}s.key-name — keys with dashes require bracket notation, offending`;
    expect(await errors(wrong)).toEqual([
      `tasks[around].tasks[inner]: Invalid Flow: ${hint('input')} tasks: [inner], ${hint('output')} tasks: [last], ${hint('output')} outputs: [out]`,
    ]);
    const right = flow(`inputs: [{id: the-input, type: STRING}]
tasks: [${log('a', "{{ inputs['the-input'] }} inputs.the-input")}]`);
    expect(await errors(right)).toEqual([]);
  });
});

describe('labels (flow-language §1.2)', () => {
  it('are a map of scalars or a list of keys and values; the last of a key wins', async () => {
    const asMap = await parse(flow(`labels: {a: 1, b: true, c: text}\n${someTask}`));
    const asList = await parse(
      flow(`labels: [{key: a, value: 0}, {key: b, value: x}, {key: a, value: 1}]\n${someTask}`),
    );
    expect(asMap.flow?.labels).toEqual([
      { key: 'a', value: '1' },
      { key: 'b', value: 'true' },
      { key: 'c', value: 'text' },
    ]);
    expect(asList.flow?.labels).toEqual([
      { key: 'a', value: '1' },
      { key: 'b', value: 'x' },
    ]);
  });

  it.each([
    ['{a: [1]}', 'labels.a: Unsupported type for key: a'],
    ['{a: }', 'labels.a: must not be null'],
    ['[{a: b}]', 'labels[0]: must be a map of key and value'],
    ['text', 'labels: must be a map or a list of key and value, but found the text "text"'],
  ])('are refused as %s', async (labels, message) => {
    expect(await errors(flow(`labels: ${labels}\n${someTask}`))).toEqual([message]);
  });
});

describe('retries (flow-language §1.4, §7.4)', () => {
  it.each([
    ['{type: constant, interval: PT1M, maxAttempts: 3}', []],
    ['{type: constant, interval: PT1M, maxAttempt: 3, maxDuration: PT2M}', []],
    ['{type: constant}', ['retry.interval: must not be null']],
    ['{interval: PT1M}', ["retry: missing type id property 'type' (for POJO property 'retry')"]],
    [
      '{type: constnt}',
      [
        'retry.type: must be one of [constant, exponential, random], but found "constnt", did you mean “constant”?',
      ],
    ],
    [
      '{type: constant, interval: soon}',
      ['retry.interval: must be a duration such as PT1H30M, but found the text "soon"'],
    ],
    [
      '{type: constant, interval: PT1M, maxAttempts: 0}',
      ['retry.maxAttempts: must be greater than or equal to 1'],
    ],
    [
      '{type: constant, interval: PT1M, maxDuration: PT1M}',
      ["retry.interval: 'interval' must be less than 'maxDuration' but is PT1M (maxDuration: PT1M)"],
    ],
    [
      '{type: exponential, interval: PT2M, maxInterval: PT1M}',
      ["retry.interval: 'interval' must be less than 'maxInterval' but is PT2M (maxInterval: PT1M)"],
    ],
    [
      '{type: random, minInterval: PT1M, maxInterval: PT3M, maxDuration: PT2M}',
      ["retry.maxInterval: 'maxInterval' must be less than 'maxDuration' but is PT3M (maxDuration: PT2M)"],
    ],
  ])('%s', async (retry, expected) => {
    expect(await errors(flow(`retry: ${retry}\n${someTask}`))).toEqual(expected);
  });
});
