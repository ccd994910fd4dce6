import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSuite } from '../../../runner/testing/parse.ts';

/** A suite of one case, with these lines in the place of its assertions or fixtures. */
function suite({
  fixtures = '',
  assertion = '      - value: 1\n        equalTo: 1\n',
}: {
  fixtures?: string;
  assertion?: string;
}): string {
  return `id: orders_suite
namespace: shop.prod
flowId: orders
testCases:
  - id: happy_path
    type: io.kestra.core.tests.flow.UnitTest
${fixtures === '' ? '' : `    fixtures:\n${fixtures}`}    assertions:
${assertion}`;
}

/** Violations as `line:column severity path message`. */
function violations(source: string): string[] {
  return parseSuite(source, { file: 'tests/a.yaml' }).violations.map(
    ({ line, column, severity, path, message }) => `${line}:${column} ${severity} ${path} ${message}`,
  );
}

function withOperators(lines: string): string[] {
  return violations(suite({ assertion: `      - value: "{{ outputs.a.b }}"\n        ${lines}\n` }));
}

function withFixtures(lines: string): string[] {
  return violations(suite({ fixtures: lines }));
}

const complete = `id: orders_suite
namespace: shop.prod
flowId: orders
description: What orders do.
disabled: false
testCases:
  - id: happy_path
    type: io.kestra.core.tests.flow.UnitTest
    description: All goes well.
    disabled: "true"
    fixtures:
      inputs: { day: "2025-01-31", limit: 3 }
      files:
        page.json: '{"items":[1,2,3]}'
        count: 3
      tasks:
        - id: fetch
          description: no network
          outputs: { body: "{{ read(files['page.json']) }}", code: 200 }
        - id: per_item
          value: 2
          state: FAILED
      trigger:
        id: cron
        type: io.kestra.plugin.core.trigger.Schedule
        variables: { date: "2025-01-31T00:00:00Z" }
      time: 2025-01-31T09:00:00Z
    assertions:
      - taskId: fetch
        value: "{{ outputs.fetch.code }}"
        lessThan: 300
        equalTo: 200
        description: status is passed through
        errorMessage: "unexpected status {{ outputs.fetch.code }}"
      - value: "{{ execution.state }}"
        in: [SUCCESS, WARNING]
        isNull: false
`;

describe('a suite as surfaces §1.1 has it', () => {
  const document = parseSuite(complete, { file: 'shop.prod/tests/orders.yaml' });

  test('is read with every property, what was left out filled in', () => {
    expect(document.violations).toEqual([]);
    expect(document.suite).toEqual({
      id: 'orders_suite',
      namespace: 'shop.prod',
      flowId: 'orders',
      description: 'What orders do.',
      disabled: false,
      testCases: [
        {
          id: 'happy_path',
          type: 'io.kestra.core.tests.flow.UnitTest',
          description: 'All goes well.',
          disabled: true,
          fixtures: {
            inputs: { day: '2025-01-31', limit: 3 },
            files: { 'page.json': '{"items":[1,2,3]}', count: '3' },
            tasks: [
              {
                id: 'fetch',
                description: 'no network',
                state: 'SUCCESS',
                outputs: { body: "{{ read(files['page.json']) }}", code: 200 },
              },
              { id: 'per_item', value: '2', state: 'FAILED' },
            ],
            trigger: {
              id: 'cron',
              type: 'io.kestra.plugin.core.trigger.Schedule',
              variables: { date: '2025-01-31T00:00:00Z' },
            },
            time: '2025-01-31T09:00:00Z',
          },
          assertions: [
            {
              taskId: 'fetch',
              value: '{{ outputs.fetch.code }}',
              operators: [
                { operator: 'equalTo', expected: 200 },
                { operator: 'lessThan', expected: 300 },
              ],
              description: 'status is passed through',
              errorMessage: 'unexpected status {{ outputs.fetch.code }}',
            },
            {
              value: '{{ execution.state }}',
              operators: [
                { operator: 'in', expected: ['SUCCESS', 'WARNING'] },
                { operator: 'isNull', expected: false },
              ],
            },
          ],
        },
      ],
    });
  });

  test('knows where each property is written, and each character of its texts', () => {
    expect(document.locate(['testCases', 0, 'assertions', 0, 'equalTo'])).toEqual({ line: 32, column: 18 });
    expect(document.locate(['testCases', 0, 'assertions', 0, 'value'], 3)).toEqual({ line: 30, column: 20 });
    expect(document.locate(['testCases', 0, 'assertions', 0, 'contains'])).toBeUndefined();
  });

  test('needs no fixtures', () => {
    expect(parseSuite(suite({}), { file: 'a.yaml' }).suite?.testCases[0]?.fixtures).toEqual({ tasks: [] });
  });
});

