import { expect, test } from 'vitest';
import { stateOf, testDocument } from '../../../../runner/testing/report/json.ts';
import { testMarkdown } from '../../../../runner/testing/report/markdown.ts';
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

test('texts of others neither mention, nor link, nor leave their place', () => {
  const hostile = '@everyone ![x](http://evil.test) </details><script> | #1\n# head\n/tutti run x';
  const broken = brokenCaseOf(hostile, hostile, '```\n# out\n</details>');
  const text = testMarkdown(reportOf(suiteOf(hostile, [{ ...broken, description: hostile }])));
  // Within code, all is as it is written.
  const outside = text.replace(/^(`{3,}).*\n[\s\S]*?\n\1$/gm, '').replace(/`[^`\n]*`/g, '');
  expect(outside).not.toMatch(/<script|@everyone|!\[x\]|\/tutti|^# /m);
  expect(outside.match(/<details>/g)).toHaveLength(1);
  expect(outside.match(/<\/details>/g)).toHaveLength(1);
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
