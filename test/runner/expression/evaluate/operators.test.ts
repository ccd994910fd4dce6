import { describe, expect, test } from 'vitest';
import { Double, render, renderTyped } from '../../../../runner/expression/index.ts';

const variables = {
  a: 1,
  b: 2,
  list: [1, 2, 3],
  map: { k: 'v', n: null },
  text: 'Hello',
  nothing: null,
  half: 0.5,
};

/** What an expression prints. */
function printed(expression: string): string {
  return render(`{{ ${expression} }}`, variables);
}

describe('precedence (flow-language §4.3)', () => {
  test.each([
    ['1 + 2 * 3', '7'],
    ['(1 + 2) * 3', '9'],
    ['10 - 2 - 3', '5'],
    ["'a' ~ 'b' | upper", 'AB'],
    ["missing ?? 'y' | upper", 'Y'],
    ['1 == nothing ?? 1', 'true'],
    ['not a == b', 'false'],
    ['-2 | abs', '2'],
    ['1 + 2 == 3 and 2 > 1', 'true'],
    ['true or false and false', 'true'],
    ["list contains 2 and text contains 'ell'", 'true'],
    ['1..1 + 2', '[1,2]'],
    ["a == 2 ? 'x' : b == 2 ? 'y' : 'z'", 'y'],
    ["1 + 1 ? 'yes' : 'no'", 'yes'],
    ['2 * -3', '-6'],
    ["'x' ~ 1 + 2", 'x12'],
    ['7 - -1', '8'],
    ['a is not null', 'true'],
    ['a is   not\n null', 'true'],
  ])('%s is %s', (expression, expected) => {
    expect(printed(expression)).toBe(expected);
  });
});

describe('arithmetic (flow-language §4.4)', () => {
  test.each([
    ['7 / 2', '3'],
    ['-7 / 2', '-3'],
    ['7 % 3', '1'],
    ['-7 % 3', '-1'],
    ['7 / 2.0', '3.5'],
    ['6 / 2.0', '3.0'],
    ['1 + 1.0', '2.0'],
    ['1.5 + 1.5', '3.0'],
    ['half * 2', '1.0'],
    ['0.1 + 0.2', '0.30000000000000004'],
    ['9007199254740993 + 2', '9007199254740995'],
    ['9223372036854775807 + 1', '-9223372036854775808'],
    ['1.0 / 0', 'Infinity'],
    ['0 * -5', '0'],
    ['-0', '0'],
    ['+5', '5'],
    ['-half', '-0.5'],
    ["'a' + 1", 'a1'],
    ["1 + 'a'", '1a'],
    ["'a' + nothing", 'anull'],
    ["'a' + list", 'a[1, 2, 3]'],
    ['list + 4', '[1,2,3,4]'],
    ['list + [4, 5]', '[1,2,3,4,5]'],
    ['list - 2', '[1,3]'],
    ['list - [1, 3]', '[2]'],
  ])('%s is %s', (expression, expected) => {
    expect(printed(expression)).toBe(expected);
  });

  test('given a double without a fraction, then it stays a double', () => {
    expect(renderTyped('{{ x + 1 }}', { x: new Double(2) })).toEqual(new Double(3));
  });

  test.each([
    ['7 / 0', '/ by zero'],
    ['7 % 0', '/ by zero'],
    ["'3' - 1", 'invalid operands for mathematical operation [SUBTRACT]'],
    ["'3' * 2", 'invalid operands for mathematical operation [MULTIPLY]'],
    ['map + 1', 'invalid operands for mathematical operation [ADD]'],
    ['nothing / 2', 'invalid operands for mathematical operation [DIVIDE]'],
    ['true % 2', 'invalid operands for mathematical operation [MODULUS]'],
    ["'a' > 'b'", 'invalid operands for mathematical comparison [GREATER_THAN]'],
    ["1 <= '2'", 'invalid operands for mathematical comparison [LESS_THAN_EQUALS]'],
  ])('%s fails: %s', (expression, message) => {
    expect(() => printed(expression)).toThrow(`${message} ({{ ${expression} }}:1)`);
  });
});

describe('comparison and membership (flow-language §4.4)', () => {
  test.each([
    ['1 == 1.0', 'true'],
    ["1 == '1'", 'false'],
    ["text equals 'Hello'", 'true'],
    ['nothing == null', 'true'],
    ['nothing != 1', 'true'],
    ['list == [1, 2, 3]', 'true'],
    ["map == {'n': null, 'k': 'v'}", 'true'],
    ['nothing > 1', 'false'],
    ['1 >= nothing', 'false'],
    ['2 > 1.5', 'true'],
    ['nothing contains 1', 'false'],
    ['list contains 4', 'false'],
    ['list contains [1, 2]', 'true'],
    ['list contains [1, 9]', 'false'],
    ["map contains 'k'", 'true'],
    ["map contains 'v'", 'false'],
    ["map contains 'constructor'", 'false'],
    ["'2' isIn list", 'true'],
    ['9 isIn list', 'false'],
    ["'v' isIn map", 'true'],
    ["'k' isIn map", 'true'],
    ['null isIn list', 'false'],
    ["'a' isIn 'abc'", 'false'],
    ['1..4', '[1,2,3,4]'],
    ["'a'..'d'", '["a","b","c","d"]'],
    ['3..1', '[]'],
  ])('%s is %s', (expression, expected) => {
    expect(printed(expression)).toBe(expected);
  });

  test('given a value that contains nothing, then `contains` is an error', () => {
    expect(() => printed('a contains 1')).toThrow('Contains operator can only be used on Collections');
  });
});

describe('logic (flow-language §4.4, §4.10)', () => {
  test.each([
    ["'false' and true", 'true'],
    ["'' or 0", 'false'],
    ['0.0 or half', 'true'],
    ['not 0', 'true'],
    ['false and missing', 'false'],
    ['true or missing', 'true'],
    ["nothing ? 'yes' : 'no'", 'no'],
    ["'false' ? 'yes' : 'no'", 'yes'],
  ])('%s is %s', (expression, expected) => {
    expect(printed(expression)).toBe(expected);
  });

  test.each(['nothing and true', 'false or nothing', 'not nothing'])(
    '%s fails in strict mode',
    (expression) => {
      expect(() => printed(expression)).toThrow('null value given to');
    },
  );

  test('given a list as condition, then it is an error', () => {
    expect(() => printed("list ? 'a' : 'b'")).toThrow('expected Boolean, ');
    expect(() => render('{% if map %}a{% endif %}', variables)).toThrow('expected Boolean, ');
    expect(() => render('{% if nothing %}a{% endif %}', variables)).toThrow(
      'null value given to if statement',
    );
  });
});
