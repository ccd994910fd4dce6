import type { Scalar } from 'yaml';
import { lineBreak, nextLine, type Splice } from './splices.ts';

/**
 * Changes the lines of a literal block scalar (`|`) that differ, and none of the others; undefined where it is none, or the new
 * text cannot be written as one.
 */
export function literalSplices(source: string, base: Scalar, value: unknown): Splice[] | undefined {
  if (base.type !== 'BLOCK_LITERAL' || typeof base.value !== 'string' || typeof value !== 'string')
    return undefined;
  const [start, end] = base.range!;
  const header = source.slice(start, nextLine(source, start));
  if (chomping(base.value) !== chomping(value) || !/^\|[+-]?\s*$/.test(header.trimEnd())) return undefined;
  const before = base.value.replace(/\n+$/, '').split('\n');
  const after = value.replace(/\n+$/, '').split('\n');
  // Its first line tells the indentation; no other character may be there but text.
  if (after[0] === '' || /^\s/.test(after[0]!) || /[^\P{C}\t\n]/u.test(value)) return undefined;
  const starts = linesFrom(source, start + header.length, end, before.length);
  const indent = /^ */.exec(source.slice(starts[0]))![0];
  if (
    !starts.every((at, index) => lineAt(source, at) === (before[index] === '' ? '' : indent) + before[index])
  )
    return undefined;
  const [head, tail] = commonEnds(before, after);
  const eol = lineBreak(source);
  const added = after
    .slice(head, after.length - tail)
    .map((line) => (line === '' ? '' : indent + line) + eol);
  const from = starts[head] ?? end;
  const to = starts[before.length - tail] ?? nextLine(source, starts.at(-1)!);
  const isOpen = to === source.length && !source.endsWith('\n');
  if (isOpen) return undefined;
  return [{ start: from === end ? to : from, end: to, text: added.join('') }];
}

/** How a text ends: with no line break, one, or more. */
function chomping(text: string): string {
  return text.endsWith('\n\n') ? '+' : text.endsWith('\n') ? '' : '-';
}

function linesFrom(source: string, from: number, end: number, count: number): number[] {
  const starts: number[] = [];
  for (let at = from; starts.length < count && at < Math.max(end, from + 1); at = nextLine(source, at))
    starts.push(at);
  return starts;
}

function lineAt(source: string, at: number): string {
  return source.slice(at, nextLine(source, at)).replace(/\r?\n$/, '');
}

/** How many lines are the same at the beginning, and then at the end. */
function commonEnds(one: readonly string[], other: readonly string[]): [number, number] {
  const most = Math.min(one.length, other.length);
  let head = 0;
  while (head < most && one[head] === other[head]) head++;
  let tail = 0;
  while (tail < most - head && one[one.length - 1 - tail] === other[other.length - 1 - tail]) tail++;
  return [head, tail];
}
