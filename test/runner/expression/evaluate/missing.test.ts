import { describe, expect, test } from 'vitest';
import { render, renderTyped } from '../../../../runner/expression/index.ts';

const variables = { a: { b: { c: 1 }, empty: null }, list: [1], nothing: null, text: 'abc' };

describe('strict variables (flow-language §4.1.4, §4.4)', () => {
  test.each([
    ['missing', 'missing'],
    ['a.missing', 'missing'],
    ['a.missing.deeper', 'missing'],
    ["a['missing']", 'missing'],
    ['a.b.d', 'd'],
    ['nothing.x', 'nothing'],
    ['a.empty.x', 'x'],
    ['list[5]', '5'],
    ['list[-1]', '-1'],
    ['text.missing', 'missing'],
    ['text.missing()', 'missing'],
    ['missing | upper', 'missing'],
    ['1 + missing', 'missing'],
    ['missing is null', 'missing'],
    ['missing is empty', 'missing'],
    ['not missing', 'missing'],
    ['max(1, missing)', 'missing'],
    ['[1, missing]', 'missing'],
    ["{'k': missing}", 'missing'],
    ['"#{missing}"', 'missing'],
    ['missing ? 1 : 2', 'missing'],
    ['a[missing]', 'missing'],
  ])('{{ %s }} reports %s', (expression, name) => {
    const template = `line one\n{{ ${expression} }}`;
    expect(() => render(template, variables)).toThrow(
      expect.objectContaining({
        message: `Unable to find \`${name}\` used in the expression \`${template}\` at line 2`,
        position: expect.objectContaining({ line: 2 }),
      }),
    );
  });

  test.each([
    ["missing ?? 'x'", 'x'],
    ["a.missing.deeper ?? 'x'", 'x'],
    ["nothing ?? 'x'", 'x'],
    ["nothing.y ?? 'x'", 'x'],
    ["(missing | upper) ?? 'x'", 'x'],
    ["missing.size() ?? 'x'", 'x'],
    ['1 + missing ?? 5', '6'],
    ["missing ?? other ?? 'x'", 'x'],
    ["a.b.c ?? 'x'", '1'],
    ["missing ??? 'x'", 'x'],
    ["[nothing ??? 'x']", '[null]'],
    ["missing | default('x')", 'x'],
    ["missing | upper | default('x')", 'x'],
    ["nothing | default('x')", 'x'],
    ['missing is defined', 'false'],
    ['missing is not defined', 'true'],
    ['a.b.x.y is defined', 'false'],
    ['a.empty is defined', 'false'],
    ['a.b is defined', 'true'],
    ['a.empty is null', 'true'],
  ])('{{ %s }} gives %s', (expression, expected) => {
    expect(render(`{{ ${expression} }}`, variables)).toBe(expected);
  });

  test('given an error that is no missing variable, then `??` lets it pass', () => {
    expect(() => render("{{ (1 / 0) ?? 'x' }}", {})).toThrow('/ by zero');
    expect(() => render("{{ a[1] ?? 'x' }}", { a: { k: 1 } })).toThrow(
      'type class java.lang.String not supported for key 1',
    );
  });

  test('given a macro that reads what is missing, then `??` takes it up', () => {
    const macro = '{% macro m(v) %}<{{ v.x }}>{% endmacro %}';
    expect(render(`${macro}{{ m({'y': 1}) ?? 'none' }}{{ m({'x': 1}) ?? 'none' }}`, {})).toBe('none<1>');
    expect(() => render(`${macro}{{ m({}) }}`, {})).toThrow('Unable to find `x`');
  });
});

describe('own properties only', () => {
  test.each([
    'a.__proto__',
    'a.constructor',
    "a['__proto__']",
    'a.toString',
    'list.constructor',
    'text.__proto__',
    'constructor',
    '__proto__',
  ])('{{ %s }} is missing', (expression) => {
    expect(() => render(`{{ ${expression} }}`, variables)).toThrow('Unable to find');
  });

  test.each(['text.getClass()', 'list.getClass()', 'a.getClass()', 'text.class', 'a.b.c.notifyAll()'])(
    '{{ %s }} is denied',
    (expression) => {
      expect(() => render(`{{ ${expression} }}`, variables)).toThrow('For security reasons access to');
    },
  );

  test('given data with a key of that name, then it is an ordinary key', () => {
    const data = JSON.parse('{"__proto__": {"x": 1}, "constructor": 2}') as unknown;
    expect(render('{{ d.__proto__.x }}{{ d.constructor }}', { d: data })).toBe('12');
    expect(renderTyped("{{ ({'__proto__': 1})['__proto__'] }}", {})).toBe(1);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  test('given an error of a filter, then it names the template and the line', () => {
    const template = 'a\n\n{{ 1 | sha256 }}';
    expect(() => render(template, {})).toThrow(`Need a string to hash (${template}:3)`);
  });
});
