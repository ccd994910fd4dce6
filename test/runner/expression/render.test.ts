import { describe, expect, test } from 'vitest';
import {
  check,
  isTruthy,
  isTruthyCondition,
  render,
  renderDeep,
  renderTyped,
} from '../../../runner/expression/index.ts';

describe('string mode (flow-language §4.1.5)', () => {
  test('given values of all kinds, then maps and lists print as JSON, null as nothing, all else as Java prints it', () => {
    const variables = { m: { a: [1, null, 'x'] }, n: null, d: 2.5, t: true, s: 'text' };
    expect(render('{{ m }}|{{ n }}|{{ d }}|{{ t }}|{{ s }}', variables)).toBe(
      '{"a":[1,null,"x"]}||2.5|true|text',
    );
  });

  test('given a null inside a comparison chain, then null printed is empty but concatenated by + is "null"', () => {
    expect(render("{{ n ~ 'a' }}{{ n + 'a' }}", { n: null })).toBe('anulla');
  });
});

describe('typed mode (flow-language §4.1.5)', () => {
  test.each<[string, unknown]>([
    ['plain', 'plain'],
    ['{{ list }}', [1, 2]],
    ['{{ 1 + 1 }}', 2],
    ['{{ true }}', true],
    ['{{ nothing }}', null],
    ['{{ 1 }}{{ 2 }}', '12'],
    ['a{{ 1 }}', 'a1'],
    ['{{ 1 }}{{ nothing }}', 1],
    ['{% if true %}{{ list }}{% endif %}', [1, 2]],
    ['{# only a comment #}', null],
    ['{% for x in list %}{{ x }}{% endfor %}', '12'],
    ['{% raw %}{{ x }}{% endraw %}', '{{ x }}'],
  ])('%s is %j', (template, expected) => {
    expect(renderTyped(template, { list: [1, 2], nothing: null })).toEqual(expected);
  });

  test('given a list beside anything else, then it is an error', () => {
    expect(() => renderTyped('{{ list }}{{ 1 }}', { list: [1] })).toThrow(
      'Cannot concat java.util.ArrayList with java.lang.Long',
    );
    expect(() => renderTyped('a{{ m }}', { m: {} })).toThrow(
      'Cannot concat java.lang.String with java.util.LinkedHashMap',
    );
  });
});

describe('renderDeep (flow-language §4.1.6)', () => {
  test('given a nested value, then keys and texts are rendered and all else is kept', () => {
    const value = { '{{ k }}': ['{{ v }}', 5, { deep: '{{ v }}!' }], n: null, flag: true };
    expect(renderDeep(value, { k: 'key', v: 'x' })).toEqual({
      key: ['x', 5, { deep: 'x!' }],
      n: null,
      flag: true,
    });
  });

  test('given keys that render alike, then the first wins and order is kept', () => {
    const rendered = renderDeep({ z: 1, '{{ k }}': 2, a: 3, [`{{ 'a' }}`]: 4 }, { k: 'm' });
    expect(Object.entries(rendered)).toEqual([
      ['z', 1],
      ['m', 2],
      ['a', 3],
    ]);
  });

  test('given a key of the name `__proto__`, then it stays a key', () => {
    const rendered = renderDeep(JSON.parse('{"__proto__": "{{ 1 }}"}') as object, {});
    expect(Object.entries(rendered)).toEqual([['__proto__', '1']]);
    expect(Object.getPrototypeOf(rendered)).toBe(Object.prototype);
  });
});

