import { ExpressionError } from '../types.ts';
import { classEscape, type Translated, translateClass } from './regexClass.ts';
import { matching } from './withinTime.ts';

/** The end of the input, or before its last line terminator. */
const endOfInput = '(?=(?:\\r\\n|[\\n\\r\\x85\\u2028\\u2029])?(?![\\s\\S]))';

const anchors: Readonly<Record<string, string>> = {
  A: '(?<![\\s\\S])',
  z: '(?![\\s\\S])',
  Z: endOfInput,
  R: '(?:\\r\\n|[\\n\\v\\f\\r\\x85\\u2028\\u2029])',
  b: '\\b',
  B: '\\B',
};

/** Modifier groups that `(?i)` opened in each enclosing group; they close with it. */
type OpenGroups = string[][];

/**
 * Translates a Java regular expression into a JavaScript one: POSIX classes, quotations, inline flags, `\h`, `\R`, `\A`,
 * `\Z`, class unions and intersections, ASCII `\s`. Flags given are added to `v`.
 *
 * @throws ExpressionError where the pattern is malformed or needs what JavaScript lacks (possessive quantifiers, atomic
 *   groups, comments mode)
 */
export function javaRegExp(pattern: string, flags = ''): RegExp {
  const groups: OpenGroups = [[]];
  let source = '';
  for (let position = 0; position < pattern.length; ) {
    const piece = translateNext(pattern, position, groups);
    source += piece.source;
    position = piece.end;
  }
  source += ')'.repeat(groups.at(-1)?.length ?? 0);
  try {
    return new RegExp(source, `v${flags}`);
  } catch (error) {
    throw new ExpressionError(`Invalid regular expression '${pattern}': ${(error as Error).message}`);
  }
}

/** Replaces every match as `String.replaceAll` does: `$1`, `${name}`, `\` quotes the next character. */
export function javaReplaceAll(text: string, pattern: string, replacement: string): string {
  const pieces = parseReplacement(replacement);
  const expression = javaRegExp(pattern, 'g');
  const replaced = (...match: unknown[]): string => {
    const named = typeof match.at(-1) === 'object' ? (match.pop() as Record<string, string | undefined>) : {};
    const groups = match.slice(0, -2) as (string | undefined)[];
    return pieces
      .map((piece) => (typeof piece === 'string' ? piece : groupText(piece, groups, named)))
      .join('');
  };
  return matching(expression, text, () => text.replace(expression, replaced));
}

/** Whether the whole text matches, as `String.matches` does. */
export function javaMatches(text: string, pattern: string): boolean {
  const expression = javaRegExp(`\\A(?:${pattern})\\z`);
  return matching(expression, text, () => expression.test(text));
}

/**
 * Splits as `String.split(regex, limit)` does: at most `limit` pieces where it is positive, trailing empty pieces dropped
 * where it is 0, no leading empty piece from an empty match.
 */
export function javaSplit(text: string, pattern: string, limit = 0): string[] {
  const pieces: string[] = [];
  let start = 0;
  const expression = javaRegExp(pattern, 'g');
  for (const match of matching(expression, text, () => [...text.matchAll(expression)])) {
    const end = match.index + match[0].length;
    if (limit > 0 && pieces.length === limit - 1) {
      break;
    }
    if (end > 0) {
      pieces.push(text.slice(start, match.index));
      start = end;
    }
  }
  pieces.push(text.slice(start));
  while (limit === 0 && pieces.length > 1 && pieces.at(-1) === '') {
    pieces.pop();
  }
  return limit === 0 && pieces.length === 1 && start > 0 && pieces[0] === '' ? [] : pieces;
}

function translateNext(pattern: string, position: number, groups: OpenGroups): Translated {
  const character = String.fromCodePoint(pattern.codePointAt(position) as number);
  const as = (source: string): Translated => ({ source, end: position + character.length });
  switch (character) {
    case '\\':
      return translateEscape(pattern, position);
    case '[':
      return translateClass(pattern, position);
    case '(':
      return translateGroup(pattern, position, groups);
    case ')':
      if (groups.length === 1) {
        throw invalid(pattern, position, 'unmatched closing parenthesis');
      }
      return as(`${')'.repeat(groups.pop()?.length ?? 0)})`);
    case '|': {
      const open = groups.at(-1) ?? [];
      return as(`${')'.repeat(open.length)}|${open.join('')}`);
    }
    case '$':
      return as(endOfInput);
    case '*':
    case '+':
    case '?':
    case '{':
      return translateQuantifier(pattern, position);
    case ']':
    case '}':
      return as(`\\${character}`);
    default:
      return as(character);
  }
}

