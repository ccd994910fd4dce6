import { describe, expect, it } from 'vitest';
import { tests } from '../../../../runner/expression/tests/index.ts';
import { type CallContext, Double } from '../../../../runner/expression/types.ts';

const is = (value: unknown, name: string) => tests.get(name)?.test(value, [], {} as CallContext);

describe('tests (flow-language §4.7)', () => {
  it.each([
    ['null', null, true],
    ['null', 0, false],
    ['defined', undefined, false],
    ['defined', null, false],
    ['defined', '', true],
    ['empty', null, true],
    ['empty', ' \t', true],
    ['empty', [], true],
    ['empty', new Map(), true],
    ['empty', [0], false],
    ['empty', 0, false],
    ['even', 2, true],
    ['even', -3, false],
    ['odd', -3, true],
    ['odd', 4n, false],
    ['iterable', [], true],
    ['iterable', 'abc', false],
    ['map', {}, true],
    ['map', [], false],
    ['map', new Double(1), false],
    ['json', '{"a":1}', true],
    ['json', '{a', false],
  ])('is %s: %o → %s', (name, value, expected) => {
    expect(is(value, name)).toBe(expected);
  });

  it.each([
    ['even', null],
    ['odd', 1.5],
    ['json', 1],
  ])('is %s refuses %o', (name, value) => {
    expect(() => is(value, name)).toThrow(name);
  });
});
