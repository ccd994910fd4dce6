import { rangeFunctions } from '../functions/ranges.ts';
import { javaEquals, javaString } from '../java/text.ts';
import type { BinaryOperator, Expression } from '../syntax/ast.ts';
import { add, divide, multiply, negate, remainder, subtract } from './arithmetic.ts';
import { compare } from './comparison.ts';
import type { Compilation, Evaluate } from './compilation.ts';
import { compileExpression } from './expressions.ts';
import { contains, isIn } from './membership.ts';
import { MISSING } from './missing.ts';
import type { Rendering } from './rendering.ts';
import { truthOf } from './truthOf.ts';

/** An operator whose both sides are always evaluated. */
type Compute = (left: unknown, right: unknown, rendering: Rendering) => unknown;

const operators: ReadonlyMap<BinaryOperator, Compute> = new Map<BinaryOperator, Compute>([
  ['+', add],
  ['-', subtract],
  ['*', multiply],
  ['/', divide],
  ['%', remainder],
  ['~', concatenate],
  ['..', range],
  ['==', (left, right) => javaEquals(left, right)],
  ['!=', (left, right) => !javaEquals(left, right)],
  ['>', (left, right) => compare(left, right, 'GREATER_THAN')],
  ['>=', (left, right) => compare(left, right, 'GREATER_THAN_EQUALS')],
  ['<', (left, right) => compare(left, right, 'LESS_THAN')],
  ['<=', (left, right) => compare(left, right, 'LESS_THAN_EQUALS')],
  ['contains', contains],
  ['isIn', isIn],
]);

/** Compiles a binary operator (flow-language §4.4). */
export function compileBinary(node: Expression & { kind: 'binary' }, compilation: Compilation): Evaluate {
  const { operator, at } = node;
  const left = compileExpression(node.left, compilation);
  const right = compileExpression(node.right, compilation);
  switch (operator) {
    case 'and':
      return compileLogic(left, right, at, false, 'and operator');
    case 'or':
      return compileLogic(left, right, at, true, 'or operator');
    case '??':
      return compileCoalescing(left, right, true);
    case '???':
      return compileCoalescing(left, right, false);
    default:
      return compileOperator(left, right, at, operators.get(operator) as Compute);
  }
}

function compileOperator(left: Evaluate, right: Evaluate, at: number, compute: Compute): Evaluate {
  return (rendering) => {
    const a = left(rendering);
    if (a === MISSING) {
      return MISSING;
    }
    const b = right(rendering);
    if (b === MISSING) {
      return MISSING;
    }
    rendering.at = at;
    return compute(a, b, rendering);
  };
}

/** `and` stops at the first side that is false, `or` at the first that is true. */
function compileLogic(
  left: Evaluate,
  right: Evaluate,
  at: number,
  decisive: boolean,
  where: string,
): Evaluate {
  return (rendering) => {
    const a = left(rendering);
    if (a === MISSING) {
      return MISSING;
    }
    rendering.at = at;
    if (truthOf(a, where) === decisive) {
      return decisive;
    }
    const b = right(rendering);
    if (b === MISSING) {
      return MISSING;
    }
    rendering.at = at;
    return truthOf(b, where);
  };
}

function compileCoalescing(left: Evaluate, right: Evaluate, replacesNull: boolean): Evaluate {
  return (rendering) => {
    const value = left(rendering);
    return value === MISSING || (replacesNull && value === null) ? right(rendering) : value;
  };
}

/** Compiles `not`, `+` and `-` before an operand. */
export function compileUnary(node: Expression & { kind: 'unary' }, compilation: Compilation): Evaluate {
  const { operator, at } = node;
  const operand = compileExpression(node.operand, compilation);
  return (rendering) => {
    const value = operand(rendering);
    if (value === MISSING) {
      return MISSING;
    }
    rendering.at = at;
    return operator === 'not' ? !truthOf(value, 'not operator') : negate(value, operator);
  };
}

/** `~`: null prints as nothing. */
function concatenate(left: unknown, right: unknown, rendering: Rendering): string {
  const text = (left === null ? '' : javaString(left)) + (right === null ? '' : javaString(right));
  return rendering.checkLength(text);
}

/** `..`: what the function `range` gives. */
function range(start: unknown, end: unknown, rendering: Rendering): unknown {
  return rangeFunctions['range']?.call([start, end], rendering);
}
