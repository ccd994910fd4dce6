import { describe, expect, it, test } from 'vitest';
import { resolveInputs } from '../../../../runner/execution/inputs/index.ts';
import type { Input } from '../../../../runner/flow/types.ts';
import { inputContext } from './context.ts';

type Declaration = Omit<Input, 'id'>;

/** What one input named `x` makes of a submitted value. */
async function stored(declaration: Declaration, value: unknown, context = inputContext()): Promise<unknown> {
  const { inputs } = await resolveInputs([{ id: 'x', ...declaration }], { x: value }, context);
  return inputs['x'];
}

/** Why it refuses one. */
function refusal(declaration: Declaration, value: unknown, context = inputContext()): Promise<string> {
  return stored(declaration, value, context).then(
    () => 'accepted',
    (error: Error) => error.message,
  );
}

const expected = (type: string, value: string, cause: string) =>
  `x: Invalid input for \`x\`, Expected \`${type}\` but received \`${value}\` with errors:\n\`\`\`\n${cause}\n\`\`\`, but received \`${value}\``;

describe('values of each type (flow-language §2.2)', () => {
  test.each<[Declaration, unknown, unknown]>([
    [{ type: 'STRING' }, 'text', 'text'],
    [{ type: 'STRING' }, 42, '42'],
    [{ type: 'STRING' }, true, 'true'],
    [{ type: 'STRING' }, '', ''],
    [{ type: 'INT' }, '42', 42],
    [{ type: 'INT' }, 42, 42],
    [{ type: 'FLOAT' }, '42.42', 42.42],
    [{ type: 'FLOAT' }, 3, 3],
    [{ type: 'BOOL' }, 'TRUE', true],
    [{ type: 'BOOL' }, 'yes', false],
    [{ type: 'BOOL' }, false, false],
    [{ type: 'BOOLEAN' }, 'true', true],
    [{ type: 'boolean' }, true, true],
    [{ type: 'DATETIME' }, '2019-10-06T18:27:49.1Z', '2019-10-06T18:27:49.100Z'],
    [{ type: 'DATE' }, '2019-10-06', '2019-10-06'],
    [{ type: 'TIME' }, '18:27:00', '18:27'],
    [{ type: 'DURATION' }, 'P1DT30M', 'PT24H30M'],
    [{ type: 'DURATION' }, 90, 'PT1M30S'],
    [{ type: 'JSON' }, '{"a": [1, null]}', { a: [1, null] }],
    [{ type: 'JSON' }, '"text"', 'text'],
    [{ type: 'JSON' }, { a: 1 }, { a: 1 }],
    [{ type: 'YAML' }, 'a:\n  - 1\n  - true\n', { a: [1, true] }],
    [{ type: 'URI' }, 'https://www.example.org/a?b=c', 'https://www.example.org/a?b=c'],
    [{ type: 'EMAIL' }, 'ada@example.org', 'ada@example.org'],
    [{ type: 'EMAIL' }, '', ''],
    [{ type: 'ENUM', values: ['A', 'B'] }, 'B', 'B'],
    [{ type: 'SELECT', values: ['A', 'B'] }, 'B', 'B'],
    [{ type: 'MULTISELECT', values: ['A', 'B'] }, ['B', 'A'], ['B', 'A']],
    [{ type: 'MULTISELECT', values: ['A', 'B'] }, '["B"]', ['B']],
    [{ type: 'MULTISELECT', options: ['1', '2'], itemType: 'INT' }, '["2"]', [2]],
    [{ type: 'ARRAY', itemType: 'INT' }, '["1", 2]', [1, 2]],
    [{ type: 'ARRAY', itemType: 'DURATION' }, ['P1D'], ['PT24H']],
    [{ type: 'FILE' }, 'data/rows.csv', 'kestra:///n/f/executions/1/inputs/x/rows.csv'],
    [{ type: 'FILE' }, 'kestra:///n/f/rows.csv', 'kestra:///n/f/rows.csv'],
    [{ type: 'FILE' }, 'nsfile:///rows.csv', 'nsfile:///rows.csv'],
    [{ type: 'FILE' }, 'file:///srv/rows.csv', 'file:///srv/rows.csv'],
    [{ type: 'SECRET' }, 'abc', { type: 'io.kestra.datatype:aes_encrypted', value: 'cba' }],
  ])('%o makes of %o: %o', async (declaration, value, expectation) => {
    expect(await stored(declaration, value)).toEqual(expectation);
  });

  test.each<[string, string, string]>([
    ['INT', 'abc', 'For input string: "abc"'],
    ['INT', '1.5', 'For input string: "1.5"'],
    ['INT', '3000000000', 'For input string: "3000000000"'],
    ['FLOAT', 'abc', 'For input string: "abc"'],
    ['DATETIME', '2019-10-06', "Text '2019-10-06' could not be parsed at index 10"],
    ['DATE', 'tomorrow', "Text 'tomorrow' could not be parsed at index 0"],
    [
      'TIME',
      '25:00',
      "Text '25:00' could not be parsed: Invalid value for HourOfDay (valid values 0 - 23): 25",
    ],
    ['DURATION', '1h', 'Text cannot be parsed to a Duration'],
  ])('%s refuses %s and says why', async (type, value, cause) => {
    expect(await refusal({ type }, value)).toBe(expected(type, value, cause));
  });

  test.each(['JSON', 'YAML', 'ARRAY'])('%s refuses malformed text', async (type) => {
    expect(await refusal({ type, itemType: 'INT' }, '{"a')).toMatch(
      /^x: Invalid input for `x`, Expected `\w+` but received `\{"a` with errors:\n```\n/,
    );
  });

  test.each<[Declaration, unknown, string]>([
    [
      { type: 'STRING', validator: '[A-Z]\\d+' },
      'A1b',
      'it must match the pattern `[A-Z]\\d+`, but received `A1b`',
    ],
    [{ type: 'STRING', validator: 'a' }, 'a\n', 'it must match the pattern `a`, but received `a\n`'],
    [{ type: 'ENUM', values: ['A', 'B'] }, 'C', 'it must match the values `[A, B]`, but received `C`'],
    [{ type: 'SELECT', values: ['A', 'B'] }, 'C', 'it must match the values `[A, B]`, but received `C`'],
    [
      { type: 'MULTISELECT', values: ['A', 'B'] },
      ['A', 'C'],
      'it must match the values `[A, B]`, but received `C`',
    ],
    [
      { type: 'MULTISELECT', values: ['A'], options: ['A'] },
      ['A'],
      "you can't define both `values` and `options`, but received `[A]`",
    ],
    [{ type: 'INT', min: 10 }, 9, 'it must be more than `10`, but received `9`'],
    [{ type: 'INT', max: 20 }, 21, 'it must be less than `20`, but received `21`'],
    [{ type: 'FLOAT', min: 10 }, '9.5', 'it must be more than `10.0`, but received `9.5`'],
    [{ type: 'FLOAT', max: 11.5 }, '12', 'it must be less than `11.5`, but received `12.0`'],
    [
      { type: 'DATETIME', after: '2024-01-01T00:00:00Z' },
      '2023-12-31T23:59:59Z',
      'it must be after `2024-01-01T00:00:00Z`, but received `2023-12-31T23:59:59Z`',
    ],
    [
      { type: 'DATE', before: '2024-01-01' },
      '2024-01-02',
      'it must be before `2024-01-01`, but received `2024-01-02`',
    ],
    [{ type: 'TIME', after: '01:00:00' }, '00:59', 'it must be after `01:00`, but received `00:59`'],
    [{ type: 'DURATION', min: 'PT10S' }, 'PT9S', 'It must be more than `PT10S`, but received `PT9S`'],
    [{ type: 'DURATION', max: 'PT10S' }, 'PT11S', 'It must be less than `PT10S`, but received `PT11S`'],
    [{ type: 'URI' }, 'example', 'Expected `URI` but received `example`, but received `example`'],
    [{ type: 'EMAIL' }, 'ada', 'The input must be a valid email, but received `ada`'],
    [
      { type: 'ARRAY', itemType: 'INT' },
      ['1', 's1'],
      'Unable to parse array element as `INT` on `s1`, but received `[1, s1]`',
    ],
  ])('%o refuses %o', async (declaration, value, reason) => {
    expect(await refusal(declaration, value)).toBe(`x: Invalid input for \`x\`, ${reason}`);
  });

  test.each<[Declaration, unknown]>([
    [{ type: 'STRING', validator: 'a|b' }, 'b'],
    [{ type: 'STRING', validator: '(?i)\\p{Alpha}+' }, 'Ab'],
    [{ type: 'INT', min: 10, max: 10 }, 10],
    [{ type: 'DATE', after: '2024-01-01', before: '2024-01-01' }, '2024-01-01'],
    [{ type: 'DATETIME', after: '2024-01-01T00:00:00Z' }, '2024-01-01T00:00:00.5Z'],
    [{ type: 'DURATION', min: 'PT24H', max: 'P1D' }, 'PT1440M'],
    [{ type: 'SELECT', values: ['A'], allowCustomValue: true }, 'C'],
    [{ type: 'SELECT', values: ['A'], required: false }, 'C'],
    [{ type: 'MULTISELECT', values: ['A'], allowCustomValue: true }, ['A', 'C']],
  ])('bounds are inclusive and choices may be open: %o accepts %o', async (declaration, value) => {
    expect(await refusal(declaration, value)).toBe('accepted');
  });
});

describe('a SECRET', () => {
  it('is checked in clear, and never shown', async () => {
    expect(await refusal({ type: 'SECRET', validator: 'a+' }, 'aaa')).toBe('accepted');
    expect(await refusal({ type: 'SECRET', validator: 'a+' }, 'hunter2')).toBe(
      'x: Invalid input for `x`, it must match the pattern `a+`, but received `******`',
    );
  });

  it('needs encryption', async () => {
    expect(await refusal({ type: 'SECRET' }, 'hunter2', inputContext({ encrypt: undefined }))).toBe(
      'x: Invalid input for `x`, Unable to use a `SECRET` input/output as encryption is not configured, but received `******`',
    );
  });

  it('is encrypted in a list too', async () => {
    expect(await stored({ type: 'ARRAY', itemType: 'SECRET' }, ['ab'])).toEqual([
      { type: 'io.kestra.datatype:aes_encrypted', value: 'ba' },
    ]);
  });
});

it('an input that is absent is refused where it is required, otherwise null', async () => {
  expect(await refusal({ type: 'STRING' }, undefined)).toBe(
    'x: Invalid input for `x`, missing required input, but received `null`',
  );
  expect(await stored({ type: 'STRING', required: false }, null)).toBeNull();
});
