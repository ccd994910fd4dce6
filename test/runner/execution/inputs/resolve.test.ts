import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputsError, inspectInputs, resolveInputs } from '../../../../runner/execution/inputs/index.ts';
import type { Input } from '../../../../runner/flow/types.ts';
import { inputContext } from './context.ts';

const resolve = async (declared: Input[], data: Record<string, unknown> = {}) =>
  (await resolveInputs(declared, data, inputContext())).inputs;

const refusals = (declared: Input[], data: Record<string, unknown> = {}) =>
  resolve(declared, data).then(
    () => [],
    (error: unknown) => {
      if (!(error instanceof InputsError)) throw error;
      return [...error.violations];
    },
  );

describe('defaults', () => {
  it('are rendered, with the variables of the flow', async () => {
    expect(
      await resolve([
        { id: 'region', type: 'STRING', defaults: '{{ vars.region }}-1' },
        { id: 'low', type: 'INT', defaults: '{{ vars.limits.low }}' },
        { id: 'list', type: 'ARRAY', itemType: 'STRING', defaults: ['{{ flow.id }}', 'b'] },
        { id: 'map', type: 'JSON', defaults: { '{{ flow.id }}': '{{ vars.limits.low }}' } },
        { id: 'off', type: 'BOOL', defaults: false },
      ]),
    ).toEqual({ region: 'eu-1', low: 3, list: ['f', 'b'], map: { f: '3' }, off: false });
  });

  it('give way to what is submitted', async () => {
    expect(await resolve([{ id: 'a', type: 'INT', defaults: 1 }], { a: '2' })).toEqual({ a: 2 });
  });

  it('are checked like submitted values', async () => {
    expect(await refusals([{ id: 'a', type: 'INT', defaults: '{{ vars.region }}' }])).toEqual([
      {
        id: 'a',
        message:
          'Invalid input for `a`, Expected `INT` but received `eu` with errors:\n```\nFor input string: "eu"\n```, but received `eu`',
      },
    ]);
  });

  it('that render to nothing count as absent, except for text', async () => {
    const empty = "{{ '' }}";
    expect(
      await resolve([
        { id: 'text', type: 'STRING', defaults: empty },
        { id: 'number', type: 'INT', defaults: empty, required: false },
      ]),
    ).toEqual({ text: '', number: null });
  });

  it('that cannot be rendered refuse the input', async () => {
    const [refusal] = await refusals([{ id: 'a', type: 'STRING', defaults: '{{ execution.id }}' }]);
    expect(refusal?.message).toMatch(/^Invalid input for `a`, .*`execution`/);
  });
});

