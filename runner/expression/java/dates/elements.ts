import { ExpressionError } from '../../types.ts';

/** Numeric fields of a date that patterns name, by pattern letter. */
export type NumberField = (typeof numberLetters)[number];

const numberLetters = [
  ...['u', 'y', 'D', 'M', 'd', 'Q', 'Y', 'w', 'W', 'e', 'F', 'g'],
  ...['h', 'K', 'k', 'H', 'm', 's', 'A', 'n', 'N'],
] as const;

/** Fields that patterns print as words. */
export type TextField =
  | 'era'
  | 'month'
  | 'monthAlone'
  | 'day'
  | 'dayAlone'
  | 'quarter'
  | 'halfDay'
  | 'dayPeriod';

export type TextWidth = 'short' | 'long' | 'narrow';

/** One piece of a date format, as `DateTimeFormatterBuilder` would append it. */
export type Element =
  | { kind: 'literal'; text: string }
  /** `exceeds`: a plus sign where the number is wider than `min`. `reduced`: two digits counted from 2000. */
  | { kind: 'number'; field: NumberField; min: number; max: number; exceeds?: boolean; reduced?: boolean }
  | { kind: 'text'; field: TextField; width: TextWidth }
  /** Digits of the second's fraction. `grouped`: 0, 3, 6 or 9 of them. */
  | { kind: 'fraction'; min: number; max: number; point: boolean; grouped?: boolean }
  | { kind: 'offset'; pattern: string; zero: string }
  | { kind: 'localOffset'; width: TextWidth }
  | { kind: 'zoneId'; regionsOnly?: boolean }
  | { kind: 'zoneName'; width: TextWidth; generic: boolean }
  | { kind: 'optional'; elements: Element[] }
  | { kind: 'pad'; width: number; element: Element };

/**
 * Compiles a pattern of Java's `DateTimeFormatter` (flow-language §4.8).
 *
 * @throws ExpressionError with Java's message for unknown letters and wrong counts
 */