describe('a suite is refused', () => {
  test('without its required properties', () => {
    expect(violations('description: none\n')).toEqual([
      '1:1 error id must not be null',
      '1:1 error namespace must not be null',
      '1:1 error flowId must not be null',
      '1:1 error testCases must not be null',
    ]);
  });

  test('without cases, and with a case without assertions', () => {
    const head = 'id: a\nnamespace: b\nflowId: c\n';
    expect(violations(`${head}testCases: []\n`)).toEqual([
      '4:12 error testCases must not be empty: a suite has at least one case',
    ]);
    const type = 'io.kestra.core.tests.flow.UnitTest';
    expect(violations(`${head}testCases: [{ id: x, type: ${type}, assertions: [] }]\n`)).toEqual([
      expect.stringContaining(
        'error testCases[x].assertions must not be empty: a case has at least one assertion',
      ),
    ]);
    expect(violations(`${head}testCases: [{ id: x, type: ${type} }]\n`)).toEqual([
      expect.stringContaining('error testCases[x].assertions must not be null'),
    ]);
  });

  test('with a property that there is not, and the one that was probably meant is named', () => {
    expect(violations(`${suite({})}descripton: x\n`)).toEqual([
      expect.stringMatching(
        /^10:1 error descripton Unrecognized field "descripton".*did you mean “description”\?$/,
      ),
    ]);
    expect(withFixtures('      triggers: []\n')).toEqual([
      expect.stringMatching(
        /^8:7 error testCases\[happy_path\]\.fixtures\.triggers .*did you mean “trigger”/,
      ),
    ]);
    expect(withFixtures('      tasks:\n        - id: a\n          output: {}\n')).toEqual([
      expect.stringMatching(/^10:11 error .*fixtures\.tasks\[a\]\.output .*did you mean “outputs”/),
    ]);
  });

  test('with ids that are none, twice the same case, and a type of case that there is not', () => {
    const source = `id: a b
namespace: Shop
flowId: "ord/ers"
testCases:
  - { id: x, type: io.kestra.core.tests.flow.UnitTest, assertions: [{ value: 1, equalTo: 1 }] }
  - { id: x, type: io.kestra.core.tests.flow.Test, assertions: [{ value: 1, equalTo: 1 }] }
`;
    expect(violations(source)).toEqual([
      '1:5 error id must match "^[a-zA-Z0-9][a-zA-Z0-9._-]*"',
      '2:12 error namespace must match "^[a-z0-9][a-z0-9._-]*"',
      '3:9 error flowId must match "^[a-zA-Z0-9][a-zA-Z0-9._-]*"',
      '6:11 error testCases[x].id Duplicate test case id with name [x]',
      expect.stringMatching(
        /^6:20 error testCases\[x\]\.type must be one of \[io\.kestra\.core\.tests\.flow\.UnitTest\].*did you mean/,
      ),
    ]);
  });

  test('with expectedState, which an assertion says', () => {
    const source = suite({}).replace('    assertions:', '    expectedState: FAILED\n    assertions:');
    expect(violations(source)).toEqual([
      expect.stringMatching(/^7:5 error testCases\[happy_path\]\.expectedState .*execution\.state/),
    ]);
  });

  test('where its text is no YAML, holds two documents, is too long or no map', () => {
    expect(violations('id: [')).toEqual([expect.stringContaining('Illegal test suite yaml: ')]);
    expect(violations('id: a\n---\nid: b\n')).toEqual([
      expect.stringContaining(
        'Illegal test suite yaml: the text holds more than one document: write each test suite',
      ),
    ]);
    expect(violations(`# ${'x'.repeat(1024 * 1024)}`)).toEqual([
      expect.stringContaining('Illegal test suite yaml: the text is longer than'),
    ]);
    expect(violations('- a\n')).toEqual([
      '1:1 error  Illegal test suite yaml: a test suite must be a map, but found a list',
    ]);
  });

  test('where its file cannot be read', () => {
    const document = parseSuite('', { file: 'tests/a.yaml', problem: 'tests/a.yaml is a symbolic link' });
    expect(document).toMatchObject({ violations: [{ message: 'tests/a.yaml is a symbolic link' }] });
    expect(document.suite).toBeUndefined();
  });
});