describe('recursive rendering (flow-language §4.1.3)', () => {
  const variables = {
    a: '{{ b }}',
    b: '{{ c }}',
    c: 'end',
    self: '{{ self }}x',
    raw: '{% raw %}{{ c }}{% endraw %}',
  };

  test('given the option, then text is rendered until it no longer changes', () => {
    expect(render('{{ a }}', variables)).toBe('{{ b }}');
    expect(render('{{ a }}', variables, { recursive: true })).toBe('end');
  });

  test('given text that never settles, then it is an error after 100 passes', () => {
    expect(() => render('{{ self }}', variables, { recursive: true })).toThrow('Too many rendering attempts');
  });

  test('given raw sections, then they stay as they are through all passes', () => {
    expect(render('{% raw %}{{ a }}{% endraw %}{{ a }}', variables, { recursive: true })).toBe('{{ a }}end');
    expect(render('{{ raw }}', variables, { recursive: true })).toBe('{{ c }}');
  });

  test('given `render()`, then it is recursive, and `renderOnce()` is not', () => {
    expect(render('{{ render(a) }}|{{ renderOnce(a) }}', variables)).toBe('end|{{ c }}');
  });

  test('given names bound in the template, then `render()` sees them', () => {
    expect(render('{% for x in 1..2 %}{{ render("{{ x }}") }}{% endfor %}', {})).toBe('12');
  });

  test('given an error inside `render()`, then it tells about the inner template', () => {
    expect(() => render('{{ render(t) }}', { t: '{{ nope }}' })).toThrow(
      'Unable to find `nope` used in the expression `{{ nope }}` at line 1',
    );
  });
});

describe('limits', () => {
  test.each([
    [
      'iterations',
      '{% for a in 1..999 %}{% for b in 1..999 %}{% for c in 1..999 %}{% endfor %}{% endfor %}{% endfor %}',
      'more than 1000000 iterations',
    ],
    ['a range', '{{ 1..999999999999 }}', 'more than 1000000 iterations'],
    [
      'text that doubles',
      "{% set s = 'xxxxxxxxxx' %}{% for i in 1..99 %}{% set s = s ~ s %}{% endfor %}",
      'more than 10000000 characters',
    ],
    [
      'lists that double',
      '{% set l = [1] %}{% for i in 1..99 %}{% set l = l + l %}{% endfor %}',
      'more than 1000000 iterations',
    ],
    ['render in render', '{{ render(t) }}', 'nested deeper than 100 calls'],
  ])('given %s without end, then rendering stops', (_name, template, message) => {
    expect(() => render(template, { t: '{{ render(t) }}' })).toThrow(message);
  });

  test('given limits of the caller, then they hold', () => {
    expect(() => render('{% for x in 1..20 %}{% endfor %}', {}, { limits: { iterations: 10 } })).toThrow(
      'more than 10 iterations',
    );
    expect(() => render('{{ s }}{{ s }}', { s: 'abc' }, { limits: { output: 5 } })).toThrow(
      'more than 5 characters',
    );
    expect(() =>
      render(
        '{% for x in 1..9999 %}{% for y in 1..90 %}{% endfor %}{% endfor %}',
        {},
        { limits: { milliseconds: 1 } },
      ),
    ).toThrow('longer than 1 ms');
  });
});

describe('check', () => {
  test('given a sound template, then there is nothing to say, whatever its variables', () => {
    expect(check('{{ missing.x | upper }}')).toEqual([]);
  });

  test.each([
    ['{{ 1 + }}', 7],
    ["{{ 'a' | nofilter }}", 9],
    ['a\n{{ nofunction() }}', 5],
  ])('%s is refused at offset %i', (template, offset) => {
    expect(check(template)).toEqual([
      { message: expect.any(String), position: expect.objectContaining({ offset }) },
    ]);
  });
});

describe('truth of rendered conditions (flow-language §4.10)', () => {
  test.each(['', 'false', '0', '-0', null, undefined])('%j is not truthy', (text) => {
    expect(isTruthy(text)).toBe(false);
  });

  test.each(['true', 'False', 'null', ' ', '[]', '0.0', 'no'])('%j is truthy', (text) => {
    expect(isTruthy(text)).toBe(true);
  });

  test.each<[string | null, boolean]>([
    [' ', false],
    [' false\n', false],
    [null, false],
    ['0', true],
    ['true', true],
  ])('the Expression condition takes %j as %j', (text, expected) => {
    expect(isTruthyCondition(text)).toBe(expected);
  });
});
