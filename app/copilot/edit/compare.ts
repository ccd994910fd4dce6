import { isDeepStrictEqual } from 'node:util';
import {
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { align, identityOf } from './align.ts';
import {
  blockPair,
  endOf,
  flowText,
  type Layout,
  layoutOf,
  type Slot,
  scalarText,
  slotText,
} from './layout.ts';
import { hasBlankLines, insertBefore, insertLines, removeLines } from './lines.ts';
import { literalSplices } from './literal.ts';
import {
  dashOf,
  endOfPair,
  hasOwnLines,
  itemsOf,
  type KeyValue,
  keyOf,
  keyStart,
  type Pairs,
  pairsOf,
  type Side,
  startsLine,
  valueIn,
} from './nodes.ts';
import { columnOf, lineEnd, type Splice } from './splices.ts';

/** The splices that bring what differs in `next` into the text of `base`, and what the text means then. */
interface Compared {
  splices: Splice[];
  value: unknown;
}

interface Comparison {
  base: Side;
  next: Side;
  layout: Layout;
  splices: Splice[];
  /** What anchored values mean by now; aliases of them come later in the text. */
  anchored: Map<Node, unknown>;
  /** Told each path that differs; whether it may. */
  ask(path: string): boolean;
}

/**
 * Walks both documents side by side: keys of mappings by name, items of lists by their `id`. `ask` is told every property path
 * that differs and says whether it may.
 */
export function compare(base: Side, next: Side, ask: (path: string) => boolean): Compared {
  const splices: Splice[] = [];
  const layout = layoutOf(base);
  const root: Slot = { kind: 'root', after: 0, indent: 0 };
  const value = compareValue(
    { base, next, layout, splices, anchored: new Map(), ask },
    base.document.contents as Node,
    next.document.contents as Node,
    '',
    root,
  );
  return { splices, value };
}

function compareValue(
  on: Comparison,
  base: Node | null,
  next: Node | null,
  path: string,
  slot: Slot,
): unknown {
  const source = isAlias(base) ? base.resolve(on.base.document) : undefined;
  const before = source && on.anchored.has(source) ? on.anchored.get(source) : valueIn(on.base, base);
  const after = valueIn(on.next, next);
  if (isDeepStrictEqual(before, after)) return before;
  const inside = compareInside(on, base, next, path, slot);
  if (inside) {
    if (base && 'anchor' in base && base.anchor) on.anchored.set(base, inside.value);
    return inside.value;
  }
  if (!on.ask(path)) return before;
  replace(on, base, next, slot);
  return after;
}

/** Compares what mappings and lists hold; undefined where their text does not allow it. */
function compareInside(
  on: Comparison,
  base: Node | null,
  next: Node | null,
  path: string,
  slot: Slot,
): { value: unknown } | undefined {
  if (isMap(base) && isMap(next) && hasOwnLines(on.base.source, base))
    return { value: (base.flow ? compareFlowMap : compareMap)(on, base, next, path, slot) };
  if (isSeq(base) && isSeq(next) && !base.flow && base.items.length > 0)
    return { value: compareList(on, base, next, path, slot) };
  return undefined;
}

/** Puts the proposed value where the other one stands. */
function replace(on: Comparison, base: Node | null, next: Node | null, slot: Slot): void {
  const { source } = on.base;
  if (isScalar(base) && isScalar(next) && base.range && base.source !== '') {
    const lines = literalSplices(source, base, next.value);
    if (lines) return void on.splices.push(...lines);
    const text = scalarText(on, base, next, slot);
    if (text !== undefined) {
      const [start, end] = base.range;
      // A block scalar ends with its last line's break.
      return void on.splices.push({ start, end: Math.min(end, endOf(on.base, base)), text });
    }
  }
  const last = base?.range ? Math.max(slot.after, endOf(on.base, base)) : slot.after;
  // Lines are proposed with the comments behind them.
  const end = isBlock(base) && isBlock(next) ? lineEnd(source, last) : last;
  on.splices.push({ start: slot.after, end, text: slotText(on, next, slot) });
}

function isBlock(node: Node | null): boolean {
  return isCollection(node) && !node.flow;
}

function compareMap(on: Comparison, base: YAMLMap, next: YAMLMap, path: string, slot: Slot): unknown {
  const { source } = on.base;
  const own = pairsOf(base);
  const others = pairsOf(next);
  const renamed = renamedKeys(on, own, others);
  const arrived = new Set(renamed.values());
  const removed = [...own.keys()].filter((key) => !others.has(key) && !renamed.has(key));
  const [first] = own.values();
  // What stands behind a dash cannot go without the rest; nor can all of it.
  const isMoved =
    removed.length === own.size || (removed.includes(keyOf(first!)) && !startsLine(source, keyStart(first!)));
  if (isMoved) {
    if (!on.ask(path)) return valueIn(on.base, base);
    replace(on, base, next, slot);
    return valueIn(on.next, next);
  }
  const value: Record<string, unknown> = {};
  for (const [key, pair] of own) {
    const other = others.get(key);
    const at = path === '' ? key : `${path}.${key}`;
    const name = renamed.get(key);
    if (name !== undefined)
      set(value, rename(on, pair, others.get(name)!, path), valueIn(on.base, pair.value));
    else if (other) set(value, key, compareValue(on, pair.value, other.value, at, pairSlot(on, pair)));
    else if (on.ask(at)) removeLines(on, keyStart(pair), endOfPair(on.base, pair));
    else set(value, key, valueIn(on.base, pair.value));
  }
  let anchor: KeyValue | undefined;
  for (const [key, pair] of others) {
    const kept = own.get(key);
    if (kept) anchor = kept;
    if (kept || arrived.has(key) || !on.ask(path === '' ? key : `${path}.${key}`)) continue;
    const { text, isLarge } = blockPair(on, pair, columnOf(source, keyStart(first!)));
    const at = endOfPair(on.base, anchor ?? first!);
    const isApart = isLarge && path === '' && hasBlankLines(source, [...own.values()].map(keyStart));
    insertLines(on, at, text, isApart);
    set(value, key, valueIn(on.next, pair.value));
  }
  return value;
}

/** Keys that went, and those that came with the same value: what stands below them, comments too, stays. */
function renamedKeys(on: Comparison, own: Pairs, others: Pairs): Map<string, string> {
  const renamed = new Map<string, string>();
  const come = [...others].filter(([key]) => !own.has(key));
  for (const [key, { value }] of own) {
    if (others.has(key)) continue;
    const before = valueIn(on.base, value);
    const at = come.findIndex(([, pair]) => isDeepStrictEqual(before, valueIn(on.next, pair.value)));
    const [found] = at === -1 ? [] : come.splice(at, 1);
    if (found) renamed.set(key, found[0]);
  }
  return renamed;
}

/** Gives the key that stands there then. */
function rename(on: Comparison, base: KeyValue, next: KeyValue, path: string): string {
  const key = keyOf(next);
  const text = scalarText(on, base.key as Scalar, next.key as Scalar, pairSlot(on, base));
  if (text === undefined || !on.ask(path === '' ? key : `${path}.${key}`)) return keyOf(base);
  on.splices.push({ start: keyStart(base), end: base.key.range![1], text });
  return key;
}

/** `{ a: 1 }`: values one by one where the keys are the same, otherwise as a whole, on one line. */
function compareFlowMap(on: Comparison, base: YAMLMap, next: YAMLMap, path: string, slot: Slot): unknown {
  const own = pairsOf(base);
  const others = pairsOf(next);
  const areSame = own.size === others.size && [...own.keys()].every((key) => others.has(key));
  if (!areSame) {
    if (!on.ask(path)) return valueIn(on.base, base);
    const after = valueIn(on.next, next);
    on.splices.push({ start: base.range![0], end: base.range![1], text: flowText(after) });
    return after;
  }
  const value: Record<string, unknown> = {};
  for (const [key, pair] of own) {
    const at = path === '' ? key : `${path}.${key}`;
    const [before, after] = [valueIn(on.base, pair.value), valueIn(on.next, others.get(key)!.value)];
    const differs = !isDeepStrictEqual(before, after);
    const inner = pair.value;
    if (!differs) set(value, key, before);
    else if (isMap(inner) && inner.flow && isMap(others.get(key)!.value))
      set(value, key, compareFlowMap(on, inner, others.get(key)!.value as YAMLMap, at, slot));
    else if (!on.ask(at)) set(value, key, before);
    else {
      const start = inner?.range?.[0] ?? keyStart(pair);
      on.splices.push({ start, end: inner?.range?.[1] ?? start, text: flowText(after) });
      set(value, key, after);
    }
  }
  return value;
}

function compareList(on: Comparison, base: YAMLSeq, next: YAMLSeq, path: string, slot: Slot): unknown {
  const { source } = on.base;
  const own = itemsOf(on.base, base);
  const others = itemsOf(on.next, next);
  const dashes = own.map(({ node }) => dashOf(source, node));
  const steps = align(own, others);
  const isWhole = dashes.includes(undefined) || steps.every(({ kind }) => kind !== 'both');
  if (isWhole) {
    if (!on.ask(path)) return valueIn(on.base, base);
    replace(on, base, next, slot);
    return valueIn(on.next, next);
  }
  const column = columnOf(source, dashes[0]!);
  const isApart = hasBlankLines(source, dashes as number[]);
  const value: unknown[] = [];
  let last: number | undefined;
  const inserted: (() => void)[] = [];
  for (const step of steps) {
    if (step.kind === 'both') {
      const item = own[step.base]!;
      const dash = dashes[step.base]!;
      const at = `${path}[${identityOf(item.value) ?? step.base}]`;
      const inner: Slot = { kind: 'item', after: dash + 1, indent: column };
      value.push(compareValue(on, item.node, others[step.next]!.node, at, inner));
      last = step.base;
    } else if (step.kind === 'base') {
      const item = own[step.base]!;
      if (on.ask(`${path}[${identityOf(item.value) ?? step.base}]`))
        removeLines(on, dashes[step.base]!, endOf(on.base, item.node!));
      else value.push(item.value);
      last = step.base;
    } else {
      const item = others[step.next]!;
      if (!on.ask(`${path}[${identityOf(item.value) ?? step.next}]`)) continue;
      const text = `${' '.repeat(column)}-${slotText(on, item.node, { kind: 'item', after: 0, indent: column })}`;
      const after = last;
      inserted.push(() => {
        if (after === undefined) insertBefore(on, dashes[0]!, text, isApart);
        else insertLines(on, endOf(on.base, own[after]!.node!), text, isApart);
      });
      value.push(item.value);
    }
  }
  // What is new inside the last item stands before what is new behind it.
  for (const insert of inserted) insert();
  return value;
}

function pairSlot({ base: { source } }: Comparison, { key }: KeyValue): Slot {
  const colon = source.indexOf(':', key.range![1]);
  return { kind: 'pair', after: colon + 1, indent: columnOf(source, key.range![0]) };
}

function set(target: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}
