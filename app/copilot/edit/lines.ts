import type { Side } from './nodes.ts';
import { columnOf, commentStart, lineBreak, lineEnd, lineStart, nextLine, type Splice } from './splices.ts';

/** A text, and the splices to which those of whole lines are added. */
interface Lines {
  base: Side;
  splices: Splice[];
}

/** Puts lines behind the line that holds `after`. `isApart`: with a blank line between. */
export function insertLines(
  { base: { source }, splices }: Lines,
  after: number,
  text: string,
  isApart: boolean,
): void {
  const eol = lineBreak(source);
  const at = nextLine(source, after);
  const gap = isApart ? eol : '';
  const isOpen = at === source.length && !source.endsWith('\n');
  splices.push({ start: at, end: at, text: isOpen ? `${eol}${gap}${text}` : `${gap}${text}${eol}` });
}

/** Puts lines above the line that holds `at`, and above the comment that belongs to it. */
export function insertBefore(
  { base: { source }, splices }: Lines,
  at: number,
  text: string,
  isApart: boolean,
): void {
  const eol = lineBreak(source);
  const start = commentStart(source, at);
  splices.push({ start, end: start, text: `${text}${eol}${isApart ? eol : ''}` });
}

/** Takes whole lines away, with the comment above them, and the blank line that set them apart from what follows or precedes. */
export function removeLines({ base: { source }, splices }: Lines, from: number, to: number): void {
  const start = commentStart(source, from);
  const end = nextLine(source, to);
  const above = start > 0 ? lineStart(source, start - 1) : 0;
  const before = source.slice(above, start);
  const isLast = end === source.length;
  const isBlankBelow = !isLast && source.slice(end, lineEnd(source, end)).trim() === '';
  const meet = start > 0 && before.trim() === '' && (isBlankBelow || isLast);
  const isFirst = isBlankBelow && /^ */.exec(before)![0].length < columnOf(source, from);
  splices.push({
    start: meet ? above : start,
    end: isFirst && !meet ? nextLine(source, end) : end,
    text: '',
  });
}

/** Whether entries are set apart by blank lines. */
export function hasBlankLines(source: string, starts: readonly number[]): boolean {
  return starts.slice(1).some((start) => {
    const line = commentStart(source, start);
    return line > 0 && source.slice(lineStart(source, line - 1), line).trim() === '';
  });
}
