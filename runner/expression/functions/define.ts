import { type CallContext, ExpressionError, type PebbleFunction } from '../types.ts';

/** A function with these parameters. */
export function callable(
  params: readonly string[],
  call: (args: readonly unknown[], context: CallContext) => unknown,
): PebbleFunction {
  return { params, call };
}

/**
 * The value of a required argument.
 *
 * @throws ExpressionError where the call lacks it
 */
export function argument(value: unknown, functionName: string, name: string): unknown {
  if (value === undefined) {
    throw new ExpressionError(`The '${functionName}' function expects an argument '${name}'.`);
  }
  return value;
}

/**
 * A required argument that is a text.
 *
 * @throws ExpressionError where the call lacks it or it is something else
 */
export function textOf(value: unknown, functionName: string, name: string): string {
  const given = argument(value, functionName, name);
  if (typeof given !== 'string') {
    throw new ExpressionError(
      `The '${functionName}' function expects an argument '${name}' with type string.`,
    );
  }
  return given;
}

/** An optional argument that is a text; null is as good as absent. */
export function optionalText(value: unknown, functionName: string, name: string): string | undefined {
  return value === undefined || value === null ? undefined : textOf(value, functionName, name);
}

/** The key under which the result of a call with effects is kept while an evaluation is tried again. */
export function callKey(functionName: string, ...args: readonly unknown[]): string {
  return `${functionName}(${JSON.stringify(args.map((value) => value ?? null))})`;
}