describe('an assertion', () => {
  test('without operator is refused', () => {
    expect(withOperators('taskId: a')).toEqual([
      expect.stringMatching(
        /^8:9 error testCases\[happy_path\]\.assertions\[0\] no assertion found: expected/,
      ),
    ]);
  });

  test('without value is refused', () => {
    expect(violations(suite({ assertion: '      - equalTo: 1\n' }))).toEqual([
      '8:9 error testCases[happy_path].assertions[0].value must not be null',
    ]);
  });

  test.each([
    ['equal', 'equalTo'],
    ['equals', 'equalTo'],
    ['greater', 'greaterThan'],
    ['startWith', 'startsWith'],
    ['descripton', 'description'],
  ])('with the unknown operator %s names the operators, and %s', (name, meant) => {
    const found = withOperators(`${name}: 1`);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`9:9 error testCases[happy_path].assertions[0].${name} `);
    expect(found[0]).toContain(`there is no operator "${name}": operators are equalTo, notEqualTo, contains`);
    expect(found[0]).toContain(`did you mean “${meant}”?`);
  });

  test('may use the former name of an operator, which is a warning', () => {
    const source = suite({ assertion: '      - value: 1\n        equalsTo: 1\n        notEqualsTo: 2\n' });
    expect(violations(source)).toEqual([
      "9:9 warning testCases[happy_path].assertions[0].equalsTo 'equalsTo' is the former name of 'equalTo'",
      "10:9 warning testCases[happy_path].assertions[0].notEqualsTo 'notEqualsTo' is the former name of 'notEqualTo'",
    ]);
    const { suite: parsed, locate } = parseSuite(source, { file: 'a.yaml' });
    expect(parsed?.testCases[0]?.assertions[0]?.operators).toEqual([
      { operator: 'equalTo', expected: 1 },
      { operator: 'notEqualTo', expected: 2 },
    ]);
    expect(locate(['testCases', 0, 'assertions', 0, 'equalTo'])).toEqual({ line: 9, column: 19 });
  });

  test('may not name one operator twice', () => {
    expect(withOperators('equalTo: 1\n        equalsTo: 1')).toContainEqual(
      expect.stringContaining("error testCases[happy_path].assertions[0].equalsTo 'equalsTo' and 'equalTo'"),
    );
  });

  test.each([
    ['contains: [a]', 'must be a text, but found a list'],
    ['startsWith: { a: 1 }', 'must be a text, but found a map'],
    ['greaterThan: many', 'must be a number or an expression, but found the text "many"'],
    ['lessThanOrEqualTo: true', 'must be a number or an expression, but found the boolean true'],
    ['in: SUCCESS', 'must be a list or an expression, but found the text "SUCCESS"'],
    ['notIn: { a: 1 }', 'must be a list or an expression, but found a map'],
    ['isNull: maybe', 'must be true, false or an expression, but found the text "maybe"'],
    ['isNotNull: 1', 'must be true, false or an expression, but found the number 1'],
  ])('with %s is refused', (operator, message) => {
    const name = operator.slice(0, operator.indexOf(':'));
    expect(withOperators(operator)).toEqual([
      `9:${name.length + 11} error testCases[happy_path].assertions[0].${name} ${message}`,
    ]);
  });

  test.each([
    'contains: 20',
    'greaterThan: "12.5"',
    'lessThan: "{{ inputs.limit }}"',
    'in: "{{ inputs.states }}"',
    `in: '["a", "b"]'`,
    'isNull: "{{ inputs.isEmpty }}"',
    'isNotNull: "true"',
    'equalTo: { a: [1] }',
  ])('with %s is accepted', (operator) => {
    expect(withOperators(operator)).toEqual([]);
  });

  test('that compares with null says what to write instead', () => {
    expect(withOperators('equalTo: null')).toEqual([
      expect.stringContaining('no assertion found'),
      expect.stringContaining('to test for null write isNull: true'),
    ]);
  });

  test('with an expression that cannot be compiled is a warning at its place', () => {
    expect(
      violations(suite({ assertion: '      - value: "{{ outputs.a | nofilter }}"\n        isNull: true\n' })),
    ).toEqual([
      expect.stringMatching(/^8:\d+ warning testCases\[happy_path\]\.assertions\[0\]\.value .*nofilter/),
    ]);
  });
});

