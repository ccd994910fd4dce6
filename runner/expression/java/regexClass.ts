import { ExpressionError } from '../types.ts';

/** A translated piece of a pattern and the index after it. */
export interface Translated {
  source: string;
  end: number;
}

/** POSIX and `java.lang.Character` classes, by the name inside `\p{…}`. */
const namedClasses: Readonly<Record<string, string>> = {
  Lower: 'a-z',
  Upper: 'A-Z',
  ASCII: '\\x00-\\x7F',
  Alpha: 'a-zA-Z',
  Digit: '0-9',
  Alnum: 'a-zA-Z0-9',
  Punct: '!-\\/:-@\\[-`\\{-~',
  Graph: '!-~',
  Print: ' -~',
  Blank: ' \\t',
  Cntrl: '\\x00-\\x1F\\x7F',
  XDigit: '0-9a-fA-F',
  Space: ' \\t\\n\\v\\f\\r',
  javaLowerCase: '\\p{Lowercase}',
  javaUpperCase: '\\p{Uppercase}',
  javaWhitespace: '\\p{Z}\\t-\\r\\x1C-\\x1F',
};

/** Escapes whose class differs from JavaScript's. */
const letterClasses: Readonly<Record<string, string>> = {
  d: '0-9',
  w: 'a-zA-Z0-9_',
  s: ' \\t\\n\\v\\f\\r',
  h: ' \\t\\xA0\\u1680\\u180e\\u2000-\\u200a\\u202f\\u205f\\u3000',
  v: '\\n\\v\\f\\r\\x85\\u2028\\u2029',
};

const controlEscapes: Readonly<Record<string, string>> = {
  t: '\\t',
  n: '\\n',
  r: '\\r',
  f: '\\f',
  a: '\\x07',
  e: '\\x1B',
};

/**
 * Translates the character class that begins at `start` of a Java pattern, with unions `[a[bc]]` and intersections
 * `[a-z&&[^b]]`, into the syntax of JavaScript's `v` flag.
 *
 * @throws ExpressionError where the class does not end
 */
export function translateClass(pattern: string, start: number): Translated {
  let position = start + 1;
  const negated = pattern[position] === '^';
  position += negated ? 1 : 0;
  const operands = [''];
  let first = true;
  while (position < pattern.length) {
    if (pattern[position] === ']' && !first) {
      return { source: `[${negated ? '^' : ''}${intersection(operands)}]`, end: position + 1 };
    }
    first = false;
    if (pattern.startsWith('&&', position)) {
      operands.push('');
      position += 2;
      continue;
    }
    const member = translateMember(pattern, position);
    const upper = isRangeStart(pattern, position, member.end)
      ? translateMember(pattern, member.end + 1)
      : undefined;
    operands[operands.length - 1] += upper === undefined ? member.source : `${member.source}-${upper.source}`;
    position = (upper ?? member).end;
  }
  throw new ExpressionError(`Unclosed character class near index ${start} of '${pattern}'`);
}

/**
 * Translates the escape at `start`: control characters, code points, character classes, quoted punctuation. Valid inside
 * and outside classes alike.
 *
 * @throws ExpressionError for an escape that Java or JavaScript does not know
 */
export function classEscape(pattern: string, start: number): Translated {
  const rest = pattern.slice(start);
  const letter = rest[1] ?? '';
  const lower = letter.toLowerCase();
  if (Object.hasOwn(controlEscapes, letter)) {
    return { source: controlEscapes[letter] as string, end: start + 2 };
  }
  if (Object.hasOwn(letterClasses, lower)) {
    return { source: `[${letter === lower ? '' : '^'}${letterClasses[lower]}]`, end: start + 2 };
  }
  const property = /^\\([pP])(?:\{(\^?)([\w=]+)\}|([A-Z]))/.exec(rest);
  if (property !== null) {
    const [whole, kind, , name, short] = property;
    return {
      source: `[${kind === 'P' ? '^' : ''}${propertyClass(name ?? short ?? '')}]`,
      end: start + whole.length,
    };
  }
  const codePoint =
    /^\\(?:x\{([0-9a-fA-F]+)\}|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4}))/.exec(rest) ??
    /^\\0([0-7]{1,3})/.exec(rest);
  if (codePoint !== null) {
    const digits = codePoint.slice(1).find((group) => group !== undefined) as string;
    const value = Number.parseInt(digits, codePoint[0].startsWith('\\0') ? 8 : 16);
    return { source: `\\u{${value.toString(16)}}`, end: start + codePoint[0].length };
  }
  if (letter === '' || /[a-zA-Z0-9]/.test(letter)) {
    throw new ExpressionError(`Illegal/unsupported escape sequence near index ${start} of '${pattern}'`);
  }
  const character = String.fromCodePoint(rest.codePointAt(1) as number);
  return { source: literal(character), end: start + 1 + character.length };
}

/** Ranges may not stand beside `&&` in JavaScript: every operand becomes a class. */
function intersection(operands: readonly string[]): string {
  return operands.length === 1
    ? (operands[0] as string)
    : operands
        .filter((operand) => operand !== '')
        .map((operand) => `[${operand}]`)
        .join('&&');
}

function translateMember(pattern: string, position: number): Translated {
  const character = String.fromCodePoint(pattern.codePointAt(position) as number);
  if (character === '[') {
    return translateClass(pattern, position);
  }
  if (character === '\\') {
    const quotation = /^\\Q([\s\S]*?)(?:\\E|$)/.exec(pattern.slice(position));
    if (quotation !== null) {
      return { source: [...(quotation[1] ?? '')].map(literal).join(''), end: position + quotation[0].length };
    }
    return classEscape(pattern, position);
  }
  return { source: literal(character), end: position + character.length };
}

/** Whether the member from `start` to `end` is a character with a hyphen and another character after it. */
function isRangeStart(pattern: string, start: number, end: number): boolean {
  const isClass = pattern[start] === '[' || /^\\[dDwWsShHvVpPQ]/.test(pattern.slice(start, start + 2));
  return !isClass && pattern[end] === '-' && /^(?!&&)[^[\]]/.test(pattern.slice(end + 1, end + 3));
}

function propertyClass(name: string): string {
  if (Object.hasOwn(namedClasses, name)) {
    return namedClasses[name] as string;
  }
  const script = /^Is([A-Z][a-z]{3,}(?:_[A-Z][a-z]+)*)$/.exec(name)?.[1];
  const candidates = [name, name.replace(/^Is/, ''), ...(script === undefined ? [] : [`Script=${script}`])];
  for (const candidate of candidates) {
    if (isProperty(candidate)) {
      return `\\p{${candidate}}`;
    }
  }
  throw new ExpressionError(`Unknown character property name {${name}}`);
}

function isProperty(name: string): boolean {
  try {
    new RegExp(`\\p{${name}}`, 'v');
    return true;
  } catch {
    return false;
  }
}

/** A character that stands for itself, inside and outside of classes. */
function literal(character: string): string {
  return /[\\^$.*+?()[\]{}|/\-&!#%,:;<=>@`~]/.test(character)
    ? `\\u{${(character.codePointAt(0) as number).toString(16)}}`
    : character;
}
