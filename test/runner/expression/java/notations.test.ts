import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toIon } from '../../../../runner/expression/java/ion.ts';
import { parseIon } from '../../../../runner/expression/java/ionReader.ts';
import { parseJson } from '../../../../runner/expression/java/json.ts';
import { javaEquals, toJson } from '../../../../runner/expression/java/text.ts';
import { parseYaml, toYaml } from '../../../../runner/expression/java/yaml.ts';
import { Double } from '../../../../runner/expression/types.ts';

const json = fc.jsonValue({ maxDepth: 4 }).map((value) => parseJson(toJson(value)));

/** Texts that look like numbers are written without quotes, as Kestra does, and come back as numbers. */
const withoutNumericTexts = json.filter((value) => !/"-?[\d.]/.test(toJson(value)));

describe('what is written can be read', () => {
  it('as JSON', () => {
    fc.assert(
      fc.property(json, (value) => javaEquals(parseJson(toJson(value)), value)),
      { numRuns: 200 },
    );
  });

  it('as YAML', () => {
    fc.assert(
      fc.property(withoutNumericTexts, (value) => {
        expect(toJson(parseYaml(toYaml(value)))).toBe(toJson(value));
      }),
      { numRuns: 300 },
    );
  });

  it('as Ion', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(toJson(parseIon(toIon(value))[0])).toBe(toJson(value));
      }),
      { numRuns: 300 },
    );
  });
});

describe('YAML', () => {
  it.each([
    ['string', 'string\n'],
    [1, '1\n'],
    [new Double(1), '1.0\n'],
    [true, 'true\n'],
    [['string', 1], ' - string\n - 1\n'],
    [{ list: [1, { a: 1, b: [2] }] }, 'list:\n - 1\n -\n  a: 1\n  b:\n   - 2\n'],
    [{ empty: {}, none: [], nothing: null }, 'empty: {}\nnone: []\nnothing: null\n'],
    [{ text: 'a\nb\n', other: 'a\nb' }, 'text: |\n  a\n  b\nother: |-\n  a\n  b\n'],
    [
      { a: 'true', b: 'a: b', c: '', d: '8080', '1': 'n' },
      '"1": "n"\na: "true"\nb: "a: b"\nc: ""\nd: 8080\n',
    ],
  ])('%j is written as %j', (value, text) => {
    expect(toYaml(value)).toBe(text);
  });

  it('is read with the classes of numbers, the order of keys, and no surprises of YAML 1.1', () => {
    const value = parseYaml('b: 3.0\n10: yes\na: 12345678901234567890\nd: 2024-01-01');
    expect(toJson(value)).toBe('{"b":3.0,"10":"yes","a":12345678901234567890,"d":"2024-01-01"}');
  });

  it('is refused where it is malformed', () => {
    expect(() => parseYaml('a: [1')).toThrow('Invalid yaml: ');
  });
});

describe('Ion', () => {
  it.each([
    ['string', '"string"'],
    [null, 'null'],
    [1.5, '1.5e0'],
    [new Double(3), '3e0'],
    [{ a: 1, 'b c': [true], null: {} }, "{a:1,'b c':[true],'null':{}}"],
    ['a"\n\u0001', '"a\\"\\n\\x01"'],
  ])('%j is written as %s', (value, text) => {
    expect(toIon(value)).toBe(text);
  });

  it('is read with annotations, comments, long texts, blobs, decimals and timestamps', () => {
    const text = `$ion_1_0 // rows
      {a: ZonedDateTime::"2024", b: '''x''' '''y''', c: 0xFF, /* no */ d: -1.5d1, e: {{aGk=}}, f: null.int}
      2024-01-01T00:00:00.000Z (a b) [1, 2,]`;
    expect(toJson(parseIon(text))).toBe(
      '[{"a":"2024","b":"xy","c":255,"d":-15.0,"e":"aGk=","f":null},"2024-01-01T00:00:00.000Z",["a","b"],[1,2]]',
    );
  });

  it.each(['{a:', '[1', '{a 1}', '"x', '}'])('%s is refused', (text) => {
    expect(() => parseIon(text)).toThrow('Invalid ion: ');
  });
});
