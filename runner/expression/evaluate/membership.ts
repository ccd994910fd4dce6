import { className } from '../java/className.ts';
import { entriesOf, hasKey, isList, isMap } from '../java/collections.ts';
import { javaEquals, javaString } from '../java/text.ts';
import { ExpressionError } from '../types.ts';

/**
 * `left contains right`: an element or all elements of a list, a key of a map, a part of a text; nothing is in null
 * (flow-language §4.4).
 *
 * @throws ExpressionError where the left side can contain nothing
 */
export function contains(left: unknown, right: unknown): boolean {
  if (left === null) {
    return false;
  }
  if (typeof left === 'string') {
    return right !== null && left.includes(javaString(right));
  }
  if (isList(left)) {
    const wanted = isList(right) ? right : [right];
    return wanted.every((item) => left.some((element) => javaEquals(element, item)));
  }
  if (isMap(left)) {
    return hasKey(left, right);
  }
  throw new ExpressionError(
    `Contains operator can only be used on Collections, Maps and arrays. Actual type was: ${className(left)}`,
  );
}

/** `left isIn right`: among the elements of a list, compared as texts, or the keys and values of a map. */
export function isIn(left: unknown, right: unknown): boolean {
  if (left === null || right === null) {
    return false;
  }
  if (isList(right)) {
    const text = javaString(left);
    return right.some((element) => javaString(element) === text);
  }
  return isMap(right) && entriesOf(right).some((entry) => entry.some((part) => javaEquals(part, left)));
}
