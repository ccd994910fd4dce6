import { mapOf } from '../java/collections.ts';
import { javaString } from '../java/text.ts';
import type { Expression } from '../syntax/ast.ts';
import { compileAttribute, compileMethod } from './access.ts';
import { compileCall, compileFilter, compileTest } from './calls.ts';
import type { Compilation, Evaluate } from './compilation.ts';
import { MISSING } from './missing.ts';
import { compileBinary, compileUnary } from './operators.ts';
import { truthOf } from './truthOf.ts';

/**
 * Compiles an expression to a function that evaluates it (flow-language §4.4).
 *
 * @throws ExpressionError for what does not exist: filters, functions, tests, arguments
 */
export function compileExpression(node: Expression, compilation: Compilation): Evaluate {
  switch (node.kind) {
    case 'literal': {
      const { value } = node;
      return () => value;
    }
    case 'interpolation':
      return compileInterpolation(node, compilation);
    case 'variable':
      return compileVariable(node, compilation);
    case 'attribute':
      return compileAttribute(node, compilation);
    case 'method':
      return compileMethod(node, compilation);
    case 'call':
      return compileCall(node, compilation);
    case 'filter':
      return compileFilter(node.filter, compileExpression(node.input, compilation), compilation);
    case 'test':
      return compileTest(node, compilation);
    case 'unary':
      return compileUnary(node, compilation);
    case 'binary':
      return compileBinary(node, compilation);
    case 'conditional':
      return compileConditional(node, compilation);
    case 'list':
      return compileList(node.items, compilation);
    case 'map':
      return compileMap(node, compilation);
  }
}

/** `"a #{b} c"`: null prints as nothing. */
function compileInterpolation(
  node: Expression & { kind: 'interpolation' },
  compilation: Compilation,
): Evaluate {
  const parts = compileList(node.parts, compilation);
  return (rendering) => {
    const values = parts(rendering);
    return Array.isArray(values)
      ? rendering.checkLength(values.map((value) => (value === null ? '' : javaString(value))).join(''))
      : MISSING;
  };
}

/** Names that the template binds are looked up in its scopes; all others are variables. */
function compileVariable(
  { name, at }: Expression & { kind: 'variable' },
  compilation: Compilation,
): Evaluate {
  if (compilation.isolated || compilation.bound.has(name)) {
    return (rendering) => rendering.lookup(name, at);
  }
  if (name === '_context') {
    return (rendering) => rendering.variables;
  }
  return (rendering) => rendering.global(name, at);
}

function compileConditional(node: Expression & { kind: 'conditional' }, compilation: Compilation): Evaluate {
  const condition = compileExpression(node.condition, compilation);
  const then = compileExpression(node.then, compilation);
  const otherwise = compileExpression(node.otherwise, compilation);
  const { at } = node;
  return (rendering) => {
    const value = condition(rendering);
    if (value === MISSING) {
      return MISSING;
    }
    rendering.at = at;
    return value !== null && truthOf(value, '?:') ? then(rendering) : otherwise(rendering);
  };
}

function compileList(items: readonly Expression[], compilation: Compilation): Evaluate {
  const evaluates = items.map((item) => compileExpression(item, compilation));
  return (rendering) => {
    const values: unknown[] = [];
    for (const evaluate of evaluates) {
      const value = evaluate(rendering);
      if (value === MISSING) {
        return MISSING;
      }
      values.push(value);
    }
    return values;
  };
}

/** Entries keep their order; of two with one key the later wins. */
function compileMap({ entries }: Expression & { kind: 'map' }, compilation: Compilation): Evaluate {
  const keys = compileList(
    entries.map(([key]) => key),
    compilation,
  );
  const values = compileList(
    entries.map(([, value]) => value),
    compilation,
  );
  return (rendering) => {
    const evaluatedKeys = keys(rendering);
    const evaluatedValues = values(rendering);
    if (!Array.isArray(evaluatedKeys) || !Array.isArray(evaluatedValues)) {
      return MISSING;
    }
    return mapOf(evaluatedKeys.map((key, index) => [key, evaluatedValues[index]] as const));
  };
}
