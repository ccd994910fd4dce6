import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { toIon } from '../../../../runner/expression/java/ion.ts';
import { parseJson } from '../../../../runner/expression/java/json.ts';
import {
  compareNumbers,
  javaEquals,
  javaNumberText,
  javaString,
  toJson,
  toText,
} from '../../../../runner/expression/java/text.ts';
import { toYaml } from '../../../../runner/expression/java/yaml.ts';
import { Double } from '../../../../runner/expression/types.ts';

describe('numbers print as in Java (flow-language §4.1)', () => {
  it.each([
    [3, '3'],
    [-0, '0'],
    [9007199254740993n, '9007199254740993'],
    [new Double(3), '3.0'],
    [new Double(-0), '-0.0'],
    [0.1, '0.1'],
    [0.001, '0.001'],
    [0.00012, '1.2E-4'],
    [new Double(1e10), '1.0E10'],
    [12345678.9, '1.23456789E7'],
    [new Double(9999999), '9999999.0'],
    [1e300, '1.0E300'],
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
  ])('%s → %s', (value, text) => {
    expect(javaNumberText(value)).toBe(text);
  });
});

describe('the output writer', () => {
  it.each([
    [null, ''],
    ['text', 'text'],
    [true, 'true'],
    [{ a: [1, null, 'x"y'], b: new Double(2) }, '{"a":[1,null,"x\\"y"],"b":2.0}'],
    [
      new Map<string, unknown>([
        ['10', 1],
        ['2', {}],
      ]),
      '{"10":1,"2":{}}',
    ],
    [[], '[]'],
    [Temporal.Instant.from('2024-07-09T06:17:01.1Z'), '2024-07-09T06:17:01.100Z'],
    [Temporal.PlainDateTime.from('2024-07-09T06:17:00'), '2024-07-09T06:17'],
    [Temporal.PlainDate.from('2024-07-09'), '2024-07-09'],
    [
      Temporal.ZonedDateTime.from('2024-07-09T06:17:01+02:00[Europe/Paris]'),
      '2024-07-09T06:17:01+02:00[Europe/Paris]',
    ],
    [Temporal.ZonedDateTime.from('2024-07-09T06:17:01Z[UTC]'), '2024-07-09T06:17:01Z[UTC]'],
    [Temporal.ZonedDateTime.from('2024-07-09T06:17:01+02:00[+02:00]'), '2024-07-09T06:17:01+02:00'],
    [Temporal.Duration.from('PT1M'), 'PT1M'],
    [Temporal.Duration.from('P1DT2H'), 'PT26H'],
  ])('given %o, prints %s', (value, text) => {
    expect(toText(value)).toBe(text);
  });

  it('given dates inside a map, prints them as ISO texts with seconds and offsets', () => {
    const at = Temporal.ZonedDateTime.from('2024-07-09T06:17:00+02:00[Europe/Paris]');
    expect(toJson({ at, local: at.toPlainDateTime(), utc: at.toInstant() })).toBe(
      '{"at":"2024-07-09T06:17:00+02:00","local":"2024-07-09T06:17:00","utc":"2024-07-09T04:17:00Z"}',
    );
  });

  it('given only inherited properties, prints none of them', () => {
    expect(toJson(Object.assign(Object.create(null), { own: 1 }))).toBe('{"own":1}');
    expect(toJson(JSON.parse('{"__proto__":{"a":1}}'))).toBe('{"__proto__":{"a":1}}');
  });

  it('given a value that contains itself, refuses it', () => {
    const cycle: unknown[] = [];
    cycle.push(cycle);
    for (const write of [toJson, javaString, toIon, toYaml]) {
      expect(() => write(cycle)).toThrow('or the value contains itself');
    }
  });

  it('given a small value that would print as gigabytes, refuses it', () => {
    let value: unknown = 'x'.repeat(1000);
    for (let level = 0; level < 17; level += 1) {
      value = [value, value];
    }
    expect(() => toJson(value)).toThrow('longer than');
    for (let level = 0; level < 20; level += 1) {
      value = { a: value, b: value };
    }
    for (const write of [toJson, javaString, toIon, toYaml]) {
      expect(() => write(value)).toThrow('more than 5000000 parts');
    }
  });

  it('in text operations maps and lists print in the notation of Java', () => {
    expect(javaString({ a: 1, b: [null, 'x', { c: new Double(1) }] })).toBe('{a=1, b=[null, x, {c=1.0}]}');
  });
});

describe('equality', () => {
  it.each([
    [1, new Double(1), true],
    [1, '1', false],
    [9007199254740993n, 9007199254740992, false],
    [[1, { a: 2 }], [new Double(1), { a: 2 }], true],
    [
      { a: 1, b: 2 },
      new Map([
        ['b', 2],
        ['a', 1],
      ]),
      true,
    ],
    [{ a: 1 }, { a: 1, b: null }, false],
    [null, undefined, true],
    [Temporal.Instant.from('2024-01-01T00:00Z'), Temporal.Instant.from('2024-01-01T00:00:00Z'), true],
    [{}, { toString: 1 }, false],
  ])('%o equals %o: %s', (left, right, equal) => {
    expect(javaEquals(left, right)).toBe(equal);
    expect(javaEquals(right, left)).toBe(equal);
  });

  it('numbers compare by value across their classes', () => {
    expect([
      compareNumbers(1, 2n),
      compareNumbers(new Double(3), 2),
      compareNumbers(5n, new Double(5)),
    ]).toEqual([-1, 1, 0]);
  });
});

it('JSON texts keep the class of their numbers', () => {
  const text = '{"a":1,"b":1.0,"c":1e3,"d":12345678901234567890,"e":"1.0"}';
  expect(toJson(parseJson(text))).toBe('{"a":1,"b":1.0,"c":1000.0,"d":12345678901234567890,"e":"1.0"}');
});
