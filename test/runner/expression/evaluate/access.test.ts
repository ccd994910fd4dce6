import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { render, renderTyped } from '../../../../runner/expression/index.ts';

const variables = {
  s: 'Hello World',
  list: ['a', 'b', 'c'],
  map: { one: 1, two: 2, size: 'key', none: null },
  keyed: new Map<unknown, unknown>([
    [1, 'first'],
    ['k', 'v'],
  ]),
  n: 42,
  d: 2.75,
  zoned: Temporal.ZonedDateTime.from('2024-02-29T13:45:30.5+01:00[Europe/Paris]'),
  instant: Temporal.Instant.from('2024-01-01T00:00:00Z'),
  date: Temporal.PlainDate.from('2024-12-31'),
  duration: Temporal.Duration.from('PT90M'),
  item: 'one',
};

describe('attributes and methods (flow-language §4.4)', () => {
  test.each<[string, unknown]>([
    ['map.one', 1],
    ["map['two']", 2],
    ['map[item]', 1],
    ['map.size', 'key'],
    ['map.size()', 4],
    ['map.none', null],
    ['map.keySet()', ['one', 'two', 'size', 'none']],
    ['map.values()', [1, 2, 'key', null]],
    ["map.get('one')", 1],
    ["map.getOrDefault('x', 5)", 5],
    ["map.containsKey('two')", true],
    ['map.isEmpty()', false],
    ['map.entrySet()[0].key', 'one'],
    ['map.entrySet()[0].getValue()', 1],
    ['keyed[1]', 'first'],
    ['keyed.k', 'v'],
    ['list[0]', 'a'],
    ["list['1']", 'b'],
    ['list.size', 3],
    ['list.size()', 3],
    ['list.empty', false],
    ['list.first', 'a'],
    ['list.get(2)', 'c'],
    ["list.contains('b')", true],
    ["list.indexOf('c')", 2],
    ['list.subList(1, 3)', ['b', 'c']],
    ['s.length', 11],
    ['s.length()', 11],
    ['s.empty', false],
    ['s.toLowerCase()', 'hello world'],
    ["s.replace('l', 'L')", 'HeLLo WorLd'],
    ["s.replaceAll('[lo]+', '_')", 'He_ W_r_d'],
    ["s.split(' ')", ['Hello', 'World']],
    ["s.contains('World')", true],
    ["s.matches('[A-Z].*d')", true],
    ["s.matches('Hello')", false],
    ['s.substring(6)', 'World'],
    ['s.substring(0, 5)', 'Hello'],
    ["s.indexOf('o')", 4],
    ["s.startsWith('He')", true],
    ['s.charAt(1)', 'e'],
    ["'ab'.repeat(2)", 'abab'],
    ["'abc'.length", 3],
    ["(['x', 'y'])[1]", 'y'],
    ["('a' ~ 'b').toUpperCase()", 'AB'],
    ['n.toString()', '42'],
    ['d.intValue()', 2],
    ['zoned.year', 2024],
    ['zoned.monthValue', 2],
    ['zoned.month', 'FEBRUARY'],
    ['zoned.dayOfWeek', 'THURSDAY'],
    ['zoned.hour', 13],
    ['zoned.nano', 500_000_000],
    ['zoned.leapYear', true],
    ['date.plusDays(1).year', 2025],
    ['date.minusMonths(1).dayOfMonth', 30],
    ['date.withDayOfMonth(1).isBefore(date)', true],
    ['instant.epochSecond', 1_704_067_200],
    ['instant.plusMillis(5).toEpochMilli()', 1_704_067_200_005],
    ['duration.toMinutes()', 90],
    ['duration.seconds', 5400],
  ])('%s is %j', (expression, expected) => {
    expect(renderTyped(`{{ ${expression} }}`, variables)).toEqual(expected);
  });

  test.each([
    ['map[1]', 'type class java.lang.String not supported for key 1'],
    ['list.get(9)', 'Index 9 out of bounds for length 3'],
    ['s.substring(5, 99)', 'begin 5, end 99, length 11'],
    ['date.withDayOfMonth(32)', ''],
  ])('%s fails: %s', (expression, message) => {
    expect(() => render(`{{ ${expression} }}`, variables)).toThrow(message);
  });

  test('given a method with another number of arguments, then it is not found', () => {
    expect(() => render('{{ s.length(1) }}', variables)).toThrow('Unable to find `length`');
  });

  test('given a list, then methods leave it as it was', () => {
    const list = [1, 2];
    render('{{ list + 3 }}{{ list - 1 }}{{ list.reversed() }}', { list });
    expect(list).toEqual([1, 2]);
  });
});

describe('arguments (flow-language §4.4)', () => {
  test.each([
    ["{{ 'a' | upper(1) }}", 'The argument at position 1 is not allowed. Only 0 argument(s) are allowed.'],
    [
      "{{ 'a-b' | substringBefore('-', 2) }}",
      'The argument at position 2 is not allowed. Only 1 argument(s) are allowed.',
    ],
    ["{{ 'a' | substringBefore(nope='-') }}", 'The following named argument does not exist: nope'],
    [
      "{{ 'a' | default(default='-', 1) }}",
      'Positional arguments must be declared before any named arguments.',
    ],
    ["{{ 'a' | nofilter }}", 'Filter [nofilter] does not exist.'],
    ['{{ nofunction() }}', 'Function or Macro [nofunction] does not exist.'],
    ['{{ 1 is notest }}', 'Test [notest] does not exist.'],
    [
      '{% macro m(a) %}{% endmacro %}{{ m(1, 2) }}',
      'The argument at position 2 is not allowed. Only 1 argument(s) are allowed.',
    ],
  ])('%s is refused: %s', (template, message) => {
    expect(() => render(template, {})).toThrow(`${message} (${template}:1)`);
  });

  test('given an unknown filter in a branch that is not taken, then the template is refused all the same', () => {
    expect(() => render('{% if false %}{{ 1 | nofilter }}{% endif %}', {})).toThrow(
      'Filter [nofilter] does not exist.',
    );
  });

  test('given positional and named arguments, then both reach their parameters', () => {
    expect(render("{{ 'a-b' | substringBefore(separator='-') }}{{ max(3, 9, 4) }}", {})).toBe('a9');
  });
});
