import { expect, test } from 'vitest';
import { createPaint } from '../../../cli/paint.ts';
import type { FailureView } from '../../../cli/test/failureText.ts';
import { endText, suiteText } from '../../../cli/test/pretty.ts';
import type { ExecutionDocument } from '../../../runner/execution/types.ts';
import { judge } from '../../../runner/testing/assertions.ts';
import {
  assertionOf,
  brokenCaseOf,
  caseOf,
  file,
  invalidSuiteOf,
  reportOf,
  suiteOf,
} from '../../runner/testing/report/sample.ts';

const source = Array.from({ length: 30 }, (_, index) => `        line: ${index + 1}`).join('\n');
const view: FailureView = {
  paint: createPaint(false),
  width: 100,
  sources: new Map([[file, source]]),
};

test('given values of different types, both are shown with their types and the place of the assertion', () => {
  const failing = caseOf(
    'fails',
    'FAILED',
    [
      assertionOf({
        actual: '200',
        isSuccess: false,
        errorMessage: 'unexpected status',
        description: 'the status',
      }),
    ],
    { description: 'Orders are fetched' },
  );
  expect(endText(reportOf(suiteOf('orders_suite', [failing])), view)).toBe(`
✖ shop.prod.orders_suite › fails
  Orders are fetched

  ${file}:10:9  the status
  unexpected status
     9 |         line: 9
    10 |         line: 10
       |         ^
  expected: 200 (number)
     found: "200" (text)

  → Again: tutti test ${file} --filter orders_suite/fails
  → The flow by itself: tutti run shop.prod.orders

✖ 1 of 1 case failed  1 suite, 0.06 s
`);
});

test('given texts of several lines, their difference is shown', () => {
  const failing = caseOf('fails', 'FAILED', [
    assertionOf({ expected: 'a\nb', actual: 'a\nc', isSuccess: false }),
  ]);
  expect(endText(reportOf(suiteOf('orders_suite', [failing])), view)).toContain(
    '  - expected  + found\n    a\n  - b\n  + c\n',
  );
});

test('given long texts that look alike, it says where they part', () => {
  const [expected, actual] = ['a text that is rather long', 'a text that is rather  long'];
  const failing = caseOf('fails', 'FAILED', [assertionOf({ expected, actual, isSuccess: false })]);
  expect(endText(reportOf(suiteOf('orders_suite', [failing])), view)).toContain(
    'They differ from character 23 on: expected "long", found " long".',
  );
});

test('another operator is named', () => {
  const failing = caseOf('fails', 'FAILED', [
    assertionOf({ operator: 'lessThan', expected: 3, actual: 5, isSuccess: false }),
  ]);
  expect(endText(reportOf(suiteOf('orders_suite', [failing])), view)).toContain(
    'expected: lessThan 3 (number)\n     found: 5 (number)',
  );
});

test('given a task that really ran and failed, its log is shown and a fixture is proposed', () => {
  const state = { current: 'FAILED' as const, histories: [], startDate: '' };
  const execution = {
    state,
    taskRunList: [{ id: 'run1', taskId: 'fetch', state }],
  } as unknown as ExecutionDocument;
  const entry = { executionId: '', namespace: '', flowId: '', timestamp: '2026-11-23T02:00:00Z' };
  const logs = [
    { ...entry, taskId: 'other', taskRunId: 'run0', level: 'INFO' as const, message: 'fine' },
    {
      ...entry,
      taskId: 'fetch',
      taskRunId: 'run1',
      level: 'ERROR' as const,
      message: 'no such \u001b[31mhost',
    },
  ];
  const failing = caseOf('fails', 'FAILED', [], { execution, logs });
  const text = endText(reportOf(suiteOf('orders_suite', [failing])), view);
  expect(text).toContain('The execution ended FAILED; failed: fetch.');
  expect(text).toMatch(/ERROR fetch no such host\n/);
  expect(text).not.toContain('fine');
  expect(text).toContain('- id: fetch\n            outputs: {}');
});

test('a case that could not be judged says why', () => {
  const text = endText(
    reportOf(suiteOf('orders_suite', [brokenCaseOf('breaks', 'cannot render', 'more')])),
    view,
  );
  expect(text).toContain(`${file}:20:7\n  cannot render\n  more\n`);
  expect(text).toContain('✖ 1 case could not be judged');
});

test('a suite that is not valid is shown as `tutti validate` shows a flow', () => {
  const suite = invalidSuiteOf('orders_suite', 'there is no flow');
  expect(suiteText(suite, 1, view.paint)).toMatch(/^‼ shop\.prod\.orders_suite {2}not valid/);
  expect(endText(reportOf(suite), view)).toContain('3:9  error  flowId: there is no flow');
});

test('given few suites, every case has a line; given many, those that need attention', () => {
  const suite = suiteOf('orders_suite', [caseOf('passes', 'SUCCESS'), caseOf('fails', 'FAILED')]);
  expect(suiteText(suite, 1, view.paint)).toBe(
    `✖ shop.prod.orders_suite  1/2 cases  0.03 s  ${file}\n    ✔ passes  0.01 s\n    ✖ fails  0.01 s\n`,
  );
  expect(suiteText(suite, 20, view.paint)).not.toContain('passes');
});

test('texts of others can neither colour nor move what a terminal shows', () => {
  const hostile = 'x\u001b[2J\u001b]0;title\u0007\u009b31m\u0000y';
  const broken = brokenCaseOf(hostile, hostile, hostile);
  const failing = caseOf(hostile, 'FAILED', [
    assertionOf({
      operator: 'contains',
      expected: hostile,
      actual: { [hostile]: hostile },
      isSuccess: false,
      errorMessage: hostile,
    }),
    assertionOf({ expected: [hostile, 1], actual: [hostile], isSuccess: false, description: hostile }),
  ]);
  const suite = suiteOf(hostile, [{ ...broken, description: hostile }, failing], { file: hostile });
  const report = reportOf(suite, invalidSuiteOf(hostile, hostile));
  const shown = report.suites.map((each) => suiteText(each, 2, view.paint)).join('') + endText(report, view);
  expect(shown).not.toMatch(/[^\P{Cc}\n]/u);
});

test('a message that the runner made is left out, for the values below say the same', () => {
  const values = { expected: 'a', actual: 'b' };
  const judgement = judge('equalTo', values.actual, values.expected);
  const errorMessage = 'message' in judgement ? judgement.message : '';
  const failing = caseOf('fails', 'FAILED', [assertionOf({ ...values, isSuccess: false, errorMessage })]);
  const text = endText(reportOf(suiteOf('orders_suite', [failing])), view);
  expect(errorMessage).not.toBe('');
  expect(text).not.toContain(errorMessage);
  expect(text).toContain('expected: "a" (text)\n     found: "b" (text)');
});
