import { isDeepStrictEqual } from 'node:util';
import { Document, isCollection, isMap, isNode, isScalar, isSeq, type Node, parseDocument } from 'yaml';

type Path = readonly (string | number)[];

/** A piece of a text, and what stands there instead. Offsets are characters. */
interface Edit {
  start: number;
  end: number;
  text: string;
}

/**
 * Gives the place at `path` of a YAML text another value. What is equal keeps its comments and layout, what lies outside is not
 * touched (surfaces §14.1).
 *
 * @param value JSON-able @throws Error where the text has no such place
 */
export function replaceValue(source: string, path: Path, value: unknown): string {
  const document = read(source);
  const node = document.getIn(path, true);
  if (!isNode(node)) throw new Error(`The text has nothing at ${path.join('.')}`);
  const edited = applied(source, editsOf(document, node, value, source));
  document.setIn(path, merged(document, node, value));
  return meansTheSame(edited, document) ? edited : document.toString({ lineWidth: 0 });
}

/** Switches a flow off or on by its property `disabled`; a text that says so already stays as it is. */
export function setDisabled(source: string, disabled: boolean): string {
  const document = read(source);
  if (document.has('disabled')) return replaceValue(source, ['disabled'], disabled);
  if (!disabled) return source;
  const namespace = document.get('namespace', true);
  const at = source.indexOf('\n', isNode(namespace) ? namespace.range?.[1] : 0);
  const edited =
    at === -1
      ? `${source}\ndisabled: true\n`
      : `${source.slice(0, at + 1)}disabled: true${source[at - 1] === '\r' ? '\r' : ''}\n${source.slice(at + 1)}`;
  document.set('disabled', true);
  return meansTheSame(edited, document) ? edited : document.toString({ lineWidth: 0 });
}

function read(source: string): Document {
  return parseDocument(source, { uniqueKeys: false, logLevel: 'silent' });
}

/** The smallest pieces to change: values of the same keys one by one, otherwise the whole node. */
function editsOf(document: Document, node: Node, value: unknown, source: string): Edit[] {
  if (isDeepStrictEqual(node.toJS(document), value)) return [];
  const below = childrenOf(document, node, value);
  if (below) return below.flatMap(([child, item]) => editsOf(document, child, item, source));
  const [start, end] = node.range!;
  return [
    { start, end, text: textOf(document, node, value, source.slice(0, start), source[end - 1] === '\n') },
  ];
}

/** The values of a mapping or list with what they become, where there are as many as before, of the same names. */
function childrenOf(document: Document, node: Node, value: unknown): [Node, unknown][] | undefined {
  if (!isCollection(node) || node.anchor || !isRecord(node.toJS(document)) !== !isRecord(value))
    return undefined;
  const names = Object.keys(node.toJS(document) as object);
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== names.length)
    return undefined;
  const pairs = names.map((name) => [
    node.get(isSeq(node) ? Number(name) : name, true),
    (value as Record<string, unknown>)[name],
  ]);
  return pairs.every(([child, item]) => isNode(child) && child.range && item !== undefined)
    ? (pairs as [Node, unknown][])
    : undefined;
}

/** A node with another value as it is written behind `before`. */
function textOf(document: Document, node: Node, value: unknown, before: string, endsLine: boolean): string {
  const part = new Document();
  const written = merged(document, node, value);
  part.contents = written as typeof part.contents;
  // These stand before and behind the piece.
  const { commentBefore, spaceBefore, comment } = written;
  Object.assign(written, { commentBefore: undefined, spaceBefore: undefined, comment: undefined });
  const text = safely(() => part.toString({ lineWidth: 0 })) ?? '';
  Object.assign(written, { commentBefore, spaceBefore, comment });
  const indent = ' '.repeat(before.length - before.lastIndexOf('\n') - 1);
  const lines = text.trimEnd().split('\n');
  return (
    lines.map((line, index) => (index === 0 || line === '' ? line : indent + line)).join('\n') +
    (endsLine ? '\n' : '')
  );
}

/** The node with another value; parts that stay equal are the same nodes, with their comments. */
function merged(document: Document, node: Node, value: unknown): Node {
  if (isDeepStrictEqual(node.toJS(document), value)) return node;
  if (isMap(node) && isRecord(value)) {
    const former = new Map(node.items.map(({ key, value: item }) => [nameOf(key), item]));
    for (const name of former.keys()) if (!Object.hasOwn(value, name)) node.delete(name);
    for (const [name, item] of Object.entries(value)) {
      const child = former.get(name);
      node.set(name, isNode(child) ? merged(document, child, item) : document.createNode(item));
    }
    return node;
  }
  if (isSeq(node) && Array.isArray(value)) {
    const former = [...node.items];
    node.items = value.map((item: unknown, index) => {
      const child = former.find((one) => isNode(one) && isSame(one.toJS(document), item)) ?? former[index];
      return isNode(child) && isAlike(child, item)
        ? merged(document, child, item)
        : document.createNode(item);
    });
    return node;
  }
  const { commentBefore, spaceBefore, comment } = node;
  return Object.assign(document.createNode(value) as Node, { commentBefore, spaceBefore, comment });
}

function nameOf(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}

/** Entries of lists are known by their ids. */
function isSame(a: unknown, b: unknown): boolean {
  return isRecord(a) && isRecord(b) && a['id'] !== undefined && a['id'] === b['id'];
}

function isAlike(node: Node, value: unknown): boolean {
  if (!isMap(node)) return true;
  return isRecord(value) && String(node.get('id')) === String(value['id']);
}

function applied(source: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((a, b) => b.start - a.start)
    .reduce((text, { start, end, text: piece }) => text.slice(0, start) + piece + text.slice(end), source);
}

/** Anchors and odd layouts cannot always be edited in pieces: then the text is written anew. */
function meansTheSame(text: string, document: Document): boolean {
  const again = read(text);
  return (
    again.errors.length === 0 &&
    isDeepStrictEqual(
      safely(() => again.toJS()),
      safely(() => document.toJS()),
    )
  );
}

function safely<T>(give: () => T): T | undefined {
  try {
    return give();
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
