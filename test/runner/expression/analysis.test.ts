import { describe, expect, test } from 'vitest';
import { readsOf } from '../../../runner/expression/index.ts';

/** Paths in one line each, sorted. */
function paths(template: string): string[] {
  return readsOf(template)
    .paths.map((path) => path.join('/'))
    .sort();
}

describe('readsOf', () => {
  test.each<[string, string[]]>([
    ['no expression', []],
    ['{{ outputs.a.b }} {{ inputs.x }}', ['inputs/x', 'outputs/a/b']],
    ["{{ outputs['my-task'].value }}", ['outputs/my-task/value']],
    ['{{ outputs[inputs.name].value }}', ['inputs/name', 'outputs']],
    ['{{ outputs.list[0].id }}', ['outputs/list']],
    ['{{ outputs.a.size() }}', ['outputs/a']],
    [
      "{{ a ?? b.c | default(d) ~ (e is defined ? f : [g, {'k': h}]) }}",
      ['a', 'b/c', 'd', 'e', 'f', 'g', 'h'],
    ],
    ['{{ "text #{inputs.x}" }}', ['inputs/x']],
    [
      '{% for x in outputs.list %}{{ x.id }}{{ loop.index }}{{ y }}{% endfor %}{{ x }}',
      ['outputs/list', 'x', 'y'],
    ],
    ['{{ v }}{% set v = inputs.a %}{{ v.b }}', ['inputs/a', 'v']],
    ['{% set v = 1 %}{{ v }}', []],
    ['{% macro m(p) %}{{ p.x }}{% endmacro %}{{ m(inputs) }}', ['inputs']],
    ['{% if a %}{{ b }}{% elseif c %}{% else %}{{ d }}{% endif %}', ['a', 'b', 'c', 'd']],
    ['{% filter default(a) %}{{ b }}{% endfilter %}', ['a', 'b']],
    ['{% raw %}{{ hidden }}{% endraw %}{{ seen }}', ['seen']],
    ['{{ broken + }}', []],
    ["{{ kv('x') }}", ['flow']],
    ['{{ currentEachOutput(outputs.t) }}', ['outputs/t', 'parents', 'taskrun']],
  ])('%s reads %j', (template, expected) => {
    expect(paths(template)).toEqual(expected);
    expect(readsOf(template).everything).toBe(false);
  });

  test.each([
    '{{ render(vars.x) }}',
    '{{ renderOnce("a") }}',
    '{{ printContext() }}',
    '{{ _context }}',
    '{{ _context[inputs.x] }}',
  ])('%s may read everything', (template) => {
    expect(readsOf(template).everything).toBe(true);
  });

  test('given calls, then functions are named once and macros are not', () => {
    const template =
      "{% macro m() %}{{ now() }}{% endmacro %}{{ m() }}{{ kv(secret('a')) }}{{ now() | date }}";
    expect(readsOf(template).functions.sort()).toEqual(['kv', 'now', 'secret']);
  });
});
