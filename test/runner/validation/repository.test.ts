import { describe, expect, test } from 'vitest';
import { foundAcross, log, task, under } from './support.ts';

const call = (flowId: string, ...more: string[]) =>
  task(
    `call_${flowId}`,
    'io.kestra.plugin.core.flow.Subflow',
    'namespace: company.team',
    `flowId: ${flowId}`,
    ...more,
  );
const plain = under('tasks', log('x', 'x'));

describe('a flow runs another', () => {
  test('that does not exist', async () => {
    expect(await foundAcross({ a: under('tasks', call('b')) })).toEqual({
      a: ["warning 7:13 The subflow 'b' not found in namespace 'company.team'."],
    });
  });

  test('whose name follows from its own', async () => {
    const source = under(
      'tasks',
      task('c', 'io.kestra.plugin.core.flow.Subflow', 'namespace: "{{ flow.namespace }}"', 'flowId: b'),
    );
    expect(await foundAcross({ a: source, b: plain })).toEqual({});
    expect(Object.keys(await foundAcross({ a: source }))).toEqual(['a']);
  });

  test('whose name only a run knows', async () => {
    const source = under(
      'tasks',
      task(
        'c',
        'io.kestra.plugin.core.flow.Subflow',
        'namespace: company.team',
        'flowId: "{{ labels.flow }}"',
      ),
    );
    expect(await foundAcross({ a: source })).toEqual({});
  });

  test('that is disabled', async () => {
    expect(await foundAcross({ a: under('tasks', call('b')), b: `disabled: true\n${plain}` })).toEqual({
      a: ["warning 7:13 The subflow 'b' is disabled in namespace 'company.team'."],
    });
  });

  test('in a disabled task, which says nothing', async () => {
    expect(await foundAcross({ a: under('tasks', log('x', 'x'), call('b', 'disabled: true')) })).toEqual({});
  });
});

describe('inputs of another flow', () => {
  const b = `inputs:
  - id: region
    type: STRING
  - id: rows
    type: INT
    defaults: 1
  - id: note
    type: STRING
    required: false
  - id: db.host
    type: STRING
${plain}`;

  test('that it does not declare are warned of; required ones that are missing are errors', async () => {
    const a = under('tasks', call('b', 'inputs:\n  regoin: eu\n  db.host: x'));
    expect(await foundAcross({ a, b })).toEqual({
      a: [
        "warning 9:7 The flow company.team.b has no input 'regoin', did you mean “region”?",
        "error 8:5 The flow company.team.b needs the input 'region', which is not given",
      ].map((line) => line.replace('9:7', '9:15')),
    });
  });

  test('given where the task may be skipped, a missing one is a warning', async () => {
    const a = under('tasks', call('b', 'runIf: "{{ flow.id }}"', 'inputs:\n  db: {host: x}'));
    expect((await foundAcross({ a, b }))['a']).toEqual([
      "warning 9:5 The flow company.team.b needs the input 'region', which is not given",
    ]);
  });

  test('given as an expression, are known to the run alone', async () => {
    expect(await foundAcross({ a: under('tasks', call('b', 'inputs:\n  "{{ flow.id }}": x')), b })).toEqual(
      {},
    );
  });

  test('are all given', async () => {
    const a = under('tasks', call('b', 'inputs:\n  region: eu\n  note: x\n  db.host: y'));
    expect(await foundAcross({ a, b })).toEqual({});
  });
});

