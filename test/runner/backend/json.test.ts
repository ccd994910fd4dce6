import { expect, test } from 'vitest';
import { fromJson, toJson } from '../../../runner/backend/json.ts';

test.each([
  [{ a: [1, 'x', null, true], b: { c: 0.5 } }],
  [{ big: 2n ** 63n, negative: -(2n ** 60n), small: 3 }],
  [{ edge: Number.MAX_SAFE_INTEGER, text: '12345678901234567890' }],
  ['a text'],
  [null],
])('given %o, then it comes back from JSON as it was', (value) => {
  expect(fromJson(toJson(value))).toEqual(value);
});

test('given nothing, then it is null', () => {
  expect(fromJson(toJson(undefined))).toBeNull();
});

test('given a cycle, then it is refused', () => {
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  expect(() => toJson(cycle)).toThrow(TypeError);
});
