import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coverageMarkdown } from '../../../../runner/testing/report/coverage.ts';
import { stateOf, testDocument } from '../../../../runner/testing/report/json.ts';
import { testMarkdown } from '../../../../runner/testing/report/markdown.ts';
import { expectClosed, expectHarmless, hostile } from '../../../app/github/report/hostile.ts';
import { assertionOf, brokenCaseOf, caseOf, file, invalidSuiteOf, reportOf, suiteOf } from './sample.ts';

const failing = caseOf('fails', 'FAILED', [
  assertionOf({ expected: 'a\nb', actual: 'a\nc', isSuccess: false, errorMessage: 'texts differ' }),
]);

test('given a failed case, the report has a headline, a table, and the difference to open', () => {
  const text = testMarkdown(reportOf(suiteOf('orders_suite', [caseOf('passes', 'SUCCESS'), failing])));
  expect(text).toContain('❌ **1 of 2 cases failed, 1 case passed**');
  expect(text).toContain('| ❌ `shop.prod.orders_suite` | `orders` | 1 / 2 | 0.0 s |');
  expect(text).toContain('```diff\n  a\n- b\n+ c\n```');
  expect(text).toContain(`\`${file}:10:9\` texts differ`);
});

test('given only passed cases, nothing is to be opened', () => {
  const text = testMarkdown(reportOf(suiteOf('orders_suite', [caseOf('passes', 'SUCCESS')])));
  expect(text).toContain('✅ **1 case passed**');
  expect(text).not.toContain('<details>');
});

test('a suite that is not valid says where', () => {
  expect(testMarkdown(reportOf(invalidSuiteOf('broken', 'no such flow')))).toContain(
    `- error \`${file}:3:9\` \`flowId\`: no such flow`,
  );
});

test('given hostile texts in every place, nothing of them gets a meaning', () => {
  fc.assert(
    fc.property(hostile, hostile, (text, other) => {
      const failed = caseOf(text, 'FAILED', [
        assertionOf({
          expected: text,
          actual: other,
          isSuccess: false,
          errorMessage: text,
          description: other,
        }),
        assertionOf({ operator: 'contains', expected: text, actual: other, isSuccess: false }),
      ]);
      const broken = { ...brokenCaseOf(text, text, other), description: other };
      const entry = { executionId: '', namespace: '', flowId: '', level: 'INFO', timestamp: '' } as const;
      const logs = [{ ...entry, taskId: text, message: other }];
      const report = reportOf(suiteOf(text, [{ ...failed, logs }, broken]), invalidSuiteOf(other, text));
      const markdown = testMarkdown(report);
      expectHarmless(markdown);
      expectClosed(markdown);
    }),
    { numRuns: 200 },
  );
});

test('coverage is a table, the least covered flow first', () => {
  const flow = { namespace: 'a', file: 'flows/a.yaml' };
  const missed = { kind: 'branch' as const, name: 'decide: else', line: 12, hits: 0 };
  expect(
    coverageMarkdown({
      flows: [
        { ...flow, flowId: 'all', points: [], summary: { points: 4, hit: 4, percent: 100 } },
        { ...flow, flowId: 'some|', points: [missed], summary: { points: 3, hit: 2, percent: 200 / 3 } },
      ],
      total: { points: 7, hit: 6, percent: 600 / 7 },
    }),
  ).toBe(`**85.7 % of 2 flows covered**

| flow | points | coverage | not reached, by line |
|:--|--:|--:|:--|
| \`a.some\\|\` | 2 / 3 | 66.6 % | \`12 else of decide\` |
| \`a.all\` | 4 / 4 | 100 % |  |`);
});

test('the document for programs has every assertion with its place', () => {
  const document = testDocument(reportOf(suiteOf('orders_suite', [failing])));
  expect(document).toMatchObject({
    state: 'FAILED',
    counts: { suites: 1, cases: 1, failed: 1 },
    suites: [
      {
        id: 'orders_suite',
        namespace: 'shop.prod',
        file,
        cases: [
          {
            id: 'fails',
            state: 'FAILED',
            assertions: [{ operator: 'equalTo', isSuccess: false, line: 10, column: 9 }],
          },
        ],
      },
    ],
  });
});

test('the state of all is the worst one; a suite that is not valid is an error', () => {
  const passed = suiteOf('a', [caseOf('passes', 'SUCCESS')]);
  expect(stateOf(reportOf(passed, suiteOf('b', [caseOf('rests', 'SKIPPED')])))).toBe('SUCCESS');
  expect(stateOf(reportOf(passed, suiteOf('b', [failing])))).toBe('FAILED');
  expect(stateOf(reportOf(passed, invalidSuiteOf('b', 'wrong')))).toBe('ERROR');
  expect(stateOf(reportOf(suiteOf('b', [caseOf('rests', 'SKIPPED')])))).toBe('SKIPPED');
});
