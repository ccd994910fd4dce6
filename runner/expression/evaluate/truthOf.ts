import { className } from '../java/className.ts';
import { isNumber, toNumber } from '../java/numbers.ts';
import { ExpressionError } from '../types.ts';

/**
 * Pebble's truth, that of `if`, `and`, `or`, `not` and `?:` (flow-language §4.10): a boolean, a number that is neither 0
 * nor NaN, a string that is not empty.
 *
 * @param where names the operator in the error
 * @throws ExpressionError for null and for all other values
 */
export function truthOf(value: unknown, where: string): boolean {
  if (typeof value === 'boolean') {
    return value;
  }
  if (typeof value === 'string') {
    return value !== '';
  }
  if (isNumber(value)) {
    const number = toNumber(value);
    return number !== 0 && !Number.isNaN(number);
  }
  if (value === null) {
    throw new ExpressionError(`null value given to ${where} and strict variables is set to true`);
  }
  throw new ExpressionError(
    `Unsupported value type ${className(value)}, expected Boolean, String, Number in ${where}`,
  );
}
