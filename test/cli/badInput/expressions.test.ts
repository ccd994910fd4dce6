import { afterAll, describe, expect, test } from 'vitest';
import { repositoryOf, tutti } from '../tutti.ts';

const { root, remove } = repositoryOf({
  'flows/flow.yaml': `id: flow
namespace: company.team
variables:
  self: "{{ render(vars.self) }}"
  a: "{{ render(vars.b) }}"
  b: "{{ render(vars.a) }}"
tasks:
  - id: say
    type: io.kestra.plugin.core.log.Log
    message: hello
`,
});
afterAll(remove);

describe.concurrent('an expression with', () => {
  test.each([
    ['a variable that renders itself', '{{ render(vars.self) }}', 'nested deeper than 100 calls'],
    ['variables that render each other', '{{ render(vars.a) }}', 'nested deeper than 100 calls'],
    [
      'a macro that calls itself',
      '{% macro f(x) %}{{ f(x) }}{{ f(x) }}{% endmacro %}{{ f(1) }}',
      'nested deeper than 100 calls',
    ],
    ['a range of a thousand million', '{{ range(1, 1000000000) }}', 'more than 1000000 iterations'],
    [
      'loops of a thousand million turns',
      `${[1, 2, 3].map((i) => `{% for i${i} in range(1, 1000) %}`).join('')}x${'{% endfor %}'.repeat(3)}`,
      'more than 1000000 iterations',
    ],
    [
      'a text that doubles',
      "{% set a = 'aaaaaaaa' %}{% for i in range(1, 60) %}{% set a = a ~ a %}{% endfor %}{{ a }}",
      'a text of more than 10000000 characters',
    ],
    ['5,000 parentheses', `{{ ${'('.repeat(5000)}1${')'.repeat(5000)} }}`, 'nested too deeply'],
    ['5,000 brackets', `{{ ${'['.repeat(5000)}${']'.repeat(5000)} }}`, 'nested too deeply'],
    ['30,000 operators', `{{ 1${'+1'.repeat(30_000)} }}`, 'too many operators'],
    ['3,000 conditions', `${'{% if true %}'.repeat(3000)}${'{% endif %}'.repeat(3000)}`, 'nested too deeply'],
    ['YAML of 3,000 brackets', `{{ yaml("${'['.repeat(3000)}") }}`, 'Nesting Depth exceeded max 100'],
    ['YAML of 3,000 block keys', `{{ yaml("${'? '.repeat(3000)}") }}`, 'Nesting Depth exceeded max 100'],
    [
      'JSON of 9,000 brackets',
      `{{ json("${'['.repeat(9000)}${']'.repeat(9000)}") }}`,
      'exceeds the maximum allowed',
    ],
    ['Ion of 9,000 brackets', `{{ fromIon("${'['.repeat(9000)}${']'.repeat(9000)}") }}`, 'nested too deep'],
    [
      'a regular expression that backtracks for ever',
      `{{ '${'a'.repeat(50)}!' | replace({'(a+)+$': 'x'}, regexp=true) }}`,
      'takes longer than 5000 ms',
    ],
    [
      'a regular expression of a method that does',
      `{{ '${'a'.repeat(50)}!'.matches('(a+)+') }}`,
      'takes longer than 5000 ms',
    ],
    ['a jq program without end', "{{ {'a': 1} | jq('def f: f; f') }}", 'takes longer than 5000 ms'],
  ])('%s is refused in time', { timeout: 60_000 }, async (_, expression, reason) => {
    const { code, out, err } = await tutti(['render', expression, '--flow', 'flows/flow.yaml'], {
      cwd: root,
    });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(reason);
    expect(err).not.toMatch(/^ +at /m);
  });
});
