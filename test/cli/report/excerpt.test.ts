import { expect, test } from 'vitest';
import { createPaint } from '../../../cli/paint.ts';
import { excerpt } from '../../../cli/report/excerpt.ts';
import { violationReport } from '../../../cli/report/violations.ts';

const plain = createPaint(false);

test('an excerpt shows the line, the one before it, and a caret under the column', () => {
  expect(excerpt('id: a\ntasks:\n  - id: b\n', { line: 3, column: 5 }, plain)).toEqual([
    '2 | tasks:',
    '3 |   - id: b',
    '  |     ^',
  ]);
});

test('the caret stands right after tabs, on the first line, and past the end of a line', () => {
  expect(excerpt('\tx', { line: 1, column: 2 }, plain)).toEqual(['1 |   x', '  |   ^']);
  expect(excerpt('ab', { line: 1, column: 3 }, plain)).toEqual(['1 | ab', '  |   ^']);
});

test('a long line is cut around the column', () => {
  const source = `${'a'.repeat(300)}X${'b'.repeat(300)}`;
  const [line = '', caret = ''] = excerpt(source, { line: 1, column: 301 }, plain, 60);
  expect(line.length).toBeLessThanOrEqual(60);
  expect(line[caret.indexOf('^')]).toBe('X');
});

test('a line that is not there has no excerpt', () => {
  expect(excerpt('a', { line: 7, column: 1 }, plain)).toEqual([]);
});

test('a report groups violations by file, in the order of the lines', () => {
  const at = (file: string, line: number, message: string) =>
    ({ file, line, column: 1, path: 'tasks[a].message', message, severity: 'error' }) as const;
  const report = violationReport(
    [at('b.yaml', 1, 'must not be null'), at('a.yaml', 2, 'second'), at('a.yaml', 1, 'first')],
    new Map([['a.yaml', 'one\ntwo']]),
    plain,
  );
  expect(report).toBe(`b.yaml
  1:1  error  tasks[a].message: must not be null

a.yaml
  1:1  error  tasks[a].message: first
      1 | one
        | ^
  2:1  error  tasks[a].message: second
      1 | one
      2 | two
        | ^
`);
});
