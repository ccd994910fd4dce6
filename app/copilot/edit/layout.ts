import {
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  Scalar,
  stringify,
  visit,
} from 'yaml';
import type { Side } from './nodes.ts';
import { columnOf, lineBreak, lineEnd, trimmedEnd } from './splices.ts';

/** How a text indents. Columns. */
export interface Layout {
  /** Of a mapping below its key. */
  map: number;
  /** Of the dashes of a list below its key. */
  list: number;
}

/** A place for a value: behind a key's colon, behind a dash, or the document. */
export interface Slot {
  kind: 'pair' | 'item' | 'root';
  /** Offset behind the colon or dash. */
  after: number;
  /** Column of the key or dash. */
  indent: number;
}

interface Sides {
  base: Side;
  next: Side;
  layout: Layout;
}

/** How a text indents, by its first mapping and list below a key. */
export function layoutOf({ source, document }: Side): Layout {
  const layout: Partial<Layout> = {};
  visit(document, {
    Pair(_, { key, value }) {
      if (!isScalar(key) || !key.range || !isCollection(value) || !value.range || value.flow) return;
      const step = columnOf(source, value.range[0]) - columnOf(source, key.range[0]);
      if (isMap(value) && step > 0) layout.map ??= step;
      if (isSeq(value) && step >= 0) layout.list ??= step;
    },
  });
  return { map: layout.map ?? 2, list: layout.list ?? layout.map ?? 2 };
}

/** Offset behind the last character of a value; comments behind it and blank lines aside. */
export function endOf(side: Side, node: Node): number {
  const { source } = side;
  if (isCollection(node) && !node.flow) {
    const last = node.items.at(-1);
    if (isPair(last)) {
      const { key, value } = last as Pair<Node, Node | null>;
      return value?.range
        ? Math.max(endOf(side, value), key.range![1])
        : source.indexOf(':', key.range![1]) + 1;
    }
    if (last && (last as Node).range) return endOf(side, last as Node);
  }
  const [start, end] = node.range!;
  return trimmedEnd(source, start, end);
}

/** A value as it is written in its slot, the space or line break before it included. */
export function slotText(sides: Sides, next: Node | null, slot: Slot): string {
  const { base, layout } = sides;
  const eol = lineBreak(base.source);
  if (next === null || (isScalar(next) && next.value === null && next.source === '')) return '';
  const isBlock = isCollection(next) && !next.flow && next.items.length > 0;
  const below = slot.kind === 'item' ? 2 : slot.kind === 'root' ? 0 : isSeq(next) ? layout.list : layout.map;
  const lines = linesOf(sides, next, slot.kind === 'root' ? 0 : slot.indent + below);
  if (slot.kind === 'root') return lines.join(eol);
  if (!isBlock || slot.kind === 'item') return ` ${lines.join(eol)}`;
  return `${eol}${' '.repeat(slot.indent + below)}${lines.join(eol)}`;
}

/** `key: value` as lines at a column. `isLarge`: the value is a mapping or list of its own lines. */
export function blockPair(
  sides: Sides,
  { key, value }: Pair<Node, Node | null>,
  column: number,
): { text: string; isLarge: boolean } {
  const { source } = sides.next;
  const name = source.slice(key.range![0], key.range![1]);
  const text = `${' '.repeat(column)}${name}:${slotText(sides, value, { kind: 'pair', after: 0, indent: column })}`;
  return { text, isLarge: isCollection(value) && !value.flow };
}

/** A scalar in place of another one, in quotes where that was; undefined where it takes lines of its own. */
export function scalarText(sides: Sides, base: Scalar, next: Scalar, slot: Slot): string | undefined {
  const isQuoted = base.type === 'QUOTE_DOUBLE' || base.type === 'QUOTE_SINGLE';
  if (typeof next.value === 'string' && isQuoted && !next.value.includes('\n') && !isBlockScalar(next)) {
    const scalar = new Scalar(next.value);
    scalar.type = base.type!;
    return stringify(scalar, { lineWidth: 0 }).trimEnd();
  }
  if (slot.kind === 'root') return undefined;
  const lines = linesOf(sides, next, slot.indent + (slot.kind === 'item' ? 2 : sides.layout.map));
  return lines.join(lineBreak(sides.base.source));
}

/** A value on one line, as `{ a: 1 }`. */
export function flowText(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0, defaultStringType: 'PLAIN' })
    .trimEnd()
    .replace(/\s*\n\s*/g, ' ');
}

/** The lines of a value that begins at `column`; all but the first are indented. As it was proposed, where that can be moved. */
function linesOf({ next: side, layout }: Sides, node: Node, column: number): string[] {
  const lines = movable(node) ? writtenLines(side, node, layout) : stringifiedLines(side, node, layout);
  return lines.map((line, index) => (index === 0 || line === '' ? line : ' '.repeat(column) + line));
}

function writtenLines(side: Side, node: Node, { map }: Layout): string[] {
  const { source } = side;
  const [start] = node.range!;
  const isInline = (isScalar(node) && !isBlockScalar(node)) || (isCollection(node) && node.flow);
  const end = isInline ? node.range![1] : lineEnd(source, endOf(side, node));
  const [first = '', ...others] = source.slice(start, end).split(/\r?\n/);
  const rest = others.map((line) => line.trimEnd());
  if (!isBlockScalar(node)) {
    if (others.length > 0 && isScalar(node)) return stringifiedLines(side, node, { map, list: map });
    return [first, ...dedented(rest, columnOf(source, start))];
  }
  const least = Math.min(...rest.filter((line) => line !== '').map((line) => /^ */.exec(line)![0].length));
  return [first.trimEnd(), ...dedented(rest, Number.isFinite(least) ? least : 0)];
}

function dedented(lines: readonly string[], columns: number): string[] {
  return lines.map((line) => {
    const spaces = /^ */.exec(line)![0].length;
    return line.slice(Math.min(spaces, columns));
  });
}

function stringifiedLines({ document }: Side, node: Node, { map }: Layout): string[] {
  return stringify(node.toJS(document), { lineWidth: 0, indent: Math.max(2, map) })
    .trimEnd()
    .split('\n');
}

/** Whether the text of a value means the same elsewhere: no anchors and aliases, no indentation said in numbers. */
function movable(node: Node): boolean {
  let isMovable = true;
  visit(node as Scalar, {
    Node(_, inner) {
      const isNamed = isAlias(inner) || ('anchor' in inner && inner.anchor);
      const { source } = inner as Scalar;
      if (isNamed || (isBlockScalar(inner) && typeof source === 'string' && /^\s/.test(source)))
        isMovable = false;
    },
  });
  return isMovable;
}

function isBlockScalar(node: unknown): boolean {
  return isScalar(node) && (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED');
}
