import type { LogEntry } from '../../runner/execution/types.ts';
import { judge } from '../../runner/testing/assertions.ts';
import { type DifferenceLine, difference } from '../../runner/testing/report/difference.ts';
import { type Failure, failuresOfCase, suiteName } from '../../runner/testing/report/failures.ts';
import { inlineValue, kindOf } from '../../runner/testing/report/values.ts';
import {
  type AssertionResult,
  type CaseReport,
  operators,
  type SuiteReport,
} from '../../runner/testing/types.ts';
import type { Paint } from '../paint.ts';
import { excerpt } from '../report/excerpt.ts';
import { logLine } from '../report/logs.ts';
import { printable } from '../report/text.ts';
import { advice } from './advice.ts';

/** Log lines of a failed case that are shown, the last ones. */
const mostLogs = 10;

/** How a failure is shown. */
export interface FailureView {
  paint: Paint;
  /** In characters. */
  width: number;
  /** Texts of files. */
  sources: ReadonlyMap<string, string>;
}

/**
 * A case that failed, in full: what was expected where and what was found, how its execution ended, the last lines of its log, what
 * can be done. Lines with their ends.
 */
export function failureText(suite: SuiteReport, each: CaseReport, view: FailureView): string {
  const { paint } = view;
  const title = `✖ ${suiteName(suite)} › ${each.result.testId}`;
  const blocks = [
    ...(each.description === undefined ? [] : [printable(each.description).trim().split('\n')]),
    ...failuresOfCase(suite, each).map((failure) => failureLines(failure, view)),
    executionLines(each, paint),
    advice(suite, each).map((line) => paint.cyan(printable(line))),
  ].filter((lines) => lines.length > 0);
  const body = blocks
    .map((lines) => lines.map((line) => (line === '' ? '\n' : `  ${line}\n`)).join(''))
    .join('\n');
  return `${paint.bold(paint.red(printable(title)))}\n${body}`;
}

function failureLines(failure: Failure, view: FailureView): string[] {
  const { paint, sources, width } = view;
  const { place, message, assertion, error } = failure;
  const source = sources.get(place.file);
  const about = assertion?.description === undefined ? '' : `  ${printable(assertion.description)}`;
  return [
    `${paint.bold(`${printable(place.file)}:${place.line}:${place.column}`)}${about}`,
    ...(assertion !== undefined && isGenerated(assertion)
      ? []
      : printable(message)
          .split('\n')
          .map((line) => paint.red(line))),
    ...(error?.details === undefined ? [] : printable(error.details).split('\n').slice(0, 20)),
    ...(source === undefined ? [] : excerpt(source, place, paint, width - 6).map((line) => `  ${line}`)),
    ...(assertion === undefined ? [] : comparison(assertion, view)),
  ];
}

/** Whether the message is the runner's, which says what the values below it say. */
function isGenerated({ operator, expected, actual, errorMessage }: AssertionResult): boolean {
  const known = operators.find((name) => name === operator);
  if (known === undefined) return false;
  const judgement = judge(known, actual, expected);
  return 'message' in judgement && judgement.message === errorMessage;
}

/** Long values as their difference; others one below the other with what they are, for `200` and `"200"` look alike. */
function comparison(
  { operator, expected, actual }: AssertionResult,
  { paint, width }: FailureView,
): string[] {
  const isEquality = operator === 'equalTo';
  const lines = isEquality ? difference(expected, actual) : undefined;
  if (lines !== undefined) {
    const legend = `${paint.green('- expected')}  ${paint.red('+ found')}`;
    const kinds =
      kindOf(expected) === kindOf(actual) ? '' : `  (${kindOf(expected)}, found ${kindOf(actual)})`;
    return [`${legend}${kinds}`, ...lines.map((line) => differenceLine(line, paint, width))];
  }
  const most = Math.max(40, width - 40);
  const shown = (value: unknown) => {
    const kind = kindOf(value);
    return kind === 'nothing' ? 'nothing' : `${printable(inlineValue(value, most))} (${kind})`;
  };
  const name = isEquality ? '' : `${operator} `;
  return [
    `expected: ${paint.green(`${name}${shown(expected)}`)}`,
    `   found: ${paint.red(shown(actual))}`,
    ...firstDifference(expected, actual, isEquality),
  ];
}

function differenceLine({ kind, text }: DifferenceLine, paint: Paint, width: number): string {
  const safe = printable(text);
  const line = safe.length > width * 3 ? `${safe.slice(0, width * 3)}…` : safe;
  switch (kind) {
    case 'expected':
      return paint.green(`- ${line}`);
    case 'actual':
      return paint.red(`+ ${line}`);
    case 'omitted':
      return paint.dim(`  … ${line}`);
    case 'equal':
      return `  ${line}`;
  }
}

/** Where two long texts part, which is hard to see; blanks and invisible characters are named. */
function firstDifference(expected: unknown, actual: unknown, isEquality: boolean): string[] {
  if (!isEquality || typeof expected !== 'string' || typeof actual !== 'string') return [];
  if (Math.max(expected.length, actual.length) < 20) return [];
  let at = 0;
  while (at < expected.length && expected[at] === actual[at]) at++;
  const shown = (text: string) => (at < text.length ? JSON.stringify(text.slice(at, at + 20)) : 'the end');
  return [`They differ from character ${at + 1} on: expected ${shown(expected)}, found ${shown(actual)}.`];
}

/** How the execution ended, and the end of its log: that of the failed task, else of all. */
function executionLines({ execution, logs }: CaseReport, paint: Paint): string[] {
  if (execution === undefined) return [];
  const failed = execution.taskRunList.filter(({ state }) => state.current === 'FAILED');
  const names = [...new Set(failed.map(({ taskId }) => taskId))];
  const tasks = names.length === 0 ? '' : `; failed: ${names.map(printable).join(', ')}`;
  const ids = new Set(failed.map(({ id }) => id));
  const own = logs.filter(({ taskRunId }) => taskRunId !== undefined && ids.has(taskRunId));
  // That a flow began and ended tells nothing new.
  const ofTasks = logs.filter(({ taskId }) => taskId !== undefined);
  const shown = (own.length === 0 ? ofTasks : own).slice(-mostLogs);
  const values = new Map(execution.taskRunList.map(({ id, value }) => [id, value]));
  const line = (entry: LogEntry) =>
    logLine(entry, entry.taskRunId === undefined ? undefined : values.get(entry.taskRunId), paint).trimEnd();
  return [
    `The execution ended ${execution.state.current}${tasks}.`,
    ...shown.flatMap((entry) => line(entry).split('\n')).map((text) => `  ${text}`),
  ];
}
