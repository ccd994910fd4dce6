import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filters } from '../../../../runner/expression/filters/index.ts';
import { Double } from '../../../../runner/expression/types.ts';
import { applyFilter } from '../functions/calling.ts';

/** Filter, input, arguments, result: the rows of flow-language §4.6. */
const table: [string, unknown, unknown[], unknown][] = [
  ['abbreviate', 'hello world', [8], 'hello...'],
  ['abbreviate', 'hello', [6], 'hello'],
  ['abbreviate', 'hello', [5], 'he...'],
  ['abbreviate', 'abc', [2], 'abc'],
  ['abs', -3, [], 3],
  ['abs', new Double(-2), [], new Double(2)],
  ['base64encode', 'héllo', [], 'aMOpbGxv'],
  ['base64encode', 12, [], 'MTI='],
  ['base64decode', 'aMOpbGxv', [], 'héllo'],
  ['capitalize', '  hello World', [], '  Hello World'],
  ['chunk', [1, 2, 3, 4, 5], [2], [[1, 2], [3, 4], [5]]],
  ['className', 'x', [], 'java.lang.String'],
  ['className', 1.5, [], 'java.lang.Double'],
  ['default', null, ['x'], 'x'],
  ['default', undefined, ['x'], 'x'],
  ['default', '  ', ['x'], 'x'],
  ['default', [], ['x'], 'x'],
  ['default', {}, ['x'], 'x'],
  ['default', 0, ['x'], 0],
  ['default', false, ['x'], false],
  [
    'distinct',
    [1, new Double(1), 'a', 'a', { b: 1 }, { b: 1 }, [2], [2], null, null],
    [],
    [1, 'a', { b: 1 }, [2], null],
  ],
  ['distinct', null, [], 'null'],
  ['endsWith', 'hello', ['lo'], true],
  ['startsWith', 'hello', ['lo'], false],
  ['escapeChar', "it's", ['single'], "it\\'s"],
  ['escapeChar', 'a "b"', ['double'], 'a \\"b\\"'],
  ['escapeChar', ["it's", { a: "b'" }], ['shell'], ["it'\\''s", { a: "b'\\''" }]],
  ['first', [1, 2], [], 1],
  ['first', 'abc', [], 'a'],
  ['first', [], [], null],
  ['last', [1, 2], [], 2],
  ['last', 'abc', [], 'c'],
  ['flatten', [1, [2, [3]], []], [], [1, 2, [3]]],
  ['format', 'Hi %s, %03d', ['you', 7], 'Hi you, 007'],
  ['indent', 'a\nb\r\nc\rd', [2], 'a\n  b\r\n  c\r  d'],
  ['indent', 'a\nb', [2, '\t'], 'a\n\t\tb'],
  ['nindent', 'a\nb', [2], '\n  a\n  b'],
  ['join', [1, null, 'a', { b: 1 }], [', '], '1, null, a, {b=1}'],
  ['join', [1, 2], [], '12'],
  ['json', { a: [1, null] }, [], '{"a":[1,null]}'],
  ['toJson', null, [], 'null'],
  ['toJson', 'a', [], '"a"'],
  ['keys', { b: 1, a: 2 }, [], ['b', 'a']],
  ['keys', ['x', 'y'], [], [0, 1]],
  ['values', { b: 1, a: 2 }, [], [1, 2]],
  ['length', 'abc', [], 3],
  ['length', [1, 2], [], 2],
  ['length', { a: 1 }, [], 1],
  ['length', null, [], 0],
  ['length', 42, [], 0],
  ['lower', 'ÀB', [], 'àb'],
  ['upper', 'straße', [], 'STRASSE'],
  ['upper', true, [], 'TRUE'],
  ['title', 'hello big world', [], 'Hello Big World'],
  ['trim', '\t a b \n', [], 'a b'],
  ['md5', 'a', [], '0cc175b9c0f1b6a831c399e269772661'],
  ['sha1', 'a', [], '86f7e437faa5a7fce15d1ddcb9eaeaea377667b8'],
  ['sha256', 'a', [], 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb'],
  ['merge', { a: 1, b: 1 }, [{ b: 2 }], { a: 1, b: 2 }],
  ['merge', { a: 1 }, [['x']], { a: 1, x: 'x' }],
  ['merge', [1], [[2, 1]], [1, 2, 1]],
  ['merge', [1], [{ k: 'v' }], [1, { k: 'v' }]],
  ['nl2br', 'a\nb', [], 'a<br />b'],
  ['number', '12', [], 12],
  ['number', '1.5', [], 1.5],
  ['number', '0x1F', [], 31],
  ['number', '12', ['DOUBLE'], new Double(12)],
  ['number', '9223372036854775807', ['LONG'], 9223372036854775807n],
  ['number', '-7', ['INT'], -7],
  ['number', '123456789012345678901234567890', ['BIGINTEGER'], 123456789012345678901234567890n],
  ['numberFormat', 1234.5, ['#,##0.00'], '1,234.50'],
  ['numberFormat', 1234.5, [], '1,234.5'],
  ['replace', 'john doe', [{ john: 'jane', jane: 'joan' }], 'joan doe'],
  ['replace', 'a.b', [{ '.': '$1' }], 'a$1b'],
  ['replace', 'aa1bb2', [{ '(\\d)': '-$1-' }, true], 'aa-1-bb-2-'],
  ['replace', ['ab', { c: 'a' }], [{ a: 'x' }], ['xb', { c: 'x' }]],
  ['reverse', [1, 2, 3], [], [3, 2, 1]],
  ['sort', [10, 9, new Double(9.5)], [], [9, new Double(9.5), 10]],
  ['sort', ['b', 'B', 'a'], [], ['B', 'a', 'b']],
  ['rsort', [1, 3, 2], [], [3, 2, 1]],
  ['slice', 'hello', [1, 3], 'el'],
  ['slice', [1, 2, 3], [1], [2, 3]],
  ['slice', [1, 2, 3], [], [1, 2, 3]],
  ['slugify', 'Test\t\t\ntést* & Co_1', [], 'test-test-co-1'],
  ['split', 'a, b,c', [',\\s*'], ['a', 'b', 'c']],
  ['split', 'a,b,c', [',', 2], ['a', 'b,c']],
  ['string', 12, [], '12'],
  ['string', { a: [1] }, [], '{a=[1]}'],
  ['substringBefore', 'a.b.c', ['.'], 'a'],
  ['substringBefore', 'abc', ['.'], 'abc'],
  ['substringBeforeLast', 'a.b.c', ['.'], 'a.b'],
  ['substringAfter', 'a.b.c', ['.'], 'b.c'],
  ['substringAfter', 'abc', ['.'], ''],
  ['substringAfterLast', 'a.b.c', ['.'], 'c'],
  ['toIon', { a: 1 }, [], '{a:1}'],
  ['toIon', null, [], 'null'],
  ['urlencode', 'a b&c/é~*', [], 'a+b%26c%2F%C3%A9%7E*'],
  ['urldecode', 'a+b%26c%C3%A9', [], 'a b&cé'],
  ['yaml', { a: [1] }, [], 'a:\n - 1\n'],
  ['yaml', null, [], 'null'],
];

describe('filters', () => {
  it.each(table)('%s: %o with %o → %o', async (name, input, args, expected) => {
    expect(await applyFilter(name, input, args)).toEqual(expected);
  });
});

describe('null', () => {
  const answering = ['default', 'distinct', 'length', 'json', 'toJson', 'toIon', 'yaml', 'merge'];
  const refusing = ['abs', 'endsWith', 'startsWith'];
  const others = [...filters.keys()].filter((name) => ![...answering, ...refusing].includes(name));

  it.each(others)('given to %s comes out as null', async (name) => {
    expect(await applyFilter(name, null)).toBeNull();
  });

  it.each(refusing)('is refused by %s', async (name) => {
    await expect(applyFilter(name, null, ['x'])).rejects.toThrow('null');
  });
});

describe('refusals', () => {
  it.each([
    ['base64decode', '!', [], 'not valid base64'],
    ['chunk', [1], [0], "'size' above 0"],
    ['distinct', 1, [], 'Input must be a list, but received : java.lang.Long'],
    ['escapeChar', 'a', ['foo'], "Invalid escape type 'foo'"],
    ['flatten', 'a', [], "The 'flatten' filter can only be applied to lists."],
    ['join', 'a', [','], "The 'join' filter expects that the input is either a collection or an array."],
    ['keys', 1, [], "'keys' filter can only be applied to List, Map, Array. Actual type was: java.lang.Long"],
    ['lower', 1, [], 'class java.lang.Long cannot be cast to class java.lang.String'],
    ['md5', 1, [], 'Need a string to hash'],
    ['merge', null, [null], 'The two arguments to be merged are null'],
    ['number', 1, [], "'number' filter can only be applied to String. Actual type was: java.lang.Long"],
    ['number', 'x', [], 'For input string: "x"'],
    ['number', '2147483648', ['INT'], 'For input string: "2147483648"'],
    ['numberFormat', 'x', [], 'has to be a number'],
    ['replace', 'x', [], "The argument 'replace_pairs' is required."],
    ['slice', 'abc', [-1], 'fromIndex must be greater than 0'],
    ['slice', 'abc', [0, 4], 'toIndex must be smaller than input size: 3'],
    ['slice', 'abc', [2, 2], 'toIndex must be greater than fromIndex'],
    ['sort', [1, 'a'], [], 'cannot be compared'],
    ['split', 'a', [], "The 'split' filter expects an argument 'delimiter'."],
    ['urldecode', '%zz', [], 'Illegal hex characters'],
  ])('%s: %o with %o: %s', async (name, input, args, message) => {
    await expect(applyFilter(name, input, args)).rejects.toThrow(message);
  });
});

it('lists that are sorted or reversed stay as they were', async () => {
  const list = [2, 1, 3];
  await applyFilter('sort', list);
  await applyFilter('reverse', list);
  expect(list).toEqual([2, 1, 3]);
});

it('maps keep the order of their keys, even of those that look like numbers', async () => {
  const merged = await applyFilter('merge', { b: 1 }, [
    new Map<string, unknown>([
      ['2', 1],
      ['1', 2],
    ]),
  ]);
  expect(await applyFilter('toJson', merged)).toBe('{"b":1,"2":1,"1":2}');
});

describe('encodings come back', () => {
  it.each([
    ['base64encode', 'base64decode'],
    ['urlencode', 'urldecode'],
  ])('%s and %s', async (encode, decode) => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (text) => {
        expect(await applyFilter(decode, await applyFilter(encode, text))).toBe(text);
      }),
    );
  });
});

