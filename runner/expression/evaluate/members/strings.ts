import { javaMatches, javaReplaceAll, javaSplit } from '../../java/regex.ts';
import { ExpressionError } from '../../types.ts';
import { indexWithin, integer, rangeWithin, text } from './coerce.ts';
import { membersFor } from './types.ts';

/** Methods of `java.lang.String` (flow-language §4.4). */
export const stringMembers = membersFor<string>({
  'length/0': (value) => value.length,
  'isEmpty/0': (value) => value === '',
  'isBlank/0': (value) => value.trim() === '',
  'toString/0': (value) => value,
  'toUpperCase/0': (value) => value.toUpperCase(),
  'toLowerCase/0': (value) => value.toLowerCase(),
  'trim/0': (value) => value.trim(),
  'strip/0': (value) => value.trim(),
  'stripLeading/0': (value) => value.trimStart(),
  'stripTrailing/0': (value) => value.trimEnd(),
  'concat/1': (value, other) => value + text(other),
  'contains/1': (value, part) => value.includes(text(part)),
  'startsWith/1': (value, part) => value.startsWith(text(part)),
  'startsWith/2': (value, part, offset) => value.startsWith(text(part), integer(offset)),
  'endsWith/1': (value, part) => value.endsWith(text(part)),
  'indexOf/1': (value, part) => value.indexOf(text(part)),
  'indexOf/2': (value, part, from) => value.indexOf(text(part), integer(from)),
  'lastIndexOf/1': (value, part) => value.lastIndexOf(text(part)),
  'lastIndexOf/2': (value, part, from) => value.lastIndexOf(text(part), integer(from)),
  'charAt/1': (value, index) => value.charAt(indexWithin(index, value.length)),
  'substring/1': (value, from) => value.slice(...rangeWithin(from, value.length, value.length)),
  'substring/2': (value, from, to) => value.slice(...rangeWithin(from, to, value.length)),
  'replace/2': (value, from, to) => value.replaceAll(text(from), () => text(to)),
  'replaceAll/2': (value, pattern, to) => javaReplaceAll(value, text(pattern), text(to)),
  'matches/1': (value, pattern) => javaMatches(value, text(pattern)),
  'split/1': (value, pattern) => javaSplit(value, text(pattern)),
  'split/2': (value, pattern, limit) => javaSplit(value, text(pattern), integer(limit)),
  'lines/0': (value) => value.replace(/\r?\n$/, '').split(/\r?\n/),
  'repeat/1': repeat,
  'equals/1': (value, other) => value === other,
  'equalsIgnoreCase/1': (value, other) => value.toLowerCase() === text(other).toLowerCase(),
  'compareTo/1': (value, other) => compareTexts(value, text(other)),
  'compareToIgnoreCase/1': (value, other) => compareTexts(value.toLowerCase(), text(other).toLowerCase()),
  'hashCode/0': hashCode,
});

/** Longest text that `repeat` makes. */
const maximumLength = 10_000_000;

function repeat(value: string, count: unknown): string {
  const times = integer(count);
  if (times < 0) {
    throw new ExpressionError(`count is negative: ${times}`);
  }
  if (value.length * times > maximumLength) {
    throw new ExpressionError(`Repeating makes a text of more than ${maximumLength} characters`);
  }
  return value.repeat(times);
}

/** The difference of the first characters that differ, else of the lengths. */
function compareTexts(left: string, right: string): number {
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const difference = left.charCodeAt(index) - right.charCodeAt(index);
    if (difference !== 0) {
      return difference;
    }
  }
  return left.length - right.length;
}

function hashCode(value: string): number {
  let hash = 0;
  for (let index = 0; index < value.length; index += 1) {
    hash = (Math.imul(31, hash) + value.charCodeAt(index)) | 0;
  }
  return hash;
}
