import { type Document, isPair, isScalar, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import { endOf } from './layout.ts';
import { lineStart } from './splices.ts';

/** A text and what it was read as. */
export interface Side {
  source: string;
  document: Document;
}

/** An entry of a mapping. */
export type KeyValue = Pair<Node, Node | null>;

export type Pairs = Map<string, KeyValue>;

/** Whether its keys can be told from the text: none is written `? key`, and none twice. */
export function hasOwnLines(source: string, map: YAMLMap): boolean {
  return (
    map.items.length > 0 &&
    pairsOf(map).size === map.items.length &&
    map.items.every(
      (pair) => isScalar(pair.key) && pair.key.range && /^\s*:/.test(source.slice(pair.key.range[1])),
    )
  );
}

/** The entries of a mapping by key. */
export function pairsOf(map: YAMLMap): Pairs {
  const pairs = map.items.filter(isPair) as KeyValue[];
  return new Map(pairs.map((pair) => [keyOf(pair), pair]));
}

/** The name of an entry. */
export function keyOf({ key }: KeyValue): string {
  return isScalar(key) ? String(key.value) : String(key);
}

/** Offset of the first character of its key. */
export function keyStart({ key }: KeyValue): number {
  return key.range![0];
}

/** Offset behind its value, or its key where it has none. */
export function endOfPair(side: Side, { key, value }: KeyValue): number {
  return value?.range ? Math.max(endOf(side, value), key.range![1]) : key.range![1];
}

/** The items of a list, with what they mean. */
export function itemsOf(side: Side, list: YAMLSeq): { node: Node | null; value: unknown }[] {
  return (list.items as (Node | null)[]).map((node) => ({ node, value: valueIn(side, node) }));
}

/** Where the `-` of an item stands; undefined where something else is in between. */
export function dashOf(source: string, node: Node | null): number | undefined {
  if (!node?.range) return undefined;
  const dash = source.lastIndexOf('-', node.range[0] - 1);
  const isDash = dash !== -1 && /^\s+$/.test(source.slice(dash + 1, node.range[0]));
  return isDash && startsLine(source, dash) ? dash : undefined;
}

/** Whether nothing but space stands before `at` in its line. */
export function startsLine(source: string, at: number): boolean {
  return source.slice(lineStart(source, at), at).trim() === '';
}

/** What a node means, its aliases resolved. */
export function valueIn({ document }: Side, node: Node | null): unknown {
  return node ? node.toJS(document, { maxAliasCount: 100 }) : null;
}
