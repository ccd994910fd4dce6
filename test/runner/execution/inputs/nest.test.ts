import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nest } from '../../../../runner/execution/inputs/nest.ts';

describe('dotted ids', () => {
  it('become nested objects', () => {
    expect(
      nest([
        ['a.b', 1],
        ['a.c', 2],
        ['d', 3],
      ]),
    ).toEqual({ a: { b: 1, c: 2 }, d: 3 });
  });

  it('leave out the later of two that exclude each other', () => {
    expect(
      nest([
        ['a', 1],
        ['a.b', 2],
      ]),
    ).toEqual({ a: 1 });
    expect(
      nest([
        ['a.b', 2],
        ['a', 1],
      ]),
    ).toEqual({ a: { b: 2 } });
  });

  it('never reach into values, even where these are maps', () => {
    const value = { b: 1 };
    expect(
      nest([
        ['a', value],
        ['a.c', 2],
      ]),
    ).toEqual({ a: { b: 1 } });
    expect(value).toEqual({ b: 1 });
  });

  it('cannot reach the prototype of objects', () => {
    const nested = nest([['a.__proto__.polluted', true]]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(Object.keys(nested['a'] as object)).toEqual(['__proto__']);
  });

  it('can be followed again to each value, where no id is the beginning of another', () => {
    const segment = fc.constantFrom('a', 'b', 'c', 'toString', '__proto__', 'constructor');
    const paths = fc.uniqueArray(fc.tuple(segment, segment, segment), { selector: (path) => path.join('.') });
    fc.assert(
      fc.property(paths, (all) => {
        const nested = nest(all.map((path, index) => [path.join('.'), index]));
        all.forEach((path, index) => {
          const found = path.reduce<unknown>(
            (value, key) => Object.getOwnPropertyDescriptor(value as object, key)?.value,
            nested,
          );
          expect(found).toBe(index);
        });
      }),
    );
  });
});
