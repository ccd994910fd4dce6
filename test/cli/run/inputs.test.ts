import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { collectLabels, collectPairs, parseCount, parseLevel } from '../../../cli/options.ts';
import { readInputsFile, submittedInputs } from '../../../cli/run/inputs.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tutti-inputs-'));
  writeFileSync(join(folder, 'data.csv'), 'a,b');
});
afterAll(() => rmSync(folder, { recursive: true }));

const declared = ['name:STRING', 'file:FILE', 'a.b:INT', 'a.c:INT', 'json:JSON'].map((text) => {
  const [id = '', type = ''] = text.split(':');
  return { id, type };
});
const submit = (json: Record<string, unknown>, texts: Record<string, string> = {}) =>
  submittedInputs(declared, json, texts);

test('key=value: the first = divides, the last of a key wins', () => {
  expect({ ...collectPairs('a=2', collectPairs('a=1', collectPairs('b=x=y'))) }).toEqual({
    a: '2',
    b: 'x=y',
  });
  expect(Object.keys(collectPairs('__proto__=x'))).toEqual(['__proto__']);
  for (const text of ['a', '=a', '']) expect(() => collectPairs(text)).toThrow('Expected key=value');
});

test('labels: the last of a key wins, those of the system are refused but for the correlation id', () => {
  expect(collectLabels('team=b', collectLabels('team=a'))).toEqual([{ key: 'team', value: 'b' }]);
  expect(collectLabels('system.correlationId=x')).toHaveLength(1);
  expect(() => collectLabels('system.test=x')).toThrow('set by Tutti');
});

test('levels in any case, counts above 0', () => {
  expect(parseLevel('debug')).toBe('DEBUG');
  expect(() => parseLevel('LOUD')).toThrow('TRACE, DEBUG');
  expect(parseCount('10')).toBe(10);
  for (const text of ['0', '-1', '1.5', 'x']) expect(() => parseCount(text)).toThrow('whole number');
});

test('given as text, inputs win over those of the file', () => {
  expect(submit({ name: 'json', json: { x: 1 } }, { name: 'text' }).values).toEqual({
    name: 'text',
    json: { x: 1 },
  });
});

test('objects under the prefix of nested ids are taken apart, others are values', () => {
  expect(submit({ a: { b: 1, c: 2 }, json: { b: 1 } }).values).toEqual({
    'a.b': 1,
    'a.c': 2,
    json: { b: 1 },
  });
});

test('files: a path, with or without @, becomes absolute; URIs stay; a missing one is refused', () => {
  const path = join(folder, 'data.csv');
  for (const value of [path, `@${path}`, `@${relative(process.cwd(), path)}`]) {
    expect(submit({}, { file: value }).values).toEqual({ file: path });
  }
  expect(submit({}, { file: 'nsfile:///x' }).values).toEqual({ file: 'nsfile:///x' });
  expect(submit({}, { name: '@x' }).values).toEqual({ name: '@x' });
  expect(() => submit({}, { file: '@/no/such.csv' })).toThrow('Input file: there is no file /no/such.csv');
});

test('a name that is not declared is warned about, with the one that was meant', () => {
  expect(submit({}, { nmae: 'x' }).warnings).toEqual(['The flow has no input “nmae”. Did you mean “name”?']);
});

test('the inputs file must hold a JSON object', () => {
  const file = (content: string) => {
    const path = join(folder, 'inputs.json');
    writeFileSync(path, content);
    return path;
  };
  expect(readInputsFile(file('\uFEFF{"a": [1]}'))).toEqual({ a: [1] });
  expect(() => readInputsFile(file('[1]'))).toThrow('expected a JSON object');
  expect(() => readInputsFile(file('{'))).toThrow('Cannot read the inputs');
  expect(() => readInputsFile(join(folder, 'none.json'))).toThrow('there is no such file');
});
