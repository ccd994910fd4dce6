import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Double } from '../../../../runner/expression/types.ts';
import { difference } from '../../../../runner/testing/report/difference.ts';
import { inlineValue, kindOf, plainOf } from '../../../../runner/testing/report/values.ts';

const drawn = (expected: unknown, actual: unknown) =>
  difference(expected, actual)?.map(
    ({ kind, text }) => `${{ equal: ' ', expected: '-', actual: '+', omitted: '…' }[kind]} ${text}`,
  );

test('values of one line have no difference of lines', () => {
  expect(difference(200, '200')).toBeUndefined();
  expect(difference('one', 'two')).toBeUndefined();
});

test('texts differ by lines', () => {
  expect(drawn('a\nb\nc', 'a\nx\nc\nd')).toEqual(['  a', '- b', '+ x', '  c', '+ d']);
});

test('maps differ by entries, whatever the order of their keys, and show what is text', () => {
  expect(drawn({ id: 1, code: '200' }, { code: 200, id: 1 })).toEqual([
    '  {',
    '-   code: "200"',
    '+   code: 200',
    '    id: 1',
    '  }',
  ]);
});

test('equal lines far from a change are counted', () => {
  const lines = Array.from({ length: 30 }, (_, index) => `line ${index}`);
  const shown = drawn(lines.join('\n'), lines.with(15, 'other').join('\n'));
  expect(shown?.[0]).toBe('… 13 equal lines');
  expect(shown).toContain('- line 15');
  expect(shown).toContain('+ other');
});

test('each side can be read back from a difference that leaves nothing out', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 2, maxLength: 8 });
  fc.assert(
    fc.property(text, text, (left, right) => {
      const lines = difference(left.join('\n'), right.join('\n'))!;
      if (lines.some(({ kind }) => kind === 'omitted')) return;
      const side = (other: string) => lines.filter(({ kind }) => kind !== other).map((line) => line.text);
      expect(side('actual')).toEqual(left);
      expect(side('expected')).toEqual(right);
    }),
  );
});

test('two huge texts are compared at once', () => {
  const lines = (word: string) => Array.from({ length: 50_000 }, (_, index) => `${word} ${index}`).join('\n');
  const begin = performance.now();
  expect(difference(lines('a'), lines('b'))!.length).toBeLessThan(200);
  expect(performance.now() - begin).toBeLessThan(2000);
});

test('values say what they are', () => {
  expect([null, 1, 1.5, new Double(3), 10n, 'x', true, [], {}].map(kindOf)).toEqual([
    'nothing',
    'number',
    'decimal number',
    'decimal number',
    'number',
    'text',
    'boolean',
    'list',
    'map',
  ]);
  expect(inlineValue(new Double(3))).toBe('3.0');
  expect(inlineValue('x'.repeat(1000), 10)).toHaveLength(10);
  expect(plainOf({ big: 2n ** 60n, whole: new Double(3) })).toEqual({ big: '1152921504606846976', whole: 3 });
});
