import { className } from '../../java/className.ts';
import { isNumber, toNumber } from '../../java/numbers.ts';
import { javaString } from '../../java/text.ts';
import { ExpressionError } from '../../types.ts';

/** An argument that a Java method takes as text. */
export function text(value: unknown): string {
  return javaString(value);
}

/**
 * An argument that a Java method takes as `int` or `long`.
 *
 * @throws ExpressionError where it is no number
 */
export function integer(value: unknown): number {
  if (!isNumber(value)) {
    throw new ExpressionError(`a number was expected as argument, not ${className(value)}`);
  }
  return Math.trunc(toNumber(value));
}

/**
 * An index as Java checks it.
 *
 * @throws ExpressionError outside of 0 to `length`, `length` excluded
 */
export function indexWithin(value: unknown, length: number): number {
  const index = integer(value);
  if (index < 0 || index >= length) {
    throw new ExpressionError(`Index ${index} out of bounds for length ${length}`);
  }
  return index;
}

/**
 * A part of something with a length, as `substring` and `subList` check it.
 *
 * @throws ExpressionError where the part is not inside
 */
export function rangeWithin(from: unknown, to: unknown, length: number): [number, number] {
  const [begin, end] = [integer(from), integer(to)];
  if (begin < 0 || end > length || begin > end) {
    throw new ExpressionError(`begin ${begin}, end ${end}, length ${length}`);
  }
  return [begin, end];
}
