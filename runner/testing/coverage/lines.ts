import type { CoveragePoint } from './types.ts';

/**
 * The last line of an element of a YAML text that begins at `line` (both 1-based): lines that are indented deeper belong to it, and
 * below a property the items of its list at the same depth. `isItem`: it is an item of a list.
 */
export function lastLineOf(lines: readonly string[], line: number, isItem: boolean): number {
  const head = lines[line - 1] ?? '';
  const depth = (isItem ? /^ */ : /^ *(?:- +)*/).exec(head)![0].length;
  let last = line;
  for (let next = line; next < lines.length; next++) {
    const text = lines[next]!;
    const content = text.trimStart();
    if (content.trimEnd() === '') continue;
    const indent = text.length - content.length;
    const belongs = indent > depth || (!isItem && indent === depth && content.startsWith('- '));
    if (belongs) last = next + 1;
    else if (!content.startsWith('#')) break;
  }
  return last;
}

/** How often each line of a task was run, in the order of lines; a line counts for the innermost task that it belongs to. */
export function lineHits(points: readonly CoveragePoint[]): Map<number, number> {
  const hits = new Map<number, number>();
  const tasks = points.filter(({ kind }) => kind === 'task');
  // What is inside begins later, so that it is written over what is around it.
  for (const { line, endLine, hits: own } of tasks.toSorted(
    (a, b) => a.line - b.line || b.endLine - a.endLine,
  ))
    for (let at = line; at <= endLine; at++) hits.set(at, own);
  return new Map([...hits].sort(([a], [b]) => a - b));
}
