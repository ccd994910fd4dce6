import { valueLines } from './values.ts';

/** A line of a difference: of both, of what was expected only, of what was found only, or so many equal ones left out. */
export interface DifferenceLine {
  kind: 'equal' | 'expected' | 'actual' | 'omitted';
  text: string;
}

/** Equal lines that are shown around those that differ. */
const context = 2;
/** Nobody reads more. */
const mostLines = 120;
/** Cells of the table that finds common lines; beyond, all lines count as changed. */
const mostWork = 4_000_000;

/**
 * How two values differ, line by line: texts by their lines, maps and lists by their entries. `undefined` where both fit on a line,
 * so that showing them one below the other says it best.
 */
export function difference(expected: unknown, actual: unknown): DifferenceLine[] | undefined {
  const [left, right] =
    typeof expected === 'string' && typeof actual === 'string'
      ? [expected.split(/\r?\n/), actual.split(/\r?\n/)]
      : [valueLines(expected), valueLines(actual)];
  if (left.length === 1 && right.length === 1) return undefined;
  const lines = folded(compareLines(left, right));
  if (lines.length <= mostLines) return lines;
  return [...lines.slice(0, mostLines), { kind: 'omitted', text: `${lines.length - mostLines} more lines` }];
}

/** The fewest lines that turn one into the other, those of `left` (`expected`) first where lines are replaced. */
export function compareLines(left: readonly string[], right: readonly string[]): DifferenceLine[] {
  let start = 0;
  while (start < left.length && start < right.length && left[start] === right[start]) start++;
  let end = 0;
  const shorter = Math.min(left.length, right.length) - start;
  while (end < shorter && left[left.length - 1 - end] === right[right.length - 1 - end]) end++;
  return [
    ...left.slice(0, start).map(line('equal')),
    ...middle(left.slice(start, left.length - end), right.slice(start, right.length - end)),
    ...left.slice(left.length - end).map(line('equal')),
  ];
}

/** By the longest common subsequence: `lengths[i][j]` is its length in what follows `left[i]` and `right[j]`. */
function middle(left: readonly string[], right: readonly string[]): DifferenceLine[] {
  if (left.length * right.length > mostWork)
    return [...left.map(line('expected')), ...right.map(line('actual'))];
  const width = right.length + 1;
  const lengths = new Uint32Array((left.length + 1) * width);
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        left[i] === right[j]
          ? lengths[(i + 1) * width + j + 1]! + 1
          : Math.max(lengths[(i + 1) * width + j]!, lengths[i * width + j + 1]!);
    }
  }
  const lines: DifferenceLine[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    if (i < left.length && j < right.length && left[i] === right[j]) {
      lines.push({ kind: 'equal', text: left[i]! });
      i++;
      j++;
    } else if (
      j === right.length ||
      (i < left.length && lengths[(i + 1) * width + j]! >= lengths[i * width + j + 1]!)
    ) {
      lines.push({ kind: 'expected', text: left[i++]! });
    } else {
      lines.push({ kind: 'actual', text: right[j++]! });
    }
  }
  return lines;
}

/** Without the equal lines that are far from any change. */
function folded(lines: readonly DifferenceLine[]): DifferenceLine[] {
  const near = new Set<number>();
  for (const [index, { kind }] of lines.entries()) {
    if (kind === 'equal') continue;
    for (let at = index - context; at <= index + context; at++) near.add(at);
  }
  const result: DifferenceLine[] = [];
  let omitted = 0;
  const flush = () => {
    if (omitted > 0)
      result.push({ kind: 'omitted', text: `${omitted} equal line${omitted === 1 ? '' : 's'}` });
    omitted = 0;
  };
  for (const [index, each] of lines.entries()) {
    if (!near.has(index)) {
      omitted++;
      continue;
    }
    flush();
    result.push(each);
  }
  flush();
  return result;
}

function line(kind: DifferenceLine['kind']): (text: string) => DifferenceLine {
  return (text) => ({ kind, text });
}
