import { ExpressionError } from '../types.ts';
import { className } from './className.ts';
import { compareNumbers, isNumber } from './numbers.ts';
import { isTemporal, temporalClass } from './temporal.ts';

/**
 * Orders two values as Java's `Comparable` does: numbers by value, strings by UTF-16 code units, false before true, dates
 * by time. What `sort`, `max` and `min` use (flow-language §4.6).
 *
 * @throws ExpressionError where the two have no common order
 */
export function compareValues(left: unknown, right: unknown): number {
  if (isNumber(left) && isNumber(right)) {
    return compareNumbers(left, right);
  }
  if (typeof left === 'string' && typeof right === 'string') {
    return left < right ? -1 : left > right ? 1 : 0;
  }
  if (typeof left === 'boolean' && typeof right === 'boolean') {
    return Number(left) - Number(right);
  }
  if (isTemporal(left) && isTemporal(right) && temporalClass(left) === temporalClass(right)) {
    const [a, b] = [timeKey(left), timeKey(right)];
    return a < b ? -1 : a > b ? 1 : 0;
  }
  throw new ExpressionError(`class ${className(left)} cannot be compared to class ${className(right)}`);
}

/** Epoch nanoseconds where the value has them; the ISO text of local dates and times orders by time as well. */
function timeKey(value: object): bigint | string {
  const nanoseconds = (value as { epochNanoseconds?: bigint }).epochNanoseconds;
  return nanoseconds ?? String(value);
}
