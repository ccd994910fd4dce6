import { className } from '../java/className.ts';
import { type CallContext, ExpressionError, type Filter } from '../types.ts';

type Apply = (input: unknown, args: readonly unknown[], context: CallContext) => unknown;

/** A filter that answers null with null, as most do (flow-language §4.6). */
export function filter(params: readonly string[], apply: Apply): Filter {
  return {
    params,
    apply: (input, args, context) =>
      input === null || input === undefined ? null : apply(input, args, context),
  };
}

/**
 * The input of a filter that takes only strings.
 *
 * @throws ExpressionError with the message of Java's `ClassCastException`
 */
export function asString(input: unknown): string {
  if (typeof input !== 'string') {
    throw new ExpressionError(`class ${className(input)} cannot be cast to class java.lang.String`);
  }
  return input;
}

/** An optional argument that is a text. Absent and null are the same. */
export function textArgument(value: unknown): string | undefined {
  return value === null || value === undefined ? undefined : asString(value);
}

/**
 * A required argument.
 *
 * @throws ExpressionError where it is absent or null
 */
export function required(value: unknown, filterName: string, argument: string): unknown {
  if (value === null || value === undefined) {
    throw new ExpressionError(`The '${filterName}' filter expects an argument '${argument}'.`);
  }
  return value;
}

/**
 * A required argument that is an integer.
 *
 * @throws ExpressionError where it is absent or something else
 */
export function requiredInteger(value: unknown, filterName: string, argument: string): number {
  const given = required(value, filterName, argument);
  if (!Number.isSafeInteger(given)) {
    throw new ExpressionError(
      `The '${filterName}' filter expects an argument '${argument}' with type integer.`,
    );
  }
  return given as number;
}
