import { className } from '../java/className.ts';
import { isList } from '../java/collections.ts';
import { isInteger, isNumber, type JavaNumber, toDouble, toLong, toNumber } from '../java/numbers.ts';
import { javaEquals, javaString } from '../java/text.ts';
import { ExpressionError } from '../types.ts';
import type { Rendering } from './rendering.ts';

/** One operation: on doubles, on integers that a JavaScript number holds exactly, and on all other integers. */
interface Operation {
  readonly name: string;
  double(left: number, right: number): number;
  /** May give what is no safe integer: then the exact operation follows. */
  integer(left: number, right: number): number;
  exact(left: bigint, right: bigint): bigint;
}

const addition: Operation = {
  name: 'ADD',
  double: (left, right) => left + right,
  integer: (left, right) => left + right,
  exact: (left, right) => left + right,
};

const subtraction: Operation = {
  name: 'SUBTRACT',
  double: (left, right) => left - right,
  integer: (left, right) => left - right,
  exact: (left, right) => left - right,
};

const multiplication: Operation = {
  name: 'MULTIPLY',
  double: (left, right) => left * right,
  integer: (left, right) => left * right,
  exact: (left, right) => left * right,
};

const division: Operation = {
  name: 'DIVIDE',
  double: (left, right) => left / right,
  integer: (left, right) => (left - (left % nonZero(right))) / right,
  exact: (left, right) => left / nonZero(right),
};

const modulus: Operation = {
  name: 'MODULUS',
  double: (left, right) => left % right,
  integer: (left, right) => left % nonZero(right),
  exact: (left, right) => left % nonZero(right),
};

/** `+`: joins where one side is a string, appends to lists, else adds numbers (flow-language §4.4). */
export function add(left: unknown, right: unknown, rendering: Rendering): unknown {
  if (typeof left === 'string' || typeof right === 'string') {
    return rendering.checkLength(javaString(left) + javaString(right));
  }
  if (isList(left)) {
    const items = isList(right) ? right : [right];
    rendering.tick(left.length + items.length);
    return [...left, ...items];
  }
  return calculate(addition, left, right);
}

/** `-`: removes from lists, else subtracts numbers. */
export function subtract(left: unknown, right: unknown, rendering: Rendering): unknown {
  if (isList(left)) {
    const removed = isList(right) ? right : [right];
    return left.filter((item) => {
      rendering.tick(removed.length);
      return !removed.some((other) => javaEquals(item, other));
    });
  }
  return calculate(subtraction, left, right);
}

export function multiply(left: unknown, right: unknown): unknown {
  return calculate(multiplication, left, right);
}

/** Division; of two integers an integer, rounded towards zero. */
export function divide(left: unknown, right: unknown): unknown {
  return calculate(division, left, right);
}

export function remainder(left: unknown, right: unknown): unknown {
  return calculate(modulus, left, right);
}

/** A sign before a number. */
export function negate(value: unknown, sign: '+' | '-'): unknown {
  if (!isNumber(value)) {
    throw new ExpressionError(`invalid operand for the unary operator [${sign}]: ${className(value)}`);
  }
  if (sign === '+') {
    return value;
  }
  return isInteger(value) ? calculate(subtraction, 0, value) : toDouble(-toNumber(value));
}

/** Doubles widen integers; integers of 64 bits wrap around as Java's Long does. */
function calculate(operation: Operation, left: unknown, right: unknown): JavaNumber {
  if (!isNumber(left) || !isNumber(right)) {
    throw new ExpressionError(`invalid operands for mathematical operation [${operation.name}]`);
  }
  if (!isInteger(left) || !isInteger(right)) {
    return toDouble(operation.double(toNumber(left), toNumber(right)));
  }
  if (typeof left === 'number' && typeof right === 'number') {
    const result = operation.integer(left, right);
    if (Number.isSafeInteger(result) && Number.isSafeInteger(left) && Number.isSafeInteger(right)) {
      return result + 0;
    }
  }
  return toLong(wrap(operation, BigInt(left), BigInt(right)));
}

/** Numbers that are too large for a Long already stand for a BigInteger, which does not wrap. */
function wrap(operation: Operation, left: bigint, right: bigint): bigint {
  const result = operation.exact(left, right);
  return isLong(left) && isLong(right) ? BigInt.asIntN(64, result) : result;
}

function isLong(value: bigint): boolean {
  return BigInt.asIntN(64, value) === value;
}

function nonZero<T extends number | bigint>(divisor: T): T {
  if (divisor === 0 || divisor === 0n) {
    throw new ExpressionError('/ by zero');
  }
  return divisor;
}