describe('outputs of another flow', () => {
  const b = `${plain}\noutputs:\n  - id: total\n    type: STRING\n    value: x`;
  const reading = (expression: string, ...more: string[]) =>
    under('tasks', call('b', ...more), log('r', expression));

  test('that it does not declare', async () => {
    expect(
      await foundAcross({
        a: reading('{{ outputs.call_b.outputs.totl }} {{ outputs.call_b.outputs.total }}'),
        b,
      }),
    ).toEqual({
      a: [
        "error 10:41 `outputs.call_b.outputs.totl` does not exist: the flow company.team.b has no output 'totl', did you mean “outputs.call_b.outputs.total”?",
      ],
    });
  });

  test('of a flow without outputs', async () => {
    const { a } = await foundAcross({ a: reading('{{ outputs.call_b.outputs.total }}'), b: plain });
    expect(a).toEqual([
      'error 10:33 `outputs.call_b.outputs` does not exist: the flow company.team.b has no outputs',
    ]);
  });

  test('that is not waited for', async () => {
    const { a } = await foundAcross({ a: reading('{{ outputs.call_b.outputs.total }}', 'wait: false'), b });
    expect(a![0]).toContain("the task 'call_b' does not wait for the end of company.team.b");
  });

  test('named by the task, where the flow declares none', async () => {
    const own = 'outputs:\n  first: "{{ outputs.x.value }}"';
    const { a } = await foundAcross({
      a: reading('{{ outputs.call_b.outputs.first }} {{ outputs.call_b.outputs.second }}', own),
      b: plain,
    });
    expect(a).toHaveLength(1);
    expect(a![0]).toContain("has no output 'second'");
  });
});

describe('flows that run each other', () => {
  test('are told the way round', async () => {
    const files = {
      a: under('tasks', call('b')),
      b: under('tasks', call('c')),
      c: under('tasks', call('a')),
      d: under('tasks', call('a')),
    };
    expect(await foundAcross(files)).toEqual({
      a: [
        'warning 7:13 Recursive call to flow [company.team.b]: company.team.a → company.team.b → company.team.c → company.team.a',
      ],
      b: [
        'warning 7:13 Recursive call to flow [company.team.c]: company.team.b → company.team.c → company.team.a → company.team.b',
      ],
      c: [
        'warning 7:13 Recursive call to flow [company.team.a]: company.team.c → company.team.a → company.team.b → company.team.c',
      ],
    });
  });
});

describe('Flow triggers that feed each other', () => {
  const on = (id: string, ...more: string[]) =>
    `${plain}\n${under('triggers', task('t', 'io.kestra.plugin.core.trigger.Flow', `conditions:\n  - type: io.kestra.plugin.core.condition.ExecutionFlow\n    namespace: company.team\n    flowId: ${id}`, ...more))}`;
  const waiting = (...ids: string[]) =>
    `${plain}\n${under('triggers', task('t', 'io.kestra.plugin.core.trigger.Flow', `preconditions:\n  id: p\n  flows:\n${ids.map((id) => `    - namespace: company.team\n      flowId: ${id}`).join('\n')}`))}`;

  test('are warned of', async () => {
    expect(await foundAcross({ a: on('b'), b: on('a') })).toEqual({
      a: ["warning 8:5 The trigger 't' closes a circle: company.team.a → company.team.b → company.team.a"],
      b: ["warning 8:5 The trigger 't' closes a circle: company.team.b → company.team.a → company.team.b"],
    });
  });

  test('also where one of them runs the other', async () => {
    const a = on('b').replace('tasks:\n', `tasks:\n  ${call('b').replaceAll('\n', '\n  ')}\n`);
    expect(Object.keys(await foundAcross({ a, b: plain }))).toEqual(['a']);
  });

  test('not where failures alone fire them', async () => {
    expect(await foundAcross({ a: on('b', 'states: [FAILED]'), b: on('a') })).toEqual({});
  });

  test('not where a further condition may end it', async () => {
    const further =
      '      - type: io.kestra.plugin.core.condition.Expression\n        expression: "{{ trigger.state }}"';
    expect(await foundAcross({ a: `${on('b')}\n${further}`, b: on('a') })).toEqual({});
  });

  test('not where one of several flows that are waited for stands outside', async () => {
    expect(await foundAcross({ a: waiting('b', 'c'), b: on('a'), c: plain })).toEqual({});
    expect(Object.keys(await foundAcross({ a: waiting('b'), b: on('a') }))).toEqual(['a', 'b']);
  });
});
