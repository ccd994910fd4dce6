import { isDeepStrictEqual } from 'node:util';
import { type Document, isNode, parseDocument } from 'yaml';
import { compare } from './compare.ts';
import { pathFilter } from './paths.ts';
import { applySplices } from './splices.ts';

export interface MergedFlow {
  text: string;
  /** Property paths that differ from the original: `tasks[fetch].retry`. */
  changes: string[];
  /** Paths that differed in the proposed text without being wanted; they are as in the original. */
  undone: string[];
}

/**
 * Brings what a proposed text of a flow means differently into the original text: every other line, comment and the order of keys
 * stay as they are, byte for byte (surfaces §4.7, “minimal-diff enforcement”). Items of lists are known by their `id`. Where the
 * original is no YAML, or its layout does not allow it, the proposed text stands instead.
 *
 * @param wanted property paths that may change, their insides included; by default all may. What else differs is undone: it may
 *   be that the flow needs it, so validate what comes out.
 */
export function mergeFlow(original: string, proposed: string, wanted?: readonly string[]): MergedFlow {
  const base = readText(original);
  const next = readText(proposed);
  if (!base || !next) return { text: proposed, changes: ['(the whole file)'], undone: [] };
  const allowed = wanted && wanted.length > 0 ? pathFilter(wanted) : () => true;
  const merged = mergeTexts(original, proposed, base, next, allowed);
  // Paths that fit nothing say nothing.
  const isLost = merged.changes.length === 0 && merged.undone.length > 0;
  return isLost ? mergeTexts(original, proposed, base, next, () => true) : merged;
}

function mergeTexts(
  original: string,
  proposed: string,
  base: Document,
  next: Document,
  allowed: (path: string) => boolean,
): MergedFlow {
  const changes: string[] = [];
  const undone: string[] = [];
  const { splices, value } = compare(
    { source: original, document: base },
    { source: proposed, document: next },
    (path) => {
      const isAllowed = allowed(path);
      (isAllowed ? changes : undone).push(path);
      return isAllowed;
    },
  );
  const text = applySplices(original, splices);
  const read = readText(text);
  // A layout that the splices did not foresee: what it means counts more than how it looks.
  if (!read || !isDeepStrictEqual(meaning(read), value))
    return { text: proposed, changes: ['(the whole file)'], undone: [] };
  return { text, changes, undone };
}

/** Undefined where the text is no YAML, or an empty one. */
function readText(source: string): Document | undefined {
  const document = parseDocument(source, { uniqueKeys: false, logLevel: 'silent', strict: false });
  return document.errors.length === 0 && isNode(document.contents) && readable(document)
    ? document
    : undefined;
}

function readable(document: Document): boolean {
  try {
    meaning(document);
    return true;
  } catch {
    // Aliases of what does not exist, or of too much.
    return false;
  }
}

function meaning(document: Document): unknown {
  return document.toJS({ maxAliasCount: 100 });
}