export function compilePattern(pattern: string): Element[] {
  const stack: Element[][] = [[]];
  let position = 0;
  while (position < pattern.length) {
    const character = pattern[position] as string;
    const elements = stack.at(-1) as Element[];
    if (/[a-zA-Z]/.test(character)) {
      const count = runLength(pattern, position);
      position += count;
      if (character === 'p') {
        position = appendPadded(pattern, position, count, elements);
      } else {
        elements.push(letterElement(character, count));
      }
    } else if (character === "'") {
      const end = endOfQuote(pattern, position);
      const text = pattern.slice(position + 1, end).replaceAll("''", "'");
      elements.push({ kind: 'literal', text: text === '' ? "'" : text });
      position = end + 1;
    } else if (character === '[') {
      stack.push([]);
      position += 1;
    } else if (character === ']') {
      const optional = stack.length > 1 ? stack.pop() : undefined;
      if (optional === undefined) {
        throw new ExpressionError('Pattern invalid as it contains ] without previous [');
      }
      stack.at(-1)?.push({ kind: 'optional', elements: optional });
      position += 1;
    } else if (/[{}#]/.test(character)) {
      throw new ExpressionError(`Pattern includes reserved character: '${character}'`);
    } else {
      elements.push({ kind: 'literal', text: character });
      position += 1;
    }
  }
  return closeOptionals(stack);
}

function runLength(pattern: string, start: number): number {
  let end = start;
  while (pattern[end] === pattern[start]) {
    end += 1;
  }
  return end - start;
}

function appendPadded(pattern: string, position: number, width: number, elements: Element[]): number {
  const letter = pattern[position] ?? '';
  if (!/[a-zA-Z]/.test(letter)) {
    throw new ExpressionError(`Pad letter 'p' must be followed by valid pad pattern: ${pattern}`);
  }
  const count = runLength(pattern, position);
  elements.push({ kind: 'pad', width, element: letterElement(letter, count) });
  return position + count;
}

/** Index of the quote that closes the one at `start`; two quotes in a row stand for one. */
function endOfQuote(pattern: string, start: number): number {
  let end = start + 1;
  while (end < pattern.length && pattern[end] !== "'") {
    end += pattern.startsWith("''", end + 1) ? 3 : 1;
  }
  if (end >= pattern.length) {
    throw new ExpressionError(`Pattern ends with an incomplete string literal: ${pattern}`);
  }
  return end;
}

/** Java closes optional sections that the pattern leaves open. */
function closeOptionals(stack: Element[][]): Element[] {
  while (stack.length > 1) {
    const elements = stack.pop() as Element[];
    stack.at(-1)?.push({ kind: 'optional', elements });
  }
  return stack[0] as Element[];
}

function letterElement(letter: string, count: number): Element {
  switch (letter) {
    case 'u':
    case 'y':
    case 'Y':
      return count === 2
        ? { kind: 'number', field: letter, min: 2, max: 2, reduced: true }
        : { kind: 'number', field: letter, min: count, max: 19, exceeds: count >= 4 };
    case 'M':
    case 'L':
    case 'Q':
    case 'q':
      return count <= 2
        ? twoDigits(letter === 'L' ? 'M' : letter === 'q' ? 'Q' : letter, count)
        : word(letter, count);
    case 'E':
      return word(letter, Math.max(count, 3));
    case 'e':
    case 'c':
      return count <= 2 ? twoDigits('e', count) : word(letter, count);
    case 'G':
      return word(letter, Math.max(count, 3));
    case 'a':
      limit(letter, count, 1);
      return { kind: 'text', field: 'halfDay', width: 'short' };
    case 'B':
      return word(letter, Math.max(count, 3));
    case 'd':
    case 'h':
    case 'H':
    case 'k':
    case 'K':
    case 'm':
    case 's':
    case 'w':
      limit(letter, count, 2);
      return twoDigits(letter, count);
    case 'F':
    case 'W':
      limit(letter, count, 1);
      return { kind: 'number', field: letter, min: 1, max: 1 };
    case 'D':
      limit(letter, count, 3);
      return { kind: 'number', field: 'D', min: count, max: 3 };
    case 'A':
    case 'n':
    case 'N':
    case 'g':
      return { kind: 'number', field: letter, min: count, max: 19 };
    case 'S':
      limit(letter, count, 9);
      return { kind: 'fraction', min: count, max: count, point: false };
    default:
      return zoneElement(letter, count);
  }
}

function zoneElement(letter: string, count: number): Element {
  switch (letter) {
    case 'X':
    case 'x': {
      limit(letter, count, 5);
      const pattern = ['+HHmm', '+HHMM', '+HH:MM', '+HHMMss', '+HH:MM:ss'][count - 1] as string;
      const zero = ['+00', '+0000', '+00:00', '+0000', '+00:00'][count - 1] as string;
      return { kind: 'offset', pattern, zero: letter === 'X' ? 'Z' : zero };
    }
    case 'Z':
      limit(letter, count, 5);
      return count === 4
        ? { kind: 'localOffset', width: 'long' }
        : count === 5
          ? { kind: 'offset', pattern: '+HH:MM:ss', zero: 'Z' }
          : { kind: 'offset', pattern: '+HHMM', zero: '+0000' };
    case 'O':
      if (count !== 1 && count !== 4) {
        throw new ExpressionError(`Pattern letter count must be 1 or 4: ${letter}`);
      }
      return { kind: 'localOffset', width: count === 4 ? 'long' : 'short' };
    case 'V':
      if (count !== 2) {
        throw new ExpressionError(`Pattern letter count must be 2: ${letter}`);
      }
      return { kind: 'zoneId' };
    case 'v':
    case 'z':
      limit(letter, count, 4);
      return { kind: 'zoneName', width: count === 4 ? 'long' : 'short', generic: letter === 'v' };
    default:
      throw new ExpressionError(`Unknown pattern letter: ${letter}`);
  }
}

function twoDigits(field: NumberField, count: number): Element {
  return count === 1 ? { kind: 'number', field, min: 1, max: 19 } : { kind: 'number', field, min: 2, max: 2 };
}

/** Three letters: short words; four: long ones; five: one letter. */
function word(letter: string, count: number): Element {
  limit(letter, count, 5);
  const fields: Readonly<Record<string, TextField>> = {
    M: 'month',
    L: 'monthAlone',
    E: 'day',
    e: 'day',
    c: 'dayAlone',
    G: 'era',
    Q: 'quarter',
    q: 'quarter',
    B: 'dayPeriod',
  };
  const width = count === 5 ? 'narrow' : count === 4 ? 'long' : 'short';
  return { kind: 'text', field: fields[letter] as TextField, width };
}

function limit(letter: string, count: number, most: number): void {
  if (count > most) {
    throw new ExpressionError(`Too many pattern letters: ${letter}`);
  }
}
