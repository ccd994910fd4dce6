import { stripVTControlCharacters } from 'node:util';
import type { CaseReport, SuiteReport, TestReport } from '../types.ts';
import { expectation } from './annotations.ts';
import { type Failure, failuresOfCase, suiteName } from './failures.ts';

/** Log lines of a case in its `<system-out>`. */
const mostLogs = 100;

/**
 * A report as JUnit XML, as CI systems and the test reporters of GitHub read it (github §5.3). A suite that could not be run has
 * one case, `(suite)`, which is an error. Times are seconds. Texts should be masked (`masked`).
 */
export function junitXml({ suites, duration }: TestReport): string {
  const elements = suites.map(suiteElement);
  const totals = sum(elements.map(({ counts }) => counts));
  return `${[
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'tutti', ...totals, time: seconds(duration) })}>`,
    ...elements.flatMap(({ lines }) => lines),
    '</testsuites>',
  ].join('\n')}\n`;
}

interface Counts {
  tests: number;
  failures: number;
  errors: number;
  skipped: number;
}

function suiteElement(suite: SuiteReport): { lines: string[]; counts: Counts } {
  const name = suiteName(suite);
  const cases = suite.cases.map((each) => caseElement(suite, each, name));
  if (suite.violations.some(({ severity }) => severity === 'error')) cases.push(invalidElement(suite, name));
  const counts = sum(cases.map((each) => each.counts));
  const timestamp = suite.result.startDate.slice(0, 19);
  const head = attributes({ name, ...counts, time: seconds(suite.duration), timestamp, file: suite.file });
  return {
    counts,
    lines: [`  <testsuite${head}>`, ...cases.flatMap(({ lines }) => lines), '  </testsuite>'],
  };
}

function caseElement(suite: SuiteReport, each: CaseReport, classname: string): Element {
  const { testId, state } = each.result;
  const failures = failuresOfCase(suite, each);
  const isError = state === 'ERROR';
  const inner = failures.length === 0 ? [] : [failureElement(isError ? 'error' : 'failure', failures)];
  if (state === 'SKIPPED') inner.push('      <skipped/>');
  const logs = each.logs.slice(-mostLogs);
  if (logs.length > 0 && state !== 'SUCCESS') {
    const lines = logs.map(({ timestamp, level, taskId, message }) =>
      [timestamp, level, ...(taskId === undefined ? [] : [taskId]), message].join(' '),
    );
    inner.push(`      <system-out>${content(lines.join('\n'))}</system-out>`);
  }
  const head = attributes({
    classname,
    name: testId,
    time: seconds(each.duration),
    file: each.place.file,
    line: each.place.line,
  });
  return {
    lines:
      inner.length === 0
        ? [`    <testcase${head}/>`]
        : [`    <testcase${head}>`, ...inner, '    </testcase>'],
    counts: {
      tests: 1,
      failures: state === 'FAILED' ? 1 : 0,
      errors: isError ? 1 : 0,
      skipped: state === 'SKIPPED' ? 1 : 0,
    },
  };
}

interface Element {
  lines: string[];
  counts: Counts;
}

/** Stands for the cases of a suite that is not valid, which would be missed otherwise. */
function invalidElement({ file, violations }: SuiteReport, classname: string): Element {
  const errors = violations.filter(({ severity }) => severity === 'error');
  const line = errors[0]?.line ?? 1;
  const details = errors.map((error) =>
    [`${error.file}:${error.line}:${error.column}`, error.path, error.message].join(' ').trim(),
  );
  const inner = element('error', errors[0]?.message ?? '', 'Violation', details.join('\n'));
  return {
    lines: [
      `    <testcase${attributes({ classname, name: '(suite)', time: seconds(0), file, line })}>`,
      inner,
      '    </testcase>',
    ],
    counts: { tests: 1, failures: 0, errors: 1, skipped: 0 },
  };
}

/** One element for all, for readers know no more than one; its message is the first one's. */
function failureElement(name: 'error' | 'failure', failures: readonly Failure[]): string {
  const [first, ...others] = failures as [Failure, ...Failure[]];
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  return element(name, first.message + more, typeOf(first), failures.map(detailOf).join('\n\n'));
}

function element(name: string, message: string, type: string, detail: string): string {
  return `      <${name}${attributes({ message, type })}>${content(detail)}</${name}>`;
}

function typeOf({ assertion }: Failure): string {
  return assertion?.operator ?? 'Error';
}

function detailOf(failure: Failure): string {
  const { place, message, error, assertion } = failure;
  const more = error?.details === undefined ? [] : [error.details];
  const about = assertion?.description === undefined ? [] : [assertion.description];
  const where = `at ${place.file}:${place.line}:${place.column}`;
  return [...about, message, ...expectation(failure), ...more, where].join('\n');
}

function sum(counts: readonly Counts[]): Counts {
  const total = { tests: 0, failures: 0, errors: 0, skipped: 0 };
  for (const each of counts) {
    total.tests += each.tests;
    total.failures += each.failures;
    total.errors += each.errors;
    total.skipped += each.skipped;
  }
  return total;
}

function seconds(milliseconds: number): string {
  return (Math.max(0, milliseconds) / 1000).toFixed(3);
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([key, value]) => ` ${key}="${attribute(String(value))}"`)
    .join('');
}

/** Line ends within attributes would be read as blanks. */
function attribute(text: string): string {
  return content(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');
}

function content(text: string): string {
  return legal(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Without what XML 1.0 cannot hold, not even escaped, and without colours of terminals. */
function legal(text: string): string {
  return stripVTControlCharacters(text.toWellFormed())
    .replace(/\r\n?/g, '\n')
    .replace(/[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '');
}
