import { expect, test } from 'vitest';
import type { Violation } from '../../../../runner/flow/types.ts';
import { annotationsOf } from '../../../../runner/testing/report/annotations.ts';
import { workflowCommands } from '../../../../runner/testing/report/commands.ts';
import { masked } from '../../../../runner/testing/report/masked.ts';
import { sarif } from '../../../../runner/testing/report/sarif.ts';
import { assertionOf, brokenCaseOf, caseOf, file, invalidSuiteOf, reportOf, suiteOf } from './sample.ts';

const violation = (change: Partial<Violation>): Violation => ({
  file: 'flows/a.yaml',
  line: 1,
  column: 1,
  path: 'id',
  message: 'must not be null',
  severity: 'error',
  ...change,
});
const failing = caseOf('fails', 'FAILED', [
  assertionOf({ actual: '200', isSuccess: false, errorMessage: 'unexpected status', description: 'status' }),
]);

test('a failed assertion is annotated on its line, with what was expected and found', () => {
  expect(annotationsOf(reportOf(suiteOf('orders_suite', [failing])))).toEqual([
    {
      file,
      line: 10,
      column: 9,
      level: 'error',
      title: 'shop.prod.orders_suite › fails',
      message: 'status\nunexpected status\nexpected: equalTo 200 (number)\nfound: "200" (text)',
    },
  ]);
});

test('errors come first, then what is on changed files', () => {
  const violations = [
    violation({ severity: 'warning', file: 'changed.yaml' }),
    violation({ file: 'other.yaml' }),
    violation({ file: 'changed.yaml', line: 2 }),
    violation({ severity: 'info', file: 'changed.yaml', line: 3 }),
  ];
  const found = annotationsOf(undefined, { violations, changed: new Set(['changed.yaml']) });
  expect(found.map((each) => `${each.level} ${each.file}`)).toEqual([
    'error changed.yaml',
    'error other.yaml',
    'warning changed.yaml',
    'notice changed.yaml',
  ]);
});

test('what is on one line becomes one annotation of the worst level', () => {
  const violations = [
    violation({ severity: 'warning', message: 'deprecated' }),
    violation({ message: 'wrong' }),
    violation({ message: 'wrong' }),
  ];
  expect(annotationsOf(undefined, { violations })).toMatchObject([
    { level: 'error', message: 'wrong\n\ndeprecated' },
  ]);
});

test('suites that are not valid, and cases that could not be judged, are annotated too', () => {
  const report = reportOf(
    invalidSuiteOf('broken', 'no such flow'),
    suiteOf('orders_suite', [brokenCaseOf('breaks', 'cannot render', 'at x')]),
  );
  expect(annotationsOf(report).map(({ line, message }) => [line, message])).toEqual([
    [3, 'no such flow'],
    [20, 'cannot render\nat x'],
  ]);
});

test('a workflow command cannot be left by its texts', () => {
  const [annotation] = annotationsOf(undefined, {
    violations: [violation({ file: 'a,b:c.yaml', path: 'x::y', message: '100%\r\n::error::owned' })],
  });
  expect(workflowCommands([annotation!])).toBe(
    '::error file=a%2Cb%3Ac.yaml,line=1,col=1,title=x%3A%3Ay::100%25%0D%0A::error::owned\n',
  );
});

test('ten errors and ten warnings are written, the others counted', () => {
  const violations = Array.from({ length: 15 }, (_, line) => [
    violation({ line: line + 1 }),
    violation({ line: line + 100, severity: 'warning' }),
  ]).flat();
  const lines = workflowCommands(annotationsOf(undefined, { violations })).split('\n');
  expect(lines.filter((line) => line.startsWith('::error'))).toHaveLength(10);
  expect(lines.filter((line) => line.startsWith('::warning'))).toHaveLength(10);
  expect(lines.at(-2)).toBe('… and 10 more, see the report');
});

test('SARIF names the rule, the place and a fingerprint that outlives moved lines', () => {
  const at = (line: number) =>
    sarif([violation({ line, file: 'flows/grün & x.yaml' })], {
      version: '1.2.3',
      report: reportOf(suiteOf('orders_suite', [failing])),
    }) as { version: string; runs: { results: Record<string, unknown>[]; tool: unknown }[] };
  const [first, second] = [at(1).runs[0]!.results, at(2).runs[0]!.results];
  expect(at(1)).toMatchObject({
    version: '2.1.0',
    runs: [{ tool: { driver: { semanticVersion: '1.2.3' } } }],
  });
  expect(first).toMatchObject([
    {
      ruleId: 'violation',
      ruleIndex: 0,
      level: 'error',
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'flows/gr%C3%BCn%20%26%20x.yaml' },
            region: { startLine: 1 },
          },
        },
      ],
    },
    {
      ruleId: 'assertion',
      ruleIndex: 1,
      locations: [
        { physicalLocation: { artifactLocation: { uri: file }, region: { startLine: 10, startColumn: 9 } } },
      ],
    },
  ]);
  expect(first[0]!['partialFingerprints']).toEqual(second[0]!['partialFingerprints']);
  expect(first[0]!['partialFingerprints']).not.toEqual(first[1]!['partialFingerprints']);
});

test('secrets are masked wherever a report has texts', () => {
  const leaking = caseOf('leaks', 'FAILED', [
    assertionOf({ expected: { 'key s3cr&t': ['s3cr&t'] }, actual: 's3cr&t', isSuccess: false }),
  ]);
  const report = masked(reportOf(suiteOf('orders_suite', [leaking])), (text) =>
    text.replaceAll('s3cr&t', '******'),
  );
  expect(JSON.stringify(report)).not.toContain('s3cr');
  expect(report.suites[0]!.cases[0]!.result.assertionResults[0]!.actual).toBe('******');
});
