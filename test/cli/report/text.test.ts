import { describe, expect, test } from 'vitest';
import { clip, columns, durationText, isoDuration, printable } from '../../../cli/report/text.ts';

describe('durations', () => {
  test.each([
    [0, '0.00 s', 'PT0S'],
    [324, '0.32 s', 'PT0.324S'],
    [1500, '1.50 s', 'PT1.5S'],
    [12_340, '12.3 s', 'PT12.34S'],
    [184_000, '3 m 04 s', 'PT3M4S'],
    [3_600_000, '1 h 00 m', 'PT1H'],
    [7_500_250.5, '2 h 05 m', 'PT2H5M0.2505S'],
  ])('%d ms is %s, and %s for programs', (milliseconds, text, iso) => {
    expect(durationText(milliseconds)).toBe(text);
    expect(isoDuration(milliseconds)).toBe(iso);
  });
});

describe('text of others', () => {
  test('cannot move the cursor or colour the screen', () => {
    expect(printable('a\u001b[31mb\u001b[2Jc\u0007d\re\nf\tg')).toBe('abcde\nf  g');
  });

  test('is cut to one line of the width', () => {
    expect(clip('abcdef', 4)).toBe('abc…');
    expect(clip('a\nb', 10)).toBe('a ⏎ b');
    expect(clip('abc', 0)).toBe('');
  });
});

test('columns are aligned by their text, not by its colours', () => {
  const text = columns(
    [
      ['a', 'bb', 'c'],
      ['aaa', 'b', ''],
    ],
    (cell, column) => (column === 0 ? `<${cell}>` : cell),
  );
  expect(text).toBe('<a>    bb  c\n<aaa>  b\n');
});
