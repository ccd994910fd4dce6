import { cell, code, fenced, html, prose } from '../../report/escape.ts';
import { count, details, durationText, table } from '../../report/markdown.ts';
import type { SuiteReport, TestReport, TestState } from '../types.ts';
import { expectation } from './annotations.ts';
import { difference } from './difference.ts';
import { type Failure, failuresOf, suiteName } from './failures.ts';
import { stateOf } from './json.ts';

/** So many failed cases are shown in full; the others are counted. */
const mostFailures = 50;
const mostSuites = 500;
/** Log lines of a failed case. */
const mostLogs = 20;

/**
 * A report as GitHub's Markdown, for job summaries, checks and comments: a line, a table of the suites, failed cases to be opened
 * with what differs and the last log lines. Texts of others can do nothing in it (github §8.2). They should be masked (`masked`).
 */
export function testMarkdown(report: TestReport): string {
  const failures = Map.groupBy(failuresOf(report), (failure) => failure.case);
  const groups = [...failures.values()];
  const omitted = groups.length - mostFailures;
  return [
    `${symbols[stateOf(report)]} **${headline(report)}** in ${durationText(report.duration)}`,
    ...(report.suites.length === 0 ? [] : [suitesTable(report.suites)]),
    ...report.suites.flatMap(violationsBlock),
    ...groups.slice(0, mostFailures).map(failedCase),
    ...(omitted > 0 ? [`_… and ${count(omitted, 'failed case')} more._`] : []),
  ].join('\n\n');
}

/** `3 of 12 cases failed`, `12 cases passed`; errors and skipped ones are counted too. */
export function headline({ counts, suites }: TestReport): string {
  const { cases, passed, failed, skipped } = counts;
  const invalid = suites.filter(({ violations }) =>
    violations.some(({ severity }) => severity === 'error'),
  ).length;
  const broken = Math.max(0, counts.errors - invalid);
  const parts = [
    ...(failed > 0 ? [`${failed} of ${count(cases, 'case')} failed`] : []),
    ...(broken > 0 ? [`${count(broken, 'case')} could not be judged`] : []),
    ...(invalid > 0 ? [`${count(invalid, 'suite')} not valid`] : []),
    ...(passed > 0 || (failed === 0 && counts.errors === 0) ? [`${count(passed, 'case')} passed`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ];
  return parts.join(', ');
}

/** A symbol for each state, that reads without colours too. */
export const symbols: Readonly<Record<TestState, string>> = {
  SUCCESS: '✅',
  FAILED: '❌',
  ERROR: '❗',
  SKIPPED: '⚪',
};

/** Suites that need attention come first. */
function suitesTable(suites: readonly SuiteReport[]): string {
  const ranks = { ERROR: 0, FAILED: 1, SUCCESS: 2, SKIPPED: 3 };
  const sorted = suites.toSorted((a, b) => ranks[a.result.state] - ranks[b.result.state]);
  const rows = sorted.slice(0, mostSuites).map((suite) => {
    const { result, cases, duration } = suite;
    const passed = cases.filter((each) => each.result.state === 'SUCCESS').length;
    return [
      `${symbols[result.state]} ${cell(suiteName(suite))}`,
      cell(result.flowId),
      `${passed} / ${cases.length}`,
      durationText(duration),
    ];
  });
  const omitted = sorted.length - rows.length;
  const drawn = table(['suite', 'flow', 'passed', 'time'], [':--', ':--', '--:', '--:'], rows);
  return omitted > 0 ? `${drawn}\n\n_… and ${count(omitted, 'suite')} more._` : drawn;
}

function violationsBlock(suite: SuiteReport): string[] {
  const lines = suite.violations.map(({ file, line, column, path, message, severity }) => {
    const about = path === '' ? '' : ` ${code(path)}:`;
    return `- ${severity} ${code(`${file}:${line}:${column}`)}${about} ${prose(message)}`;
  });
  return lines.length === 0 ? [] : [`${code(suiteName(suite))}\n${lines.join('\n')}`];
}

function failedCase(failures: readonly Failure[]): string {
  const [{ suite, case: each }] = failures as [Failure, ...Failure[]];
  const { state, testId } = each.result;
  const title = `${symbols[state]} ${html(`${suiteName(suite)} › ${testId}`)}`;
  const logs = each.logs
    .slice(-mostLogs)
    .map(({ level, taskId = '', message }) => `${level} ${taskId} ${message}`);
  return details(
    title,
    [
      ...(each.description === undefined ? [] : [prose(each.description)]),
      ...failures.flatMap(failureBlocks),
      ...(each.execution === undefined ? [] : [`The execution ended ${code(each.execution.state.current)}.`]),
      ...(logs.length === 0 ? [] : [fenced(logs.join('\n'), 'text')]),
    ].join('\n\n'),
  );
}

function failureBlocks(failure: Failure): string[] {
  const { place, message, assertion, error } = failure;
  const about = assertion?.description === undefined ? '' : `${prose(assertion.description)}: `;
  return [
    `${code(`${place.file}:${place.line}:${place.column}`)} ${about}${prose(message, 1000)}`,
    ...(error?.details === undefined ? [] : [fenced(error.details.slice(0, 4000), 'text')]),
    ...(assertion === undefined ? [] : [comparison(failure)]),
  ];
}

/** As a diff where both are long, else one below the other with their types. */
function comparison(failure: Failure): string {
  const { operator, expected, actual } = failure.assertion!;
  const lines = operator === 'equalTo' ? difference(expected, actual) : undefined;
  if (lines === undefined) return fenced(expectation(failure).join('\n'), 'text');
  const marks = { equal: ' ', expected: '-', actual: '+', omitted: '@@' };
  return fenced(lines.map(({ kind, text }) => `${marks[kind]} ${text}`).join('\n'), 'diff');
}
