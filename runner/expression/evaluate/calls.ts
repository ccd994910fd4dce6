import type { Argument, Expression, FilterCall } from '../syntax/ast.ts';
import { compileArguments, type EvaluateArguments } from './arguments.ts';
import type { Block, Compilation, Evaluate, Macro } from './compilation.ts';
import { compileExpression } from './expressions.ts';
import { MISSING, MissingVariable } from './missing.ts';
import { scopeIn } from './scope.ts';

/**
 * Compiles `input | name(args)`; only `default` takes a missing input (flow-language §4.4).
 *
 * @throws ExpressionError where no such filter exists
 */
export function compileFilter(
  { name, args, at }: FilterCall,
  input: Evaluate,
  compilation: Compilation,
): Evaluate {
  const filter = compilation.filters.get(name);
  if (filter === undefined) {
    throw compilation.error(`Filter [${name}] does not exist.`, at);
  }
  const evaluateArguments = compileArguments(args, filter, at, compilation);
  const takesMissing = name === 'default';
  return (rendering) => {
    let value = input(rendering);
    if (value === MISSING) {
      if (!takesMissing) {
        return MISSING;
      }
      value = null;
    }
    const values = evaluateArguments(rendering);
    if (values === MISSING) {
      return MISSING;
    }
    rendering.at = at;
    return filter.apply(value, values, rendering) ?? null;
  };
}

/**
 * Compiles `input is [not] name(args)`; only `defined` takes a missing input.
 *
 * @throws ExpressionError where no such test exists
 */
export function compileTest(
  { input, name, args, negated, at }: Expression & { kind: 'test' },
  compilation: Compilation,
): Evaluate {
  const test = compilation.tests.get(name);
  if (test === undefined) {
    throw compilation.error(`Test [${name}] does not exist.`, at);
  }
  const evaluate = compileExpression(input, compilation);
  const evaluateArguments = compileArguments(args, test, at, compilation);
  const takesMissing = name === 'defined';
  return (rendering) => {
    let value = evaluate(rendering);
    if (value === MISSING) {
      if (!takesMissing) {
        return MISSING;
      }
      value = null;
    }
    const values = evaluateArguments(rendering);
    if (values === MISSING) {
      return MISSING;
    }
    rendering.at = at;
    return test.test(value, values, rendering) !== negated;
  };
}

/**
 * Compiles `name(args)`: a function, else a macro of the template.
 *
 * @throws ExpressionError where neither exists
 */
export function compileCall(
  { name, args, at }: Expression & { kind: 'call' },
  compilation: Compilation,
): Evaluate {
  if (name === 'block') {
    return compileBlockCall(args, at, compilation);
  }
  if (name === 'parent') {
    return compileParentCall(at, compilation);
  }
  const called = compilation.functions.get(name);
  if (called !== undefined) {
    const evaluateArguments = compileArguments(args, called, at, compilation);
    return (rendering) => {
      const values = evaluateArguments(rendering);
      if (values === MISSING) {
        return MISSING;
      }
      rendering.at = at;
      return called.call(values, rendering) ?? null;
    };
  }
  const macro = compilation.macros.get(name);
  if (macro === undefined) {
    throw compilation.error(`Function or Macro [${name}] does not exist.`, at);
  }
  return compileMacroCall(macro, compileArguments(args, macro, at, compilation), at);
}

/** `block('name')` is the text of a block of the template, printed again. */
function compileBlockCall(args: readonly Argument[], at: number, compilation: Compilation): Evaluate {
  const evaluateArguments = compileArguments(args, { params: ['name'] }, at, compilation);
  return (rendering) => {
    const values = evaluateArguments(rendering);
    if (values === MISSING) {
      return MISSING;
    }
    const [name] = values;
    const block: Block | undefined = typeof name === 'string' ? compilation.blocks.get(name) : undefined;
    const { body } = block ?? {};
    rendering.at = at;
    return body === undefined
      ? ''
      : evaluateText(() =>
          rendering.within(scopeIn(rendering.currentScope()), () => rendering.capture(body)),
        );
  };
}

/** Templates have no parents, for `extends` is not among the tags. */
function compileParentCall(at: number, compilation: Compilation): Evaluate {
  const message = 'Can not use parent function if template does not extend another template.';
  return () => {
    throw compilation.error(message, at);
  };
}

function compileMacroCall(macro: Macro, evaluateArguments: EvaluateArguments, at: number): Evaluate {
  return (rendering) => {
    const values = evaluateArguments(rendering);
    const { params, defaults = [], body } = macro;
    if (values === MISSING || body === undefined) {
      return MISSING;
    }
    rendering.at = at;
    const scope = scopeIn(rendering.currentScope(), true);
    return evaluateText(() =>
      rendering.within(scope, () => {
        for (const [index, param] of params.entries()) {
          const value = values[index] === undefined ? defaults[index]?.(rendering) : values[index];
          if (value === MISSING) {
            return MISSING;
          }
          scope.names.set(param, value ?? null);
        }
        return rendering.capture(body);
      }),
    );
  };
}

/** A variable that is missing inside makes the whole text missing, for a `??` outside to take up. */
function evaluateText(evaluate: () => unknown): unknown {
  try {
    return evaluate();
  } catch (error) {
    if (error instanceof MissingVariable) {
      return MISSING;
    }
    throw error;
  }
}
