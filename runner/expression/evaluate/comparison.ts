import { compareNumbers, isNumber } from '../java/numbers.ts';
import { ExpressionError } from '../types.ts';

/** The comparisons, by the names that errors show. */
export type Comparison = 'GREATER_THAN' | 'GREATER_THAN_EQUALS' | 'LESS_THAN' | 'LESS_THAN_EQUALS';

/**
 * Compares two numbers by value; false where a side is null or NaN (flow-language §4.4).
 *
 * @throws ExpressionError for all other values
 */
export function compare(left: unknown, right: unknown, comparison: Comparison): boolean {
  if (left === null || right === null) {
    return false;
  }
  if (!isNumber(left) || !isNumber(right)) {
    throw new ExpressionError(`invalid operands for mathematical comparison [${comparison}]`);
  }
  const order = compareNumbers(left, right);
  switch (comparison) {
    case 'GREATER_THAN':
      return order > 0;
    case 'GREATER_THAN_EQUALS':
      return order >= 0;
    case 'LESS_THAN':
      return order < 0;
    case 'LESS_THAN_EQUALS':
      return order <= 0;
  }
}
