import { clean, oneLine } from '../../../runner/report/escape.ts';
import type { Annotation } from '../types.ts';
import type { VerdictViolation } from '../verdict/types.ts';

/** So many annotations are read by somebody; four requests (github §2.2, §2.6). */
export const mostAnnotations = 200;
const mostMessage = 4000;

/**
 * Violations as annotations on their lines, errors first (github §9.2); of too many the most useful ones, and how many were
 * left out. Annotations are plain text.
 */
export function annotationsOf(violations: readonly VerdictViolation[]): {
  annotations: Annotation[];
  omitted: number;
} {
  const sorted = bySeverity(violations);
  return {
    annotations: sorted.slice(0, mostAnnotations).map(annotation),
    omitted: Math.max(0, sorted.length - mostAnnotations),
  };
}

/** Errors first; within a severity by file and place. */
export function bySeverity(violations: readonly VerdictViolation[]): VerdictViolation[] {
  const ranks = { error: 0, warning: 1, info: 2 };
  return violations.toSorted(
    (a, b) =>
      ranks[a.severity] - ranks[b.severity] ||
      (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) ||
      a.line - b.line ||
      a.column - b.column,
  );
}

function annotation(violation: VerdictViolation): Annotation {
  const { file, line, endLine = line, column, endColumn, path, severity, rule, hint, docs } = violation;
  const message = [violation.message, ...(hint ? [`→ ${hint}`] : []), ...(docs ? [docs] : [])].join('\n');
  // GitHub takes columns only within one line, and counts from 1.
  const hasColumns = endLine === line && column >= 1;
  return {
    path: file,
    startLine: Math.max(1, line),
    endLine: Math.max(1, line, endLine),
    ...(hasColumns && { startColumn: column, endColumn: Math.max(column, endColumn ?? column) }),
    level: severity === 'error' ? 'failure' : severity === 'warning' ? 'warning' : 'notice',
    message: clean(message.slice(0, mostMessage).toWellFormed()),
    ...(rule !== undefined && { title: oneLine(rule, 255) }),
    ...(path !== '' && { rawDetails: oneLine(path, 1000) }),
  };
}