describe('dependsOn', () => {
  it('shows an input only those it names', async () => {
    const [refusal] = await refusals([
      { id: 'a', type: 'STRING', defaults: 'A' },
      { id: 'b', type: 'STRING', defaults: 'B' },
      { id: 'c', type: 'STRING', defaults: '{{ inputs.a }}{{ inputs.b }}', dependsOn: { inputs: ['a'] } },
    ]);
    expect(refusal).toMatchObject({ id: 'c' });
  });

  it('reads typed values, nested by dots, secrets in clear', async () => {
    expect(
      await resolve(
        [
          { id: 'sum', type: 'INT', defaults: '{{ inputs.n.a + 1 }}', dependsOn: { inputs: ['n.a'] } },
          { id: 'n.a', type: 'INT' },
          { id: 'hint', type: 'STRING', defaults: '{{ inputs.key }}', dependsOn: { inputs: ['key'] } },
          { id: 'key', type: 'SECRET' },
        ],
        { 'n.a': '41', key: 'abc' },
      ),
    ).toMatchObject({ sum: 42, n: { a: 41 }, hint: 'abc' });
  });

  it('disables an input whose condition is not the boolean true', async () => {
    const on: Input = { id: 'on', type: 'BOOL', defaults: false };
    const dependent = (condition: string): Input[] => [
      on,
      { id: 'a', type: 'STRING', dependsOn: { inputs: ['on'], condition } },
    ];
    expect(await resolve(dependent('{{ inputs.on }}'), { a: 'given' })).toEqual({ on: false });
    expect(await resolve(dependent('{{ inputs.on }}'), { on: true, a: 'given' })).toEqual({
      on: true,
      a: 'given',
    });
    expect(await resolve(dependent('true'), { a: 'given' })).toEqual({ on: false });
  });

  it('disables what depends on a disabled input', async () => {
    expect(
      await resolve([
        { id: 'c', type: 'STRING', dependsOn: { inputs: ['b'] } },
        { id: 'b', type: 'STRING', dependsOn: { inputs: ['a'], condition: "{{ inputs.a == 'x' }}" } },
        { id: 'a', type: 'STRING', defaults: 'y' },
      ]),
    ).toEqual({ a: 'y' });
  });

  it('disables an input whose condition fails, and reports why', async () => {
    const declared: Input[] = [
      { id: 'a', type: 'STRING', dependsOn: { inputs: [], condition: '{{ inputs.unknown }}' } },
    ];
    expect(await resolve(declared)).toEqual({});
    const [report] = await inspectInputs(declared, {}, inputContext());
    expect(report).toMatchObject({ enabled: false });
    expect(report?.errors[0]?.message).toMatch(/^Invalid input for `a`, Invalid condition: /);
  });

  it('ignores unknown ids and the input itself', async () => {
    expect(await resolve([{ id: 'a', type: 'INT', defaults: 1, dependsOn: { inputs: ['a', 'x'] } }])).toEqual(
      { a: 1 },
    );
  });

  it('in a circle refuses every input that reaches it, and ends', async () => {
    expect(
      await refusals([
        { id: 'a', type: 'STRING', defaults: 'A', dependsOn: { inputs: ['b'] } },
        { id: 'b', type: 'STRING', defaults: 'B', dependsOn: { inputs: ['a'] } },
        { id: 'free', type: 'STRING', defaults: 'F' },
      ]),
    ).toEqual([
      {
        id: 'a',
        message:
          "Invalid input for `a`, Cycle dependency detected for input with id 'a': [a, b], but received `null`",
      },
      {
        id: 'b',
        message:
          "Invalid input for `b`, Cycle dependency detected for input with id 'b': [b, a], but received `null`",
      },
    ]);
  });

  it('gives the same whatever the order of declaration', async () => {
    const chain: Input[] = Array.from({ length: 6 }, (_, index) => ({
      id: `i${index}`,
      type: 'INT',
      ...(index === 0
        ? { defaults: 1 }
        : { defaults: `{{ inputs.i${index - 1} * 2 }}`, dependsOn: { inputs: [`i${index - 1}`] } }),
    }));
    const expected = { i0: 1, i1: 2, i2: 4, i3: 8, i4: 16, i5: 32 };
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(chain, { minLength: chain.length }), async (declared) => {
        expect(await resolve(declared)).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });
});

describe('choices', () => {
  const values = ['DEV', 'TEST', 'QA', 'PROD'];

  it('select the first by themselves with autoSelectFirst', async () => {
    expect(
      await resolve([
        { id: 'one', type: 'SELECT', values, autoSelectFirst: true },
        { id: 'many', type: 'MULTISELECT', values, autoSelectFirst: true },
        { id: 'default', type: 'SELECT', values, autoSelectFirst: true, defaults: 'QA' },
      ]),
    ).toEqual({ one: 'DEV', many: ['DEV'], default: 'QA' });
  });

  it('come from an expression, rendered typed', async () => {
    const declared: Input[] = [
      { id: 'kind', type: 'SELECT', values: ['number', 'letter'], autoSelectFirst: true },
      {
        id: 'value',
        type: 'SELECT',
        expression: "  {{ inputs.kind == 'number' ? [1, 2] : ['a', 'b'] }}\n",
        dependsOn: { inputs: ['kind'] },
        autoSelectFirst: true,
      },
    ];
    expect(await resolve(declared)).toEqual({ kind: 'number', value: '1' });
    expect(await resolve(declared, { kind: 'letter' })).toEqual({ kind: 'letter', value: 'a' });
    expect(await refusals(declared, { kind: 'letter', value: '1' })).toEqual([
      {
        id: 'value',
        message: 'Invalid input for `value`, it must match the values `[a, b]`, but received `1`',
      },
    ]);
    const reports = await inspectInputs(declared, {}, inputContext());
    expect(reports[1]?.input.values).toEqual(['1', '2']);
  });

  it('need an expression that gives a list', async () => {
    const choose = (expression: string) => refusals([{ id: 'a', type: 'SELECT', expression }], { a: 'x' });
    expect((await choose('{{ vars.region }}'))[0]?.message).toBe(
      'Invalid input for `a`, Invalid expression result. Expected a list of strings, but received string, but received `x`',
    );
    expect((await choose('{{ vars.missing }}'))[0]?.message).toMatch(
      /^Invalid input for `a`, Cannot render 'expression'\. Cause: /,
    );
  });
});

it('an environment that decides another default works as a form shows it', async () => {
  const declared: Input[] = [
    {
      id: 'release_env',
      displayName: 'Release Environment',
      type: 'SELECT',
      autoSelectFirst: true,
      values: ['DEV', 'TEST', 'QA', 'PROD'],
    },
    {
      id: 'backup_enabled',
      type: 'BOOL',
      defaults: "{{ inputs.release_env == 'PROD' ? true : false }}",
      dependsOn: { inputs: ['release_env'] },
    },
  ];
  expect(await resolve(declared)).toEqual({ release_env: 'DEV', backup_enabled: false });
  expect(await resolve(declared, { release_env: 'PROD' })).toEqual({
    release_env: 'PROD',
    backup_enabled: true,
  });
  expect(await resolve(declared, { release_env: 'PROD', backup_enabled: 'false' })).toEqual({
    release_env: 'PROD',
    backup_enabled: false,
  });

  const reports = await inspectInputs(declared, { release_env: 'PROD' }, inputContext());
  expect(
    reports.map(({ value, enabled, isDefault, errors }) => ({ value, enabled, isDefault, errors })),
  ).toEqual([
    { value: 'PROD', enabled: true, isDefault: false, errors: [] },
    { value: true, enabled: true, isDefault: true, errors: [] },
  ]);
});

describe('refused inputs', () => {
  const declared: Input[] = [
    { id: 'a', type: 'INT' },
    { id: 'b', type: 'STRING' },
    { id: 'c', type: 'STRING', defaults: '{{ inputs.a }}', dependsOn: { inputs: ['a'] } },
  ];

  it('are all named, without those that fail only because of them', async () => {
    await expect(resolve(declared, { a: 'x' })).rejects.toThrow(
      'a: Invalid input for `a`, Expected `INT` but received `x` with errors:\n```\nFor input string: "x"\n```, but received `x`, b: Invalid input for `b`, missing required input, but received `null`',
    );
  });

  it('are reported one by one for a form', async () => {
    const reports = await inspectInputs(declared, { a: '1' }, inputContext());
    expect(reports.map(({ input, errors }) => [input.id, errors.length])).toEqual([
      ['a', 0],
      ['b', 1],
      ['c', 0],
    ]);
  });
});

it('values that are not declared are dropped', async () => {
  expect(await resolve([{ id: 'a', type: 'INT' }], { a: 1, b: 2 })).toEqual({ a: 1 });
});
