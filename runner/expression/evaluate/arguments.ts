import type { Argument, Expression } from '../syntax/ast.ts';
import type { Compilation, Evaluate } from './compilation.ts';
import { compileExpression } from './expressions.ts';
import { MISSING } from './missing.ts';
import type { Rendering } from './rendering.ts';

/** What a call accepts. */
interface Signature {
  readonly params: readonly string[];
  readonly variadic?: boolean;
}

/** The values of a call's arguments, in the order of its parameters; `MISSING` where one of them is. */
export type EvaluateArguments = (rendering: Rendering) => readonly unknown[] | typeof MISSING;

/**
 * Binds the arguments of a call to parameters (flow-language §4.4); absent ones are `undefined`.
 *
 * @throws ExpressionError for too many arguments and for unknown names
 */
export function compileArguments(
  args: readonly Argument[],
  signature: Signature,
  at: number,
  compilation: Compilation,
): EvaluateArguments {
  const bound = bind(args, signature, at, compilation);
  if (bound.every(isConstant)) {
    const values = Object.freeze(bound.map((value) => (value?.kind === 'literal' ? value.value : undefined)));
    return () => values;
  }
  return evaluateEach(bound.map((value) => value && compileExpression(value, compilation)));
}

function bind(
  args: readonly Argument[],
  { params, variadic = false }: Signature,
  at: number,
  compilation: Compilation,
): (Expression | undefined)[] {
  const bound = new Array<Expression | undefined>(params.length).fill(undefined);
  for (const [position, { name, value }] of args.entries()) {
    const index = name === undefined ? position : params.indexOf(name);
    if (index < 0) {
      throw compilation.error(`The following named argument does not exist: ${name}`, at);
    }
    if (index >= params.length && !variadic) {
      throw compilation.error(
        `The argument at position ${index + 1} is not allowed. Only ${params.length} argument(s) are allowed.`,
        at,
      );
    }
    bound[index] = value;
  }
  return bound;
}

function isConstant(value: Expression | undefined): boolean {
  return value === undefined || value.kind === 'literal';
}

function evaluateEach(evaluates: readonly (Evaluate | undefined)[]): EvaluateArguments {
  return (rendering) => {
    const values: unknown[] = [];
    for (const evaluate of evaluates) {
      const value = evaluate?.(rendering);
      if (value === MISSING) {
        return MISSING;
      }
      values.push(value);
    }
    return values;
  };
}
