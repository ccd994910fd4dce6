import type { Violation } from '../../runner/flow/types.ts';
import type { Paint } from '../paint.ts';
import { excerpt } from './excerpt.ts';

/** A violation on one line, as errors in JSON and plain text show it: `flows/a.yaml:3:5 tasks[hello]: message`. */
export function violationLine({ file, line, column, path, message }: Violation): string {
  return `${file}:${line}:${column} ${withPath(path, message)}`;
}

/** Violations by file, each with its place in the source. `sources` gives the text of a file. */
export function violationReport(
  violations: readonly Violation[],
  sources: ReadonlyMap<string, string>,
  paint: Paint,
  width = 100,
): string {
  const byFile = Map.groupBy(violations, ({ file }) => file);
  return [...byFile]
    .map(([file, found]) => {
      const blocks = found
        .toSorted((a, b) => a.line - b.line || a.column - b.column)
        .map((violation) => block(violation, sources.get(file), paint, width));
      return `${paint.bold(file)}\n${blocks.join('')}`;
    })
    .join('\n');
}

function block(violation: Violation, source: string | undefined, paint: Paint, width: number): string {
  const { line, column, path, message, severity } = violation;
  const colour = { error: paint.red, warning: paint.yellow, info: paint.blue }[severity];
  const [first = '', ...more] = withPath(path, message).split('\n');
  const lines = [`${line}:${column}  ${colour(severity)}  ${first}`, ...more.map((text) => `  ${text}`)];
  if (source !== undefined)
    lines.push(...excerpt(source, violation, paint, width - 6).map((text) => `    ${text}`));
  return lines.map((text) => `  ${text}\n`).join('');
}

function withPath(path: string, message: string): string {
  return path === '' || message.startsWith(path) ? message : `${path}: ${message}`;
}
