import { describe, expect, it } from 'vitest';
import { formatDecimal } from '../../../../runner/expression/java/decimalFormat.ts';
import { formatText } from '../../../../runner/expression/java/format.ts';
import { Double } from '../../../../runner/expression/types.ts';

describe('String.format', () => {
  it.each([
    ['%s|%5s|%-5s|%S', ['a', 'b', 'c', 'd'], 'a|    b|c    |D'],
    ['%s %s %s', [null, { a: 1 }, new Double(3)], 'null {a=1} 3.0'],
    ['%d|%05d|%,d|%+d|%(d|% d', [1, 42, 1234567, 5, -5, 6], '1|00042|1,234,567|+5|(5)| 6'],
    ['%x|%X|%#x|%o|%x', [255, 255, 255, 8, -1], 'ff|FF|0xff|10|ffffffffffffffff'],
    ['%f|%.2f|%,.2f|%.0f', [new Double(1), 1.005, 1234567.891, 2.5], '1.000000|1.01|1,234,567.89|3'],
    ['%10.3f|%-8.1f|%010.2f', [3.14259, 2.25, -3.14259], '     3.143|2.3     |-000003.14'],
    ['%e|%.1e|%g', [12345.678, 9.96, 0.00012345], '1.234568e+04|1.0e+01|0.000123450'],
    ['%b %B %c %c', [true, null, 'x', 65], 'true FALSE x A'],
    ['%2$s %1$s %<s', ['a', 'b'], 'b a a'],
    ['100%%%n', [], '100%\n'],
    ['%h', ['hello'], '5e918d2'],
  ])('%s of %j → %j', (format, values, text) => {
    expect(formatText(format, values)).toBe(text);
  });

  it.each([
    ['%d', [1.5], 'd != java.lang.Double'],
    ['%f', [1], 'f != java.lang.Long'],
    ['%s %s', ['a'], "Format specifier '%s'"],
    ['%y', ['a'], "Conversion = 'y'"],
    ['5%', [], "Conversion = '%'"],
  ])('%s of %j is refused: %s', (format, values, message) => {
    expect(() => formatText(format, values)).toThrow(message);
  });
});

describe('DecimalFormat', () => {
  it.each([
    [1234567.8915, undefined, '1,234,567.892'],
    [1234.5, '#,##0.00', '1,234.50'],
    [0.5, '#.##', '.5'],
    [0, '#', '0'],
    [0.125, '0.00', '0.12'],
    [0.375, '0.00', '0.38'],
    [-5, '0.0;(0.0)', '(5.0)'],
    [0.256, '0.0%', '25.6%'],
    [12345, '0.###E0', '1.234E4'],
    [12345, '##0.##E0', '12.3E3'],
    [7, '000', '007'],
    [1000, "'#'0", '#1000'],
    [12345678901234567890n, '#,##0', '12,345,678,901,234,567,890'],
    [-1234.5, '#,##0.00 €', '-1,234.50 €'],
    [new Double(3), '0.0', '3.0'],
  ])('%s by %s → %s', (value, pattern, text) => {
    expect(formatDecimal(value, pattern)).toBe(text);
  });

  it('refuses a malformed pattern', () => {
    expect(() => formatDecimal(1, '0#.0')).toThrow('Malformed pattern "0#.0"');
  });
});
