import { ExpressionError } from '../types.ts';
import { entriesOf, isList, isMap } from './collections.ts';

/** Nesting at which Jackson, too, refuses to write a document. */
const maximumDepth = 1000;

/** Values inside a value. A few small lists that hold each other several times stand for billions. */
const maximumParts = 5_000_000;

/**
 * Refuses values that cannot be walked through in reasonable time: those that contain themselves, are nested deeper than
 * 1,000 levels, or have more than 5 million parts, counted as often as they occur.
 *
 * @throws ExpressionError that says which
 */
export function assertBounded(value: unknown): void {
  countParts(value, 0, { parts: 0 });
}

function countParts(value: unknown, depth: number, count: { parts: number }): void {
  count.parts += 1;
  if (depth > maximumDepth) {
    throw new ExpressionError(
      `Document nesting depth (${depth}) exceeds the maximum allowed (${maximumDepth}), or the value contains itself`,
    );
  }
  if (count.parts > maximumParts) {
    throw new ExpressionError(`The value has more than ${maximumParts} parts`);
  }
  if (isList(value)) {
    for (const item of value) {
      countParts(item, depth + 1, count);
    }
  } else if (isMap(value)) {
    for (const [, item] of entriesOf(value)) {
      countParts(item, depth + 1, count);
    }
  }
}
