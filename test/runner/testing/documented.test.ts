import { expect, test } from 'vitest';
import { runOne, runSuite } from './support.ts';

const flow = `inputs:
  - id: day
    type: STRING
    defaults: monday
tasks:
  - id: fetch
    type: io.kestra.plugin.core.debug.Return
    format: "{{ inputs.day }}"
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: ["1", "2"]
    tasks:
      - id: step
        type: io.kestra.plugin.core.debug.Return
        format: "{{ taskrun.value }}"
triggers:
  - id: cron
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "@daily"
`;

test.each([
  ['an input is given', 'inputs: { day: friday }', '{{ outputs.fetch.value }}', 'friday'],
  ['an input is left out', 'inputs: {}', '{{ outputs.fetch.value }}', 'monday'],
  ['a file is given', 'files: { a.txt: hello }', "{{ read(files['a.txt']) }}", 'hello'],
  [
    'a task is mocked',
    'tasks: [{ id: fetch, outputs: { value: mocked } }]',
    '{{ outputs.fetch.value }}',
    'mocked',
  ],
  [
    'an iteration fails',
    'tasks: [{ id: step, value: "2", state: FAILED }]',
    '{{ execution.state }}',
    'FAILED',
  ],
  [
    'a trigger is given',
    'trigger: { id: cron, type: io.kestra.plugin.core.trigger.Schedule, variables: { date: today } }',
    '{{ trigger.date }}',
    'today',
  ],
])('given that %s, expressions see it', async (_, fixtures, value, expected) => {
  const { result } = await runOne(
    flow,
    `fixtures: { ${fixtures} }\nassertions:\n  - value: "${value}"\n    equalTo: ${expected}`,
  );
  expect(result).toMatchObject({ state: 'SUCCESS', errors: [] });
});

test.each([
  ['an operator that does not exist', 'assertions: [{ value: a, resembles: a }]', /resembles/],
  [
    'a plural key of the trigger',
    'fixtures: { triggers: {} }\nassertions: [{ value: a, equalTo: a }]',
    /triggers/,
  ],
  ['no assertions', 'description: none', /assertions/],
])('given %s, the suite is refused and says why', async (_, body, message) => {
  const cases = `  - id: c\n    type: io.kestra.core.tests.flow.UnitTest\n${body.replace(/^/gm, '    ')}\n`;
  const { violations, cases: run } = await runSuite(flow, cases);
  expect(violations.map(({ path, message: text }) => `${path} ${text}`).join('\n')).toMatch(message);
  expect(violations[0]?.file).toBe('tests/f.yaml');
  expect(run).toEqual([]);
});

test('given the historic equalsTo, it is equalTo', async () => {
  const { result } = await runOne(flow, 'assertions: [{ value: a, equalsTo: b }]');
  expect(result).toMatchObject({
    state: 'FAILED',
    assertionResults: [{ operator: 'equalTo', isSuccess: false }],
  });
});
