import { describe, expect, it } from 'vitest';
import { javaRegExp, javaReplaceAll, javaSplit } from '../../../../runner/expression/java/regex.ts';

describe('patterns of Java', () => {
  it.each([
    ['[a-z&&[^b]]+', 'bacb', 'ac'],
    ['(?i)AB|cd', 'xCDab', 'CD'],
    ['a(?i)b|C', 'c', 'c'],
    ['\\Qa.b\\E', 'axb a.b', 'a.b'],
    ['\\p{Alpha}+', 'ä1bc', 'bc'],
    ['\\p{L}+', '1äb', 'äb'],
    ['\\p{IsLatin}\\P{L}', 'b1', 'b1'],
    ['end$', 'end\n', 'end'],
    ['[\\w.-]+@[\\w-]+', 'to me.x-y@ho-st!', 'me.x-y@ho-st'],
    ['[^\\]]+]', 'ab]', 'ab]'],
    ['[a-c-e]+', 'xa-e', 'a-e'],
    ['\\h+', 'a\u00a0 b', '\u00a0 '],
    ['(?<y>\\d{4})-\\k<y>', '2023-2024-2024', '2024-2024'],
    ['[!--]', '-', '-'],
    ['\\x41\\u0042', 'AB', 'AB'],
    ['\\_', '_', '_'],
  ])('%s finds in %j %j', (pattern, text, found) => {
    expect(javaRegExp(pattern).exec(text)?.[0]).toBe(found);
  });

  it.each([
    ['a++', 'possessive quantifiers are not supported'],
    ['(?>a)', 'atomic groups are not supported'],
    ['(?x) a', 'the flags (?x) are not supported'],
    ['[a', 'Unclosed character class'],
    ['a)', 'unmatched closing parenthesis'],
    ['(a', 'Invalid regular expression'],
    ['\\y', 'Illegal/unsupported escape sequence'],
    ['{', 'illegal repetition'],
  ])('%s is refused: %s', (pattern, message) => {
    expect(() => javaRegExp(pattern)).toThrow(message);
  });
});

describe('replacements', () => {
  it('know groups by number and by name, and quotes', () => {
    expect(javaReplaceAll('2024-07-09', '(\\d+)-(?<m>\\d+)-(\\d+)', '$3.${m}.$12\\$')).toBe('09.07.20242$');
  });

  it.each([
    ['$1', 'No group 1'],
    ['${x}', 'No group with name {x}'],
    ['$', 'Illegal group reference'],
    ['\\', 'character to be escaped is missing'],
  ])('%s is refused: %s', (replacement, message) => {
    expect(() => javaReplaceAll('a', 'a', replacement)).toThrow(message);
  });
});

describe('split', () => {
  it.each([
    ['a,b,,', ',', 0, ['a', 'b']],
    ['a,b,,', ',', -1, ['a', 'b', '', '']],
    ['a,b,c', ',', 2, ['a', 'b,c']],
    ['abc', '', 0, ['a', 'b', 'c']],
    ['abc', '', 2, ['a', 'bc']],
    ['', ',', 0, ['']],
    [',', ',', 0, []],
    [',a', ',', 0, ['', 'a']],
    ['a|b', '\\|', 0, ['a', 'b']],
    ['a1b22c', '\\d+', 0, ['a', 'b', 'c']],
  ])('%j by %j, limit %i → %j', (text, pattern, limit, pieces) => {
    expect(javaSplit(text, pattern, limit)).toEqual(pieces);
  });
});
