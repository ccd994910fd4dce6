import { suiteName } from '../../runner/testing/report/failures.ts';
import { isInvalid } from '../../runner/testing/report/json.ts';
import { headline } from '../../runner/testing/report/markdown.ts';
import type { CaseReport, SuiteReport, TestReport, TestState } from '../../runner/testing/types.ts';
import type { Paint } from '../paint.ts';
import { count, durationText, printable } from '../report/text.ts';
import { violationReport } from '../report/violations.ts';
import { type FailureView, failureText } from './failureText.ts';

/** With more suites than this, only what needs attention gets a line for each case. */
const mostDetailed = 3;

/** A suite on a line, and below it the cases that need attention; of a few suites all cases. */
export function suiteText(suite: SuiteReport, suites: number, paint: Paint): string {
  const { result, cases, duration, file, violations } = suite;
  const invalid = isInvalid(violations);
  const passed = cases.filter((each) => each.result.state === 'SUCCESS').length;
  const what = invalid
    ? 'not valid'
    : result.state === 'SKIPPED'
      ? 'skipped'
      : `${passed}/${count(cases.length, 'case')}`;
  const state = invalid ? 'ERROR' : result.state;
  const head = `${paintTest(state, `${symbols[state]} ${printable(suiteName(suite))}`, paint)}  ${what}  ${paint.dim(`${durationText(duration)}  ${printable(file)}`)}`;
  const shown =
    suites <= mostDetailed
      ? cases
      : cases.filter(({ result: { state } }) => state === 'FAILED' || state === 'ERROR');
  return [head, ...shown.map((each) => caseLine(each, paint))].map((line) => `${line}\n`).join('');
}

function caseLine({ result, duration }: CaseReport, paint: Paint): string {
  const { state, testId } = result;
  return `    ${paintTest(state, `${symbols[state]} ${printable(testId)}`, paint)}  ${paint.dim(durationText(duration))}`;
}

/** What failed, in full, and a summary: what is shown below the suites' lines. */
export function endText(report: TestReport, view: FailureView): string {
  const { paint, width, sources } = view;
  const violations = report.suites
    .flatMap((suite) => suite.violations)
    .map((violation) => ({
      ...violation,
      path: printable(violation.path),
      message: printable(violation.message),
    }));
  const failed = report.suites.flatMap((suite) =>
    suite.cases
      .filter(({ result: { state } }) => state === 'FAILED' || state === 'ERROR')
      .map((each) => failureText(suite, each, view)),
  );
  const blocks = [
    ...(violations.length === 0 ? [] : [violationReport(unique(violations), sources, paint, width)]),
    ...failed,
    summary(report, paint),
  ];
  return `\n${blocks.join('\n')}`;
}

/** Suites of one flow share what is wrong with it. */
function unique<T extends { file: string; line: number; column: number; message: string }>(
  violations: readonly T[],
): T[] {
  const key = ({ file, line, column, message }: T) => `${file}:${line}:${column} ${message}`;
  return [...new Map(violations.map((violation) => [key(violation), violation])).values()];
}

function summary(report: TestReport, paint: Paint): string {
  const { failed, errors } = report.counts;
  const bad = failed + errors > 0;
  const line = `${bad ? '✖' : '✔'} ${headline(report)}`;
  const suites = paint.dim(`  ${count(report.counts.suites, 'suite')}, ${durationText(report.duration)}`);
  return `${bad ? paint.red(line) : paint.green(line)}${suites}\n`;
}

/** A character for each state, one column wide, that reads without colours too. */
const symbols: Readonly<Record<TestState, string>> = { SUCCESS: '✔', FAILED: '✖', ERROR: '‼', SKIPPED: '○' };

function paintTest(state: TestState, text: string, paint: Paint): string {
  const colours = { SUCCESS: paint.green, FAILED: paint.red, ERROR: paint.red, SKIPPED: paint.dim };
  return colours[state](text);
}