function translateQuantifier(pattern: string, position: number): Translated {
  const match = /^([*+?]|\{\d+(?:,\d*)?\})([+?]?)/.exec(pattern.slice(position));
  if (match === null) {
    throw invalid(pattern, position, 'illegal repetition');
  }
  if (match[2] === '+') {
    throw invalid(pattern, position, 'possessive quantifiers are not supported');
  }
  return { source: match[0], end: position + match[0].length };
}

function translateGroup(pattern: string, position: number, groups: OpenGroups): Translated {
  const rest = pattern.slice(position);
  if (rest.startsWith('(?>')) {
    throw invalid(pattern, position, 'atomic groups are not supported');
  }
  const inline = /^\(\?([a-zA-Z]*)(?:-([a-zA-Z]*))?([:)])/.exec(rest);
  if (inline === null) {
    groups.push([]);
    const opening = /^\((?:\?(?:[=!]|<[=!]|<[a-zA-Z][a-zA-Z0-9]*>))?/.exec(rest)?.[0] ?? '(';
    return { source: opening, end: position + opening.length };
  }
  const [whole, on = '', off = '', end] = inline;
  const opening = modifierGroup(on, off);
  if (opening === undefined) {
    throw invalid(pattern, position, `the flags ${whole} are not supported`);
  }
  if (end === ':') {
    groups.push([]);
  } else {
    groups.at(-1)?.push(opening);
  }
  return { source: opening, end: position + whole.length };
}

/** `(?i-s:`; Java's `u` (Unicode case) is how JavaScript compares anyway. */
function modifierGroup(on: string, off: string): string | undefined {
  const added = [...new Set(on.replaceAll('u', ''))].join('');
  const removed = [...new Set(off.replaceAll('u', ''))].join('');
  return /[^ims]/.test(added + removed) ? undefined : `(?${added}${removed === '' ? '' : `-${removed}`}:`;
}

function translateEscape(pattern: string, position: number): Translated {
  const rest = pattern.slice(position);
  const quotation = /^\\Q([\s\S]*?)(?:\\E|$)/.exec(rest);
  if (quotation !== null) {
    return { source: quoteLiteral(quotation[1] ?? ''), end: position + quotation[0].length };
  }
  const letter = rest[1] ?? '';
  if (Object.hasOwn(anchors, letter)) {
    return { source: anchors[letter] as string, end: position + 2 };
  }
  const reference = /^\\(?:[1-9]\d*|k<[a-zA-Z][a-zA-Z0-9]*>)/.exec(rest)?.[0];
  if (reference !== undefined) {
    return { source: reference, end: position + reference.length };
  }
  return classEscape(pattern, position);
}

function quoteLiteral(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

function invalid(pattern: string, position: number, reason: string): ExpressionError {
  return new ExpressionError(`Invalid regular expression '${pattern}' near index ${position}: ${reason}`);
}

/** A replacement's literal texts (strings) and references to groups. */
function parseReplacement(replacement: string): (string | { group: string })[] {
  const token = /\\([\s\S]?)|\$(?:\{([a-zA-Z][a-zA-Z0-9]*)\}|(\d+))?|[^\\$]+/g;
  return [...replacement.matchAll(token)].map(([whole, quoted, name, digits]) => {
    if (whole.startsWith('\\')) {
      if (!quoted) {
        throw new ExpressionError('character to be escaped is missing');
      }
      return quoted;
    }
    if (!whole.startsWith('$')) {
      return whole;
    }
    if (name === undefined && digits === undefined) {
      throw new ExpressionError('Illegal group reference');
    }
    return { group: (name ?? digits) as string };
  });
}

/** Java reads as many digits of `$12` as name a group of the pattern; the rest is text. */
function groupText(
  { group }: { group: string },
  groups: readonly (string | undefined)[],
  named: Readonly<Record<string, string | undefined>>,
): string {
  if (!/^\d/.test(group)) {
    if (!Object.hasOwn(named, group)) {
      throw new ExpressionError(`No group with name {${group}}`);
    }
    return named[group] ?? '';
  }
  let length = 1;
  while (length < group.length && Number(group.slice(0, length + 1)) < groups.length) {
    length += 1;
  }
  const index = Number(group.slice(0, length));
  if (index >= groups.length) {
    throw new ExpressionError(`No group ${index}`);
  }
  return (groups[index] ?? '') + group.slice(length);
}
