import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clockText, formatDuration, parseDuration } from '../../../runner/flow/duration.ts';

describe('an ISO-8601 duration (flow-language §4.12)', () => {
  it.each([
    ['PT30S', 30_000],
    ['PT0.5S', 500],
    ['PT1H30M', 5_400_000],
    ['P1D', 86_400_000],
    ['P1DT12H', 129_600_000],
    ['PT-6H', -21_600_000],
    ['-PT1M', -60_000],
    ['PT-0.5S', -500],
    ['pt5s', 5_000],
    [' PT1S ', 1_000],
    ['10', 10_000],
    ['0.25', 250],
  ])('%s is %i milliseconds', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  it.each(['', 'P', 'PT', '5 minutes', 'P1Y', 'P1M', 'PT1', 'T5S', 'PT1.5M', 'P1DT'])(
    '%j is none',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );

  it.each([
    [0, 'PT0S'],
    [1234, 'PT1.234S'],
    [90_000_000, 'PT25H'],
    [61_000, 'PT1M1S'],
    [-1500, 'PT-1.5S'],
    [0.5, 'PT0.0005S'],
  ])('%d milliseconds print as %s, as Java prints them', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });

  it('printed and read again is the same', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 12), max: 10 ** 12 }), (milliseconds) => {
        expect(parseDuration(formatDuration(milliseconds))).toBe(milliseconds);
      }),
    );
  });

  it('is shown as a clock in logs (§7.5)', () => {
    expect(clockText(5_000)).toBe('00:00:05.000');
    expect(clockText(93_784_005)).toBe('26:03:04.005');
  });
});
