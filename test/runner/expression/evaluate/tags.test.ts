import { describe, expect, test } from 'vitest';
import { render } from '../../../../runner/expression/index.ts';

describe('if (flow-language §4.5)', () => {
  test.each<[number, string]>([
    [1, 'one'],
    [2, 'two'],
    [3, 'many'],
  ])('given %i, then the branch is %s', (x, expected) => {
    const template = '{% if x == 1 %}one{% elseif x == 2 %}two{% else %}many{% endif %}';
    expect(render(template, { x })).toBe(expected);
  });

  test('given neither branch, then nothing is printed', () => {
    expect(render('[{% if false %}a{% endif %}]', {})).toBe('[]');
  });
});

describe('for (flow-language §4.5)', () => {
  test('given a list, then loop counts from 0', () => {
    const template =
      '{% for x in list %}{{ loop.index }}/{{ loop.length }}/{{ loop.revindex }}:{{ x }}{{ loop.first ? "F" : "" }}{{ loop.last ? "L" : "" }} {% endfor %}';
    expect(render(template, { list: ['a', 'b'] })).toBe('0/2/1:aF 1/2/0:bL ');
  });

  test('given a map, then entries have key and value', () => {
    const template = '{% for e in m %}{{ e.key }}={{ e.value }};{% endfor %}';
    expect(render(template, { m: { b: 1, a: 2 } })).toBe('b=1;a=2;');
    expect(render(template, { m: new Map([[1, 'x']]) })).toBe('1=x;');
  });

  test.each([[null], [[]], [{}]])('given %j, then the else branch is taken', (list) => {
    expect(render('{% for x in list %}x{% else %}none{% endfor %}', { list })).toBe('none');
  });

  test('given what cannot be iterated, then it is an error', () => {
    expect(() => render('{% for x in 5 %}{% endfor %}', {})).toThrow('Not an iterable object. Value = [5]');
    expect(() => render("{% for x in 'abc' %}{% endfor %}", {})).toThrow(
      'Not an iterable object. Value = [abc]',
    );
    expect(() => render('{% for x in missing %}{% endfor %}', {})).toThrow('Unable to find `missing`');
  });

  test('given nested loops, then each has its own loop and names', () => {
    const template =
      '{% for x in 1..2 %}{% for y in [x, x] %}{{ loop.index }}{{ y }} {% endfor %}{{ loop.index }};{% endfor %}';
    expect(render(template, {})).toBe('01 11 0;02 12 1;');
  });

  test('given a loop that ended, then its names are gone', () => {
    expect(render('{% for x in [1] %}{{ x }}{% endfor %}{{ x ?? "gone" }}', {})).toBe('1gone');
    expect(render('{% for x in [1] %}{{ x }}{% endfor %}{{ x }}', { x: 'outer' })).toBe('1outer');
  });
});

describe('set (flow-language §4.5)', () => {
  test('given a name that no scope has, then it is bound in the current one', () => {
    expect(render('{% set v = 1 + 1 %}{{ v }}', {})).toBe('2');
    expect(render('{% for x in 1..2 %}{% set v = x %}{{ v }}{% endfor %}{{ v ?? "gone" }}', {})).toBe(
      '12gone',
    );
  });

  test('given a name that an outer scope has, then it changes there', () => {
    expect(
      render('{% set sum = 0 %}{% for x in 1..4 %}{% set sum = sum + x %}{% endfor %}{{ sum }}', {}),
    ).toBe('10');
    expect(render('{% for x in [5] %}{% set v = x %}{% endfor %}{{ v }}', { v: 1 })).toBe('5');
  });

  test('given a variable that is set, then the variables of the caller stay as they were', () => {
    const variables = { v: 1 };
    expect(render('{{ v }}{% set v = 2 %}{{ v }}', variables)).toBe('12');
    expect(variables).toEqual({ v: 1 });
  });
});

describe('macro (flow-language §4.5)', () => {
  test('given defaults and names, then parameters are bound', () => {
    const macro = '{% macro m(a, b=1, c) %}[{{ a }},{{ b }},{{ c }}]{% endmacro %}';
    expect(render(`${macro}{{ m(5) }}{{ m(5, 6) }}{{ m(c=7, a=8) }}`, {})).toBe('[5,1,][5,6,][8,1,7]');
  });

  test('given a variable outside, then the macro does not see it unless it is passed', () => {
    const template = '{% macro m(p) %}{{ v ?? "none" }}/{{ p.v ?? "none" }}{% endmacro %}{{ m(_context) }}';
    expect(render(template, { v: 1 })).toBe('none/1');
  });

  test('given a call before the declaration, then it works', () => {
    expect(render('{{ m(2) | upper }}{% macro m(a) %}x{{ a }}{% endmacro %}', {})).toBe('X2');
  });

  test('given macros that call each other, then recursion works until the limit', () => {
    const template = '{% macro down(n) %}{{ n }}{% if n > 0 %}{{ down(n - 1) }}{% endif %}{% endmacro %}';
    expect(render(`${template}{{ down(3) }}`, {})).toBe('3210');
    expect(() => render('{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}', {})).toThrow(
      'nested deeper than 100 calls',
    );
  });

  test('given two macros of one name, then the template is refused', () => {
    expect(() => render('{% macro m() %}{% endmacro %}{% macro m() %}{% endmacro %}', {})).toThrow(
      'More than one macro can not share the same name: m',
    );
  });
});

describe('block and filter (flow-language §4.5)', () => {
  test('given a block, then it renders in place and again by name', () => {
    expect(render("{% block n %}<{{ x }}>{% endblock %}{{ block('n') }}{{ block('no') }}", { x: 1 })).toBe(
      '<1><1>',
    );
    expect(render('{% block "n" %}a{% endblock n %}', {})).toBe('a');
    expect(() => render("{% block n %}{{ block('n') }}{% endblock %}", {})).toThrow(
      'nested deeper than 100 calls',
    );
  });

  test('given `parent()`, then it is an error, for no template extends another', () => {
    expect(() => render('{{ parent() }}', {})).toThrow('Can not use parent function');
  });

  test('given a filter tag, then its body is filtered', () => {
    expect(render('{% filter upper | replace({"A": "-"}) %}ab{{ x }}{% endfilter %}', { x: 'c' })).toBe(
      '-BC',
    );
  });
});
