import {
  type Alias,
  Composer,
  type CST,
  type ErrorCode,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  Parser,
  type Scalar,
  type YAMLMap,
  type YAMLParseError,
  type YAMLSeq,
} from 'yaml';
import { type Mapping, type Path, setOwn } from './values.ts';

/** Where an entry of a mapping or list was written. Offsets are characters from the source's start. */
export interface Entry {
  key?: number;
  value?: number;
  node?: Node;
}

/** Where a mapping or list was written, and each of its entries. */
export interface Origin {
  offset: number;
  entries: Map<string | number, Entry>;
}

/** Origins of the mappings and lists of a document. They follow the values when plugin defaults are merged in. */
export type Origins = WeakMap<object, Origin>;

/** Something wrong with the text itself. */
interface YamlProblem {
  path: Path;
  offset: number;
  message: string;
}

/** The values of a YAML text, and where they were written. */
export interface YamlText {
  value: unknown;
  origins: Origins;
  problems: YamlProblem[];
}

/** Bounds on what a document may ask of the reader; a document beyond them is refused. */
export const limits = {
  /** Characters of the text. */
  size: 1024 * 1024,
  aliases: 100,
  depth: 100,
  /** Values that aliases repeat, counted with repetition. */
  repeated: 20_000,
} as const;

/**
 * Reads one YAML document (flow-language §1.1): only `true` and `false` are booleans, dates stay text, `1_000` is a number,
 * anchors and merge keys work, a repeated key is a problem. Never throws: what is wrong is listed.
 */
