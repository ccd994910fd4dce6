import { isScalar, type Scalar } from 'yaml';
import type { Mapping, Path } from './values.ts';
import type { Entry, Origins } from './yaml.ts';

/** 1-based. */
export interface Position {
  line: number;
  column: number;
}

/** Turns offsets of a text into lines and columns. */
export function lineFinder(source: string): (offset: number) => Position {
  let starts: number[] | undefined;
  return (offset) => {
    starts ??= lineStarts(source);
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - starts[low]! + 1 };
  };
}

/**
 * Offset at which the value of a path was written, or its key where it has no value of its own or the value is a mapping or
 * list. A property that was not written is found at the nearest mapping or list around it.
 */
export function offsetAt(root: unknown, origins: Origins, path: Path): number {
  return findEntry(root, origins, path).offset;
}

/** Offset of the key of a path; for a list item, of the item. */
export function keyOffsetAt(root: unknown, origins: Origins, path: Path): number {
  const { entry, offset } = findEntry(root, origins, path);
  return entry?.key ?? offset;
}

/** Whether the path itself was written in the document. */
export function isWritten(root: unknown, origins: Origins, path: Path): boolean {
  return path.length === 0 || findEntry(root, origins, path).entry !== undefined;
}

/**
 * Offset in the source of the character at `offset` of a text value: past indentation, folding and escapes of the way the
 * scalar was written.
 */
export function offsetInScalar(
  root: unknown,
  origins: Origins,
  path: Path,
  offset: number,
  source: string,
): number {
  const { entry, offset: fallback } = findEntry(root, origins, path);
  const node = entry?.node;
  if (!isScalar(node) || typeof node.value !== 'string' || !node.range) return fallback;
  return align(node as Scalar<string>, source, offset);
}

function findEntry(root: unknown, origins: Origins, path: Path): { entry?: Entry; offset: number } {
  let value = root;
  let nearest = 0;
  let entry: Entry | undefined;
  for (const step of path) {
    const origin = typeof value === 'object' && value !== null ? origins.get(value) : undefined;
    if (!origin) return { offset: nearest };
    // The root's own offset may be a comment's; the first key says more.
    entry = origin.entries.get(step);
    if (!entry) return { offset: nearest || origin.offset };
    nearest = offsetOf(entry);
    value = (value as Mapping)[step];
  }
  return { entry, offset: nearest };
}

function offsetOf(entry: Entry): number {
  const isText = isScalar(entry.node) && entry.node.value !== null;
  const isFlow = entry.node && 'flow' in entry.node && entry.node.flow === true;
  if (entry.value !== undefined && (isText || isFlow || entry.key === undefined)) return entry.value;
  return entry.key ?? entry.value ?? 0;
}

/** Walks the source and the value side by side. */
function align(node: Scalar<string>, source: string, wanted: number): number {
  const [start, end] = node.range!;
  const isBlock = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED';
  let at = isBlock ? source.indexOf('\n', start) + 1 : start + (node.type === 'PLAIN' ? 0 : 1);
  const indent = isBlock ? blockIndent(source.slice(at, end)) : Number.POSITIVE_INFINITY;
  if (isBlock) at += indentLength(source, at, indent);
  let offset = 0;
  while (offset < wanted && at < end) {
    const character = source[at]!;
    if (character === '\n' || character === '\r') {
      while (at < end && (source[at] === '\n' || source[at] === '\r')) {
        if (source[at] === '\r') at++;
        else at += 1 + indentLength(source, at + 1, indent);
      }
      if (node.value[offset] === ' ') offset++;
      else while (offset < wanted && node.value[offset] === '\n') offset++;
    } else if (node.type === 'QUOTE_DOUBLE' && character === '\\') {
      at += escapeLength(source, at);
      offset++;
    } else if (node.type === 'QUOTE_SINGLE' && character === "'") {
      at += 2;
      offset++;
    } else {
      at++;
      offset++;
    }
  }
  return Math.min(at, end);
}

function blockIndent(content: string): number {
  return /^(?:[ \t]*\r?\n)*( *)\S/.exec(content)?.[1]?.length ?? 0;
}

function indentLength(source: string, at: number, most: number): number {
  let length = 0;
  while (length < most && source[at + length] === ' ') length++;
  return length;
}

function escapeLength(source: string, at: number): number {
  const lengths: Record<string, number> = { x: 4, u: 6, U: 10 };
  return lengths[source[at + 1] ?? ''] ?? 2;
}

function lineStarts(source: string): number[] {
  const starts = [0];
  for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
