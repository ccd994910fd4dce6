import { compareLines, type DifferenceLine } from '../../../runner/testing/report/difference.ts';

/** Lines around a change. */
const context = 3;

interface Numbered extends DifferenceLine {
  /** 0-based lines of both texts that come before this one. */
  before: number;
  after: number;
}

/** The change of a file as `git diff` shows it; without `before` it is new. Empty where nothing differs. */
export function unifiedDiff(path: string, before: string | undefined, after: string): string {
  const lines = numbered(compareLines(linesOf(before ?? ''), linesOf(after)));
  const hunks = hunksOf(lines);
  if (hunks.length === 0) return '';
  const head = [`--- ${before === undefined ? '/dev/null' : `a/${path}`}`, `+++ b/${path}`];
  return `${[...head, ...hunks.flatMap(hunkLines)].join('\n')}\n`;
}

function linesOf(text: string): string[] {
  if (text === '') return [];
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  else lines[lines.length - 1] += '\n\\ No newline at end of file';
  return lines;
}

function numbered(lines: readonly DifferenceLine[]): Numbered[] {
  let [before, after] = [0, 0];
  return lines.map((line) => {
    const own = { ...line, before, after };
    if (line.kind !== 'actual') before++;
    if (line.kind !== 'expected') after++;
    return own;
  });
}

/** Changes with the lines around them; those that touch are one. */
function hunksOf(lines: readonly Numbered[]): Numbered[][] {
  const near = new Set<number>();
  for (const [index, { kind }] of lines.entries())
    if (kind !== 'equal') for (let at = index - context; at <= index + context; at++) near.add(at);
  const hunks: Numbered[][] = [];
  for (const [index, line] of lines.entries()) {
    if (!near.has(index)) continue;
    if (near.has(index - 1) && index > 0) hunks.at(-1)!.push(line);
    else hunks.push([line]);
  }
  return hunks;
}

function hunkLines(hunk: readonly Numbered[]): string[] {
  const marks = { equal: ' ', expected: '-', actual: '+', omitted: ' ' } as const;
  const [first] = hunk;
  const [removed, added] = [
    hunk.filter(({ kind }) => kind !== 'actual'),
    hunk.filter(({ kind }) => kind !== 'expected'),
  ];
  const range = (start: number, count: number) =>
    `${count === 0 ? start : start + 1}${count === 1 ? '' : `,${count}`}`;
  return [
    `@@ -${range(first!.before, removed.length)} +${range(first!.after, added.length)} @@`,
    ...hunk.map(({ kind, text }) => `${marks[kind]}${text}`),
  ];
}
