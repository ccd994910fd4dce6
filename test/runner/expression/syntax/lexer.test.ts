import { describe, expect, test } from 'vitest';
import { render } from '../../../../runner/expression/index.ts';

/** Template, variables, text expected. */
type Case = [template: string, variables: Record<string, unknown>, expected: string];

describe('text and delimiters (flow-language §4.2)', () => {
  test.each<Case>([
    ['no tag at all { } {"a": 1}', {}, 'no tag at all { } {"a": 1}'],
    ['a{{ x }}b{{x}}c', { x: 1 }, 'a1b1c'],
    ['a{# dropped\n over lines #}b', {}, 'ab'],
    ['a\n{{ x }}\n\nb', { x: 1 }, 'a\n1\n\nb'],
    ["{{ {'a': {'b': 1}}}}", {}, '{"a":{"b":1}}'],
    ["{{ '}} %} {{ #}' }}", {}, '}} %} {{ #}'],
  ])('%j with %j gives %j', (template, variables, expected) => {
    expect(render(template, variables)).toBe(expected);
  });

  test.each<Case>([
    ['a \n {{- x }} b', { x: 1 }, 'a1 b'],
    ['a {{ x -}} \n\t b', { x: 1 }, 'a 1b'],
    ['a {%- if true -%} b {%- endif -%} c', {}, 'abc'],
    ['a {#- c -#} b', {}, 'ab'],
    ['a {{-5}}', {}, 'a -5'],
  ])('whitespace control: %j', (template, variables, expected) => {
    expect(render(template, variables)).toBe(expected);
  });

  test.each<Case>([
    ['a {% verbatim %}{{ x }} {% if %}{% endverbatim %} b', {}, 'a {{ x }} {% if %} b'],
    ['a {%- verbatim -%} {{ x }} {%- endverbatim -%} b', {}, 'a{{ x }}b'],
    ['a {% raw %}{{ x }}{% endraw %} {{ x }}', { x: 1 }, 'a {{ x }} 1'],
    ['{%raw%}{{ a }}{%endraw%}{%- raw -%}{{ b }}{%- endraw -%}', {}, '{{ a }}{{ b }}'],
    ["{{ '{% raw %}{{ a }}{% endraw %}' ~ x }}", { x: 1 }, '{{ a }}1'],
  ])('untouched sections: %j', (template, variables, expected) => {
    expect(render(template, variables)).toBe(expected);
  });
});

describe('literals (flow-language §4.2)', () => {
  test.each<[string, string]>([
    ["{{ 'it\\'s' }}", "it's"],
    ['{{ "say \\"hi\\"" }}', 'say "hi"'],
    ["{{ 'a\\nb' }}", 'a\\nb'],
    ["{{ 'a\"b' }}", 'a"b'],
    ['{{ "sum #{1 + 2}, #{null}#{\'x\'}" }}', 'sum 3, x'],
    ['{{ "#{"nested #{1}"}" }}', 'nested 1'],
    ["{{ 'no #{interpolation}' }}", 'no #{interpolation}'],
    ['{{ 5 }} {{ 5L }} {{ 007 }}', '5 5 7'],
    ['{{ 1.5 }} {{ 3.0 }}', '1.5 3.0'],
    ['{{ 9223372036854775807 }}', '9223372036854775807'],
    ['{{ true }} {{ TRUE }} {{ false }} {{ FALSE }}', 'true true false false'],
    ['[{{ null }}{{ NULL }}{{ none }}{{ NONE }}]', '[]'],
    ['{{ [1, "a", null, [2.0]] }}', '[1,"a",null,[2.0]]'],
    ["{{ {'b': 1, 'a': [true]} }}", '{"b":1,"a":[true]}'],
    ['{{ [] }}{{ {} }}', '[]{}'],
  ])('%s prints %s', (template, expected) => {
    expect(render(template, {})).toBe(expected);
  });

  test('given keys that are expressions, then a bare word in a map is a variable', () => {
    expect(render('{{ {k: 1} }}', { k: 'name' })).toBe('{"name":1}');
  });

  test('given a name with a hyphen, then it is a subtraction', () => {
    expect(render('{{ a-b }}', { a: 5, b: 3 })).toBe('2');
  });

  test('given names that begin with an operator, then they are names', () => {
    expect(
      render('{{ order ~ island ~ nothing ~ containsX }}', { order: 1, island: 2, nothing: 3, containsX: 4 }),
    ).toBe('1234');
  });
});

describe('postfix operators (flow-language §4.2)', () => {
  test.each(['{{ [1][0] }}', "{{ {'a': 1}.a }}"])(
    'given %s, then it is refused: the literal needs brackets',
    (template) => {
      expect(() => render(template, {})).toThrow('expected token of type PRINT_END');
    },
  );
});

describe('mistakes (flow-language §4.1.4)', () => {
  test.each<[string, string]>([
    ['{{ 1 +', 'Unexpected end of template. Expected "}}" ({{ 1 +:1)'],
    ['{{ (1 }}', 'Unclosed "(" ({{ (1 }}:1)'],
    ['{{ 1) }}', 'Unexpected ")" ({{ 1) }}:1)'],
    ["{{ 'open }}", "Unexpected character ['] ({{ 'open }}:1)"],
    ['{{ a @ b }}', 'Unexpected character [@] ({{ a @ b }}:1)'],
    ['{# open', 'Unclosed comment. ({# open:1)'],
    ['{{ }}', 'Unexpected token "PRINT_END" of value "}}" ({{ }}:1)'],
    ['{% unknown %}', 'Unexpected tag name "unknown" ({% unknown %}:1)'],
    ['{% include "x" %}', 'Unexpected tag name "include" ({% include "x" %}:1)'],
    ['{% 1 %}', 'A block must start with a tag name. ({% 1 %}:1)'],
    ['{% set true = 1 %}', 'Can not assign a value to true ({% set true = 1 %}:1)'],
    ['{{ 9223372036854775808 }}', 'For input string: "9223372036854775808" ({{ 9223372036854775808 }}:1)'],
  ])('%s is refused: %s', (template, message) => {
    expect(() => render(template, {})).toThrow(expect.objectContaining({ message }));
  });

  test('given a mistake on a later line, then the error has its position', () => {
    const template = 'first\n  {% if x %}\n  {{ y ! }}{% endif %}';
    expect(() => render(template, {})).toThrow(
      expect.objectContaining({
        message: `Unexpected character [!] (${template}:3)`,
        position: { offset: template.indexOf('!'), line: 3, column: 8 },
      }),
    );
  });

  test('given a tag that is not closed, then the error names what was looked for', () => {
    expect(() => render('{% if true %}a', {})).toThrow('Pebble was looking for the "endif" tag');
    expect(() => render('{% for x in y %}a', {})).toThrow('Pebble was looking for the "endfor" tag');
  });
});
