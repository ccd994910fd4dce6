import { entriesOf, hasKey, isList, isMap, type JavaMap, sizeOf, valueAt } from './collections.ts';
import { compareNumbers, isNumber } from './numbers.ts';
import { isTemporal, temporalText } from './temporal.ts';

/**
 * Whether two values are equal as Java's `equals` compares them: lists by their elements, maps by their entries whatever
 * their order, dates of the same class by their value; numbers by value whatever their class (flow-language §4.4).
 */
export function javaEquals(left: unknown, right: unknown): boolean {
  if (left === right) {
    return true;
  }
  if (left == null || right == null) {
    return left == null && right == null;
  }
  if (isNumber(left)) {
    return isNumber(right) && compareNumbers(left, right) === 0;
  }
  if (typeof left !== 'object' || typeof right !== 'object') {
    return false;
  }
  if (isList(left)) {
    return (
      isList(right) &&
      left.length === right.length &&
      left.every((item, index) => javaEquals(item, right[index]))
    );
  }
  if (isTemporal(left)) {
    return isTemporal(right) && temporalText(left) === temporalText(right);
  }
  return isMap(left) && isMap(right) && equalMaps(left, right);
}

function equalMaps(left: JavaMap, right: JavaMap): boolean {
  return (
    sizeOf(left) === sizeOf(right) &&
    entriesOf(left).every(([key, value]) => hasKey(right, key) && javaEquals(value, valueAt(right, key)))
  );
}