describe('jq', () => {
  const jq = (input: unknown, program: unknown) => applyFilter('jq', input, [program]);

  it.each([
    [[1, 2, 3], '.[0]', [1]],
    [{ a: [1, 2] }, '.a[]', [1, 2]],
    ['{"a":"b"}', '.a', ['b']],
    [{ a: 1 }, 'empty', []],
    [{ a: new Double(1) }, '.a, .b', [new Double(1), null]],
    [[{ n: 'x', v: 'a\nb' }], 'map({(.n): .v}) | add', [{ x: 'a\nb' }]],
    [{ a: 12345678901234567890n }, '.a', [12345678901234567890n]],
    [5, '-.', [-5]],
    [{ 'a b': 1 }, '."a b" # comment', [1]],
  ])('%o | %s → %o', async (input, program, expected) => {
    expect(await jq(input, program)).toEqual(expected);
  });

  it('errors say value and type, and why', async () => {
    await expect(jq({ a: 1 }, '.a.b')).rejects.toThrow(
      /^Unable to parse jq value '\{a=1\}' with type 'java\.util\.LinkedHashMap': jq: error.*Cannot index number/,
    );
    await expect(jq('{a', '.')).rejects.toThrow("Unable to parse jq value '{a' with type 'java.lang.String'");
    await expect(jq([1], '.[')).rejects.toThrow('syntax error');
    await expect(jq([1], undefined)).rejects.toThrow("The 'jq' filter expects an argument 'expression'.");
  });
});
