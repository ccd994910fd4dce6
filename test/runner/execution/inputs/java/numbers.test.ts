import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { parseFloat32 } from '../../../../../runner/execution/inputs/java/float.ts';
import { parseInteger } from '../../../../../runner/execution/inputs/java/integer.ts';

describe('Integer.valueOf', () => {
  test.each([
    ['0', 0],
    ['-0', 0],
    ['+7', 7],
    ['007', 7],
    ['2147483647', 2147483647],
    ['-2147483648', -2147483648],
  ])('reads %s', (text, value) => {
    expect(parseInteger(text)).toBe(value);
  });

  test.each(['', 'abc', '1.0', '1e3', ' 1', '0x10', '2147483648', '-2147483649', '1_000'])(
    'refuses "%s" with the message of Java',
    (text) => {
      expect(() => parseInteger(text)).toThrow(`For input string: "${text}"`);
    },
  );

  it('reads every 32-bit integer', () => {
    fc.assert(
      fc.property(fc.integer(), (value) => {
        expect(parseInteger(String(value))).toBe(value);
      }),
    );
  });
});

describe('Float.valueOf', () => {
  test.each([
    ['42.42', 42.42],
    ['3', 3],
    [' 1.5 ', 1.5],
    ['.5', 0.5],
    ['5.', 5],
    ['1e3', 1000],
    ['1.5f', 1.5],
    ['-0', 0],
    // Digits beyond the precision of 32 bits are lost.
    ['1.23456789', 1.2345679],
    ['16777217', 16777216],
  ])('reads "%s"', (text, value) => {
    expect(parseFloat32(text)).toBe(value);
  });

  test.each(['abc', '1,5', '1e40', 'NaN', 'Infinity', '0x1'])('refuses "%s"', (text) => {
    expect(() => parseFloat32(text)).toThrow(`For input string: "${text}"`);
  });

  it('refuses the empty text', () => {
    expect(() => parseFloat32(' ')).toThrow('empty String');
  });

  it('gives a decimal that stands for the same float', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Math.fround(parseFloat32(String(value)))).toBe(value === 0 ? 0 : value);
      }),
    );
  });
});
