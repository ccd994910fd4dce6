import { className } from '../java/className.ts';
import { isNumber } from '../java/numbers.ts';
import { toText } from '../java/text.ts';
import { ExpressionError } from '../types.ts';

/** Collects what a template prints in typed mode: one value stays itself, scalars join to a text (flow-language §4.1.5). */
export class TypedOutput {
  value: unknown = null;

  /** @throws ExpressionError where a map, a list or a date meets anything else */
  add(value: unknown): void {
    if (value === null) {
      return;
    }
    if (this.value === null) {
      this.value = value;
    } else if (isScalar(this.value) && isScalar(value)) {
      this.value = toText(this.value) + toText(value);
    } else {
      throw new ExpressionError(`Cannot concat ${className(this.value)} with ${className(value)}`);
    }
  }
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'boolean' || isNumber(value);
}