export function readYaml(source: string): YamlText {
  const refused = (message: string, offset = 0): YamlText => ({
    value: undefined,
    origins: new WeakMap(),
    problems: [{ path: [], offset, message: `Illegal flow yaml: ${message}` }],
  });
  if (source.length > limits.size) return refused(`the text is longer than ${limits.size} characters`);
  const control = source.search(controlCharacter);
  if (control !== -1) {
    const code = source.charCodeAt(control).toString(16).toUpperCase().padStart(4, '0');
    return refused(
      `special characters are not allowed, but found U+${code}: is this a text in UTF-8?`,
      control,
    );
  }
  // Tokens are made without recursion; composing them recurses, so depth is checked in between.
  const tokens = [...new Parser().parse(source)];
  const tooDeep = tokenBeyond(tokens, limits.depth);
  if (tooDeep !== undefined) return refused(`values are nested more than ${limits.depth} deep`, tooDeep);

  const composer = new Composer({
    schema: 'core',
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const [document, another] = [...composer.compose(tokens, true, source.length)];
  if (!document) return refused('the text is empty');
  if (another) {
    return refused('the text holds more than one document: write each flow to a file', another.range[0]);
  }
  if (document.errors.length > 0) {
    return {
      value: undefined,
      origins: new WeakMap(),
      problems: firstOfEachPlace(document.errors).map((error) => ({
        path: [],
        offset: error.pos[0],
        message: `Illegal flow yaml: ${firstLower(error.message)}${hints[error.code] ?? ''}`,
      })),
    };
  }
  const reader = createReader();
  return { value: reader.read(document.contents, [], 0), origins: reader.origins, problems: reader.problems };
}

/** What to do about a reader's message that speaks of YAML's grammar. */
const hints: Readonly<Partial<Record<ErrorCode, string>>> = {
  BLOCK_AS_IMPLICIT_KEY:
    ': a text with ": " in it needs quotes, and the line below must not be indented further than this key',
  MULTILINE_IMPLICIT_KEY: ': is there a ":" missing, or a line indented otherwise than its neighbours?',
};

/** One slip often makes the reader complain several times of one place. */
function firstOfEachPlace(errors: readonly YAMLParseError[]): YAMLParseError[] {
  return errors.filter(({ pos }, index) => errors.findIndex((other) => other.pos[0] === pos[0]) === index);
}

/** What YAML allows in no text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const controlCharacter = /[\x00-\x08\x0b\x0c\x0e-\x1f]/;

/** Offset of the first token that is nested deeper than `depth` lists and mappings. */
function tokenBeyond(tokens: readonly CST.Token[], depth: number): number | undefined {
  const waiting: { token: CST.Token; at: number }[] = tokens.map((token) => ({ token, at: 0 }));
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { token, at } = next;
    if (at > depth) return token.offset;
    if (token.type === 'document' && token.value) waiting.push({ token: token.value, at });
    if (!('items' in token)) continue;
    for (const item of token.items) {
      if (item.key) waiting.push({ token: item.key, at: at + 1 });
      if (item.value) waiting.push({ token: item.value, at: at + 1 });
    }
  }
  return undefined;
}

interface Reader {
  read(node: unknown, path: Path, depth: number): unknown;
  origins: Origins;
  problems: YamlProblem[];
}

function createReader(): Reader {
  const origins: Origins = new WeakMap();
  const problems: YamlProblem[] = [];
  const anchors = new Map<string, Node>();
  let aliases = 0;
  let insideAlias = 0;
  let repeated = 0;
  let stopped = false;

  function read(node: unknown, path: Path, depth: number): unknown {
    if (stopped || node === null || node === undefined) return null;
    if (insideAlias > 0 && ++repeated > limits.repeated) {
      return stop(node, path, `aliases repeat more than ${limits.repeated} values`);
    }
    if (isAlias(node)) return readAlias(node, path, depth);
    const { anchor } = node as Scalar | YAMLMap | YAMLSeq;
    if (anchor !== undefined) anchors.set(anchor, node as Node);
    if (isScalar(node)) return scalarValue(node);
    if (depth >= limits.depth) return stop(node, path, `values are nested more than ${limits.depth} deep`);
    if (isMap(node)) return readMap(node, path, depth);
    if (isSeq(node)) return readList(node, path, depth);
    return null;
  }

  function readAlias(node: Alias, path: Path, depth: number): unknown {
    if (++aliases > limits.aliases) return stop(node, path, `more than ${limits.aliases} aliases`);
    if (depth >= limits.depth) return stop(node, path, `values are nested more than ${limits.depth} deep`);
    const target = anchors.get(node.source);
    if (!target) return stop(node, path, `found undefined alias ${node.source}`);
    insideAlias++;
    const value = read(target, path, depth + 1);
    insideAlias--;
    return value;
  }

  function readMap(node: YAMLMap, path: Path, depth: number): Mapping {
    const value: Mapping = {};
    const origin: Origin = { offset: offsetOf(node), entries: new Map() };
    origins.set(value, origin);
    const merged: Pair[] = [];
    for (const pair of node.items) {
      if (isMap(pair.key) || isSeq(pair.key)) return stop(node, path, unquoted) ?? value;
      const key = keyText(pair.key);
      if (key === '<<' && isMergeable(pair.value)) {
        merged.push(pair);
        continue;
      }
      const keyOffset = offsetOf(pair.key);
      if (origin.entries.has(key)) {
        problems.push({ path: [...path, key], offset: keyOffset, message: `Duplicate field '${key}'` });
        continue;
      }
      origin.entries.set(key, entryOf(keyOffset, pair.value));
      setOwn(value, key, read(pair.value, [...path, key], depth + 1));
    }
    for (const pair of merged) mergeInto(value, origin, read(pair.value, path, depth));
    return value;
  }

  /** `<<: *other`: keys written in the mapping itself win, then the earlier of several merged mappings. */
  function mergeInto(value: Mapping, origin: Origin, from: unknown): void {
    for (const other of Array.isArray(from) ? from : [from]) {
      if (typeof other !== 'object' || other === null) continue;
      for (const [key, entry] of Object.entries(other)) {
        if (Object.hasOwn(value, key)) continue;
        setOwn(value, key, entry);
        const written = origins.get(other)?.entries.get(key);
        if (written) origin.entries.set(key, written);
      }
    }
  }

  function readList(node: YAMLSeq, path: Path, depth: number): unknown[] {
    const value: unknown[] = [];
    const origin: Origin = { offset: offsetOf(node), entries: new Map() };
    origins.set(value, origin);
    node.items.forEach((item, index) => {
      origin.entries.set(index, entryOf(undefined, item));
      value.push(read(item, [...path, index], depth + 1));
    });
    return value;
  }

  function stop(node: unknown, path: Path, reason: string): null {
    stopped = true;
    problems.push({ path, offset: offsetOf(node), message: `Illegal flow yaml: ${reason}` });
    return null;
  }

  return { read, origins, problems };
}

function scalarValue(node: Scalar): unknown {
  const { value, source } = node;
  if (typeof value === 'string') {
    const isPlainNumber = node.type === 'PLAIN' && /^[-+]?\d[\d_]*_[\d_]*$/.test(value);
    return isPlainNumber ? Number(value.replaceAll('_', '')) : value;
  }
  // A number that JavaScript would round stays the text that was written.
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value))
    return source ?? value;
  return value ?? null;
}

/** `message: {{ inputs.name }}` is a map in a map to YAML. */
const unquoted = 'a key must be a text: an expression at the beginning of a text needs quotes, "{{ … }}"';

/** Keys are texts: `1:` is "1", `true:` is "true". */
function keyText(key: unknown): string {
  if (!isScalar(key)) return String(key ?? '');
  return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value ?? ''));
}

function isMergeable(node: unknown): boolean {
  return isAlias(node) || isMap(node) || (isSeq(node) && node.items.every(isMergeable));
}

function entryOf(key: number | undefined, node: unknown): Entry {
  if (!isScalar(node) && !isMap(node) && !isSeq(node) && !isAlias(node)) return { key };
  return { key, value: offsetOf(node), node };
}

function offsetOf(node: unknown): number {
  return (node as Node | null)?.range?.[0] ?? 0;
}

function firstLower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