describe('a fixture', () => {
  test('ends in a state that a task can end in', () => {
    expect(withFixtures('      tasks:\n        - { id: a, state: RUNNING }\n')).toEqual([
      expect.stringMatching(
        /^9:27 error .*state must be one of \[SUCCESS, WARNING, FAILED, KILLED, CANCELLED, SKIPPED\]/,
      ),
    ]);
  });

  test('is given once for a task and value', () => {
    const found = withFixtures(
      [
        '      tasks:',
        '        - id: a',
        '        - { id: a, value: "1" }',
        '        - { id: a, value: 1 }',
        '        - id: a',
        '',
      ].join('\n'),
    );
    expect(found).toEqual([
      `11:17 error testCases[happy_path].fixtures.tasks[a].id there is a fixture for the task 'a' and the value "1" already`,
      `12:15 error testCases[happy_path].fixtures.tasks[a].id there is a fixture for the task 'a' already`,
    ]);
  });

  test('of a trigger is one, with id and type', () => {
    expect(withFixtures('      trigger: [{ id: a }]\n')).toEqual([
      expect.stringContaining('error testCases[happy_path].fixtures.trigger must be a map, but found a list'),
    ]);
    expect(withFixtures('      trigger: { id: a }\n')).toEqual([
      expect.stringContaining('error testCases[happy_path].fixtures.trigger.type must not be null'),
    ]);
  });

  test.each(['yesterday', '2025-01-31', '2025-01-31T09:00:00', '2025-13-31T09:00:00Z'])(
    'of the time is an instant, not %s',
    (time) => {
      expect(withFixtures(`      time: ${time}\n`)).toEqual([
        expect.stringMatching(
          /^8:13 error .*time must be an instant such as 2025-01-31T09:00:00Z, but found/,
        ),
      ]);
    },
  );

  test('of a file is its content as a text', () => {
    expect(withFixtures('      files: { a.json: { b: 1 } }\n')).toEqual([
      expect.stringMatching(/error .*files\.a\.json must be the content of the file as a text/),
    ]);
  });

  test('with an expression that cannot be compiled is a warning at its place', () => {
    expect(withFixtures('      tasks:\n        - { id: a, outputs: { b: "{{ 1 + }}" } }\n')).toEqual([
      expect.stringMatching(/^9:\d+ warning testCases\[happy_path\]\.fixtures\.tasks\[a\]\.outputs\.b /),
    ]);
  });
});

describe('any text', () => {
  const words = fc.constantFrom(
    'id',
    'testCases',
    'fixtures',
    'tasks',
    'assertions',
    'value',
    'equalTo',
    ': ',
    '- ',
    '\n',
    '  ',
    '{',
    '}',
    '[',
    ']',
    '"{{ ',
    ' }}"',
    '&a ',
    '*a',
    '__proto__',
    'null',
    '1',
  );

  test('gives a document, never an exception', () => {
    const text = fc.array(fc.oneof(words, fc.string()), { maxLength: 40 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (source) => {
        const { violations: found, suite: parsed } = parseSuite(source, { file: 'a.yaml' });
        return (parsed === undefined) === found.some(({ severity }) => severity === 'error');
      }),
      { numRuns: 300 },
    );
  });

  test('with values of any kind in the places of others gives a document too', () => {
    const value = fc.oneof(
      fc.constant(null),
      fc.boolean(),
      fc.integer(),
      fc.string(),
      fc.constant([]),
      fc.constant({}),
      fc.constant([[]]),
      fc.constant([{ id: [] }]),
    );
    const assertion = fc.record(
      { value, equalTo: value, in: value, isNull: value, taskId: value },
      { requiredKeys: [] },
    );
    const fixture = fc.record({ id: value, value, state: value, outputs: value }, { requiredKeys: [] });
    const fixtures = fc.record(
      {
        inputs: value,
        files: value,
        tasks: fc.oneof(value, fc.array(fc.oneof(value, fixture))),
        trigger: value,
        time: value,
      },
      { requiredKeys: [] },
    );
    const testCase = fc.record(
      {
        id: value,
        type: value,
        fixtures: fc.oneof(value, fixtures),
        assertions: fc.oneof(value, fc.array(fc.oneof(value, assertion))),
      },
      { requiredKeys: [] },
    );
    const root = fc.record(
      {
        id: value,
        namespace: value,
        flowId: value,
        testCases: fc.oneof(value, fc.array(fc.oneof(value, testCase))),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(root, (written) => {
        const { violations: found, suite: parsed } = parseSuite(JSON.stringify(written), { file: 'a.yaml' });
        return (parsed === undefined) === found.some(({ severity }) => severity === 'error');
      }),
      { numRuns: 300 },
    );
  });
});
