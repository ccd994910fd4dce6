import { describe, expect, it } from 'vitest';
import { Double } from '../../../runner/expression/index.ts';
import { judge } from '../../../runner/testing/assertions.ts';
import type { Operator } from '../../../runner/testing/types.ts';

const held = (operator: Operator, actual: unknown, expected: unknown) => {
  const judgement = judge(operator, actual, expected);
  return 'error' in judgement ? 'error' : judgement.isSuccess;
};

describe('operators of assertions (surfaces §1.2)', () => {
  it.each<[Operator, unknown, unknown, boolean | 'error']>([
    ['equalTo', 200, 200, true],
    ['equalTo', '200', 200, false],
    ['equalTo', 3n, 3, true],
    ['equalTo', new Double(3), 3, false],
    ['equalTo', new Double(3), new Double(3), true],
    ['equalTo', true, 'true', false],
    ['equalTo', null, null, true],
    ['equalTo', { a: [1, { b: 2 }], c: 3 }, { c: 3, a: [1, { b: 2 }] }, true],
    ['equalTo', { a: 1 }, { a: 1, b: 2 }, false],
    ['equalTo', [1, 2], [2, 1], false],
    ['equalTo', [1], [1, 2], false],
    ['notEqualTo', 'a', 'b', true],
    ['notEqualTo', 'a', 'a', false],
    ['contains', 'abc', 'b', true],
    ['contains', 'abc', 'd', false],
    ['contains', ['b'], 'b', 'error'],
    ['contains', null, 'b', 'error'],
    ['startsWith', 'abc', 'ab', true],
    ['startsWith', 'abc', 'bc', false],
    ['startsWith', 12, '1', 'error'],
    ['endsWith', 'abc', 'bc', true],
    ['endsWith', 'abc', 'ab', false],
    ['endsWith', null, 'ab', 'error'],
    ['greaterThan', 2, 1, true],
    ['greaterThan', 1, 1, false],
    ['greaterThan', '10', 9, true],
    ['greaterThan', 'ten', 9, 'error'],
    ['greaterThan', null, 9, 'error'],
    ['greaterThan', 1, '', 'error'],
    ['greaterThanOrEqualTo', 1, 1, true],
    ['greaterThanOrEqualTo', 0.9, 1, false],
    ['lessThan', 1, 2, true],
    ['lessThan', 2, 2, false],
    ['lessThanOrEqualTo', 2, 2, true],
    ['lessThanOrEqualTo', 2.1, 2, false],
    ['in', 'a', ['a', 'b'], true],
    ['in', 'c', ['a', 'b'], false],
    ['in', '1', [1], false],
    ['in', 'a', 'abc', 'error'],
    ['notIn', 'c', ['a', 'b'], true],
    ['notIn', 'a', ['a', 'b'], false],
    ['isNull', null, true, true],
    ['isNull', '', true, false],
    ['isNull', 'x', false, true],
    ['isNull', null, false, false],
    ['isNull', null, 'maybe', 'error'],
    ['isNotNull', 'x', true, true],
    ['isNotNull', undefined, true, false],
    ['isNotNull', null, false, true],
  ])('%s of %o and %o: %s', (operator, actual, expected, result) => {
    expect(held(operator, actual, expected)).toBe(result);
  });

  it('names what was expected and found', () => {
    expect(judge('equalTo', '200', 200)).toEqual({ isSuccess: false, message: 'expected 200, found "200"' });
    expect(judge('contains', 'abc', 'x')).toEqual({
      isSuccess: false,
      message: 'expected a text with "x" in it, found "abc"',
    });
  });
});
