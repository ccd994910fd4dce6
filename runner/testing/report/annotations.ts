import type { Violation } from '../../flow/types.ts';
import type { TestReport } from '../types.ts';
import { type Failure, failuresOf, suiteName } from './failures.ts';
import { inlineValue, kindOf } from './values.ts';

/** A remark on a line of a file. Plain text. */
export interface Annotation {
  file: string;
  /** 1-based. */
  line: number;
  column: number;
  level: 'error' | 'warning' | 'notice';
  title: string;
  message: string;
}

/** What to annotate besides a report. */
export interface AnnotationOptions {
  /** Of flows, such as `tutti validate` finds. Those of suites are in the report. */
  violations?: readonly Violation[];
  /** Files that the pull request changes: what is wrong there comes first. */
  changed?: ReadonlySet<string>;
}

/**
 * What is wrong, each on its line, the most useful first: errors before warnings, within these on changed files before others
 * (github §5.3). There is one annotation for a line, which holds all that is to be said about it.
 */
export function annotationsOf(
  report: TestReport | undefined,
  { violations = [], changed = new Set() }: AnnotationOptions = {},
): Annotation[] {
  const found = [
    ...violations.map(ofViolation),
    ...(report?.suites ?? []).flatMap((suite) => suite.violations.map(ofViolation)),
    ...(report === undefined ? [] : failuresOf(report).map(ofFailure)),
  ];
  const byLine = Map.groupBy(found.toSorted(byLevel), ({ file, line }) => `${file}\n${line}`);
  const merged = [...byLine.values()].map(mergedOf);
  const isElsewhere = ({ file }: Annotation) => (changed.has(file) ? 0 : 1);
  return merged.toSorted((a, b) => byLevel(a, b) || isElsewhere(a) - isElsewhere(b));
}

/** What an assertion expected and what it found, on a line each. */
export function expectation({ assertion }: Failure): string[] {
  if (assertion === undefined) return [];
  const { operator, expected, actual } = assertion;
  return [
    `expected: ${operator} ${inlineValue(expected)} (${kindOf(expected)})`,
    `found: ${inlineValue(actual)} (${kindOf(actual)})`,
  ];
}

function ofViolation({ file, line, column, path, message, severity }: Violation): Annotation {
  return {
    file,
    line,
    column,
    level: severity === 'info' ? 'notice' : severity,
    title: path === '' ? 'Not valid' : path,
    message,
  };
}

function ofFailure(failure: Failure): Annotation {
  const { place, message, assertion, error } = failure;
  const about = assertion?.description === undefined ? [] : [assertion.description];
  const more = error?.details === undefined ? [] : [error.details];
  return {
    ...place,
    level: 'error',
    title: `${suiteName(failure.suite)} › ${failure.case.result.testId}`,
    message: [...about, message, ...expectation(failure), ...more].join('\n'),
  };
}

const levels = { error: 0, warning: 1, notice: 2 };

function byLevel(a: Annotation, b: Annotation): number {
  return levels[a.level] - levels[b.level];
}

/** The worst one of a line with the messages of all, each once. */
function mergedOf([first, ...others]: [Annotation, ...Annotation[]] | Annotation[]): Annotation {
  const { message } = first!;
  const more = others.map((other) =>
    other.title === first!.title ? other.message : `${other.title}: ${other.message}`,
  );
  return { ...first!, message: [...new Set([message, ...more])].join('\n\n') };
}
