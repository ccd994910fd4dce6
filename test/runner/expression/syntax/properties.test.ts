import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { check, ExpressionError, render, renderTyped } from '../../../../runner/expression/index.ts';

/** Texts made of what templates are made of: far more of them get deep into the parser than of arbitrary characters. */
const fragments = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...[
          '{{',
          '}}',
          '{%',
          '%}',
          '{#',
          '#}',
          '-',
          '"',
          "'",
          '#{',
          '}',
          '{',
          '(',
          ')',
          '[',
          ']',
          '.',
          ',',
          ':',
          '?',
          '??',
        ],
        ...[
          'if',
          'for',
          'x',
          'in',
          'else',
          'endif',
          'endfor',
          'set',
          '=',
          'macro',
          'endmacro',
          'raw',
          'endraw',
          'verbatim',
        ],
        ...[
          ' ',
          '\n',
          '1',
          '2.5',
          '5L',
          'is',
          'not',
          'defined',
          '|',
          'upper',
          '..',
          '~',
          '*',
          '/',
          'null',
          '\\',
        ],
      ),
      fc.string(),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));

describe('properties of the language', () => {
  test('given any text, then compiling ends, with an ExpressionError or without', () => {
    fc.assert(
      fc.property(fc.oneof(fragments, fc.string({ unit: 'binary' })), (text) => {
        expect(Array.isArray(check(text))).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });

  test('given any text, then rendering throws nothing but an ExpressionError', () => {
    const limits = { iterations: 1_000, output: 10_000 };
    fc.assert(
      fc.property(fragments, (text) => {
        try {
          expect(typeof render(text, { x: [1, 2] }, { limits })).toBe('string');
        } catch (error) {
          expect(error).toBeInstanceOf(ExpressionError);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  test('given a text without delimiters, then it renders to itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(!/\{[{%#]/.test(text));
        expect(render(text, {})).toBe(text);
        expect(render(`${text}{{ '' }}`, {})).toBe(text);
      }),
    );
  });

  test('given two 64-bit integers, then arithmetic agrees with that of BigInt', () => {
    const long = fc.oneof(
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      fc.bigInt({ min: -100n, max: 100n }),
    );
    const operations: [string, (a: bigint, b: bigint) => bigint][] = [
      ['+', (a, b) => a + b],
      ['-', (a, b) => a - b],
      ['*', (a, b) => a * b],
      ['/', (a, b) => a / b],
      ['%', (a, b) => a % b],
    ];
    const value = (integer: bigint): number | bigint =>
      Number.isSafeInteger(Number(integer)) ? Number(integer) : integer;
    fc.assert(
      fc.property(long, long, fc.constantFrom(...operations), (a, b, [operator, reference]) => {
        fc.pre(b !== 0n || (operator !== '/' && operator !== '%'));
        const expected = value(BigInt.asIntN(64, reference(a, b)));
        expect(renderTyped(`{{ a ${operator} b }}`, { a: value(a), b: value(b) })).toBe(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  test('given two integers that a literal can hold, then literals compute as variables do', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.maxSafeNat(), (a, b) => {
        expect(render(`{{ ${a} - ${b} }}`, {})).toBe(String(BigInt(a) - BigInt(b)));
        expect(render(`{{ ${a} < ${b} }}`, {})).toBe(String(a < b));
      }),
    );
  });

  test.each([
    ['brackets', `{{ ${'('.repeat(50_000)}1${')'.repeat(50_000)} }}`],
    ['lists', `{{ ${'['.repeat(50_000)}${']'.repeat(50_000)} }}`],
    ['signs', `{{ ${'- '.repeat(50_000)}1 }}`],
    ['interpolations', `{{ ${'"#{'.repeat(50_000)}1${'}"'.repeat(50_000)} }}`],
    ['conditions', `{{ ${'a ? b : '.repeat(50_000)}c }}`],
    ['tags', '{% if true %}'.repeat(50_000)],
    ['operators', `{{ 1${' + 1'.repeat(50_000)} }}`],
    ['attributes', `{{ a${'.b'.repeat(50_000)} }}`],
    ['filters', `{{ a${' | upper'.repeat(50_000)} }}`],
  ])('given %s without end, then the template is refused and the stack survives', (_name, template) => {
    expect(() => render(template, {})).toThrow(ExpressionError);
  });
});
