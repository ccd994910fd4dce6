import { describe, expect, test } from 'vitest';
import { pathOf, type Reference, referencesOf } from '../../../runner/expression/index.ts';

describe('where a template reads a variable', () => {
  test.each([
    ['{{ inputs.name }}', ['inputs.name']],
    ["{{ outputs['a-b'].c[0] }}", ['outputs.a-b.c.0']],
    ['{{ outputs.a[taskrun.value].b }}', ['taskrun.value', 'outputs.a']],
    ['{{ outputs.a.keys.size() }}', ['outputs.a.keys']],
    ['{{ read(outputs.a.uri) | upper }}', ['outputs.a.uri']],
    ['{{ "a #{inputs.b}" }}', ['inputs.b']],
    ['{% for row in vars.rows %}{{ row.id }} {{ loop.index }}{% endfor %}', ['vars.rows']],
    ['{% set a = inputs.b %}{{ a.c }}', ['inputs.b']],
    ['{% macro m(a) %}{{ a }} {{ inputs.c }}{% endmacro %}{{ m(inputs.b) }}', ['inputs.b']],
    ['{% raw %}{{ inputs.a }}{% endraw %}{{ inputs.b }}', ['inputs.b']],
    ['{{ inputs.', []],
    ['no expression', []],
  ])('%s', (template, paths) => {
    expect(referencesOf(template).map((reference) => pathOf(reference).join('.'))).toEqual(paths);
  });

  test('tells the offset of each step', () => {
    const [reference] = referencesOf("text {{ outputs.first['a b'].c }}");
    expect(reference!.segments.map(({ at }) => at)).toEqual([8, 16, 22, 29]);
  });

  test('counts the offset in the template although raw sections are cut out of it', () => {
    const template = '{% raw %}{{ a }} and more{% endraw %} {{ inputs.b }}';
    const [reference] = referencesOf(template);
    expect(reference!.segments[1]!.at).toBe(template.indexOf('b }}'));
  });
});

describe('a missing value is no fault', () => {
  test.each([
    '{{ outputs.x.y ?? 1 }}',
    '{{ outputs.x.y ??? 1 }}',
    '{{ (outputs.x.y | upper) ?? 1 }}',
    '{{ outputs.x.y | default(1) }}',
    '{{ outputs.x.y is defined }}',
    '{{ outputs.x.y is not defined }}',
    '{{ outputs.x is defined ? outputs.x.y : 1 }}',
    '{{ outputs.x.y is defined and outputs.x.y > 1 }}',
    '{{ outputs.x is not defined or outputs.x.y > 1 }}',
    '{% if outputs.x is defined %}{{ outputs.x.y }}{% endif %}',
    '{% if true %}{% elseif outputs.x.y is defined %}{{ outputs.x.y }}{% endif %}',
    '{% for a in outputs.x ?? [] %}{{ outputs.x.y ?? 1 }}{% endfor %}',
  ])('given %s', (template) => {
    expect(referencesOf(template).every(({ guarded }) => guarded)).toBe(true);
  });

  test('nor where it is known to have been tested before', () => {
    expect(referencesOf('{{ outputs.x.y }}', [['outputs', 'x']])[0]!.guarded).toBe(true);
    expect(referencesOf('{{ outputs.x.y }}', [['outputs', 'z']])[0]!.guarded).toBe(false);
  });

  test.each([
    '{{ outputs.x.y is null }}',
    '{{ outputs.x.y is empty }}',
    '{{ outputs.x.y | upper | length }}',
  ])('but it is, given %s', (template) => expect(referencesOf(template)[0]!.guarded).toBe(false));
});

describe('a value is not always read', () => {
  test.each([
    ['{{ a ?? b }}', 'b'],
    ['{{ a ? b : 1 }}', 'b'],
    ['{{ a and b }}', 'b'],
    ['{% if a %}{{ b }}{% endif %}', 'b'],
    ['{% if a %}{% else %}{{ b }}{% endif %}', 'b'],
    ['{% for x in a %}{{ b }}{% endfor %}', 'b'],
  ])('given %s', (template, name) => {
    const always = (reference: Reference) => [pathOf(reference)[0], reference.always];
    expect(referencesOf(template).map(always)).toEqual([
      ['a', true],
      [name, false],
    ]);
  });
});
