import { className } from '../java/className.ts';
import { compareNumbers, isNumber, toNumber } from '../java/numbers.ts';
import { type CallContext, ExpressionError, type PebbleFunction } from '../types.ts';
import { callable } from './define.ts';

/** Functions of numbers (flow-language §4.9). */
export const rangeFunctions: Readonly<Record<string, PebbleFunction>> = {
  max: { ...callable([], (args) => extreme(args, 1)), variadic: true },
  min: { ...callable([], (args) => extreme(args, -1)), variadic: true },
  range: callable(['start', 'end', 'increment'], range),
};

function extreme(args: readonly unknown[], sign: 1 | -1): unknown {
  let best: unknown = null;
  for (const candidate of args) {
    if (best === null || best === undefined) {
      best = candidate;
    } else if (candidate !== null && candidate !== undefined && compare(candidate, best, sign) * sign > 0) {
      best = candidate;
    }
  }
  return best ?? null;
}

function compare(left: unknown, right: unknown, sign: 1 | -1): number {
  if (!isNumber(left) || !isNumber(right)) {
    const operation = sign > 0 ? 'GREATER_THAN' : 'LESS_THAN';
    throw new ExpressionError(`invalid operands for mathematical comparison [${operation}]`);
  }
  return compareNumbers(left, right);
}

/** Both ends belong to it; a range of characters goes by their codes. */
function range([start, end, increment]: readonly unknown[], context: CallContext): unknown[] {
  const step = stepOf(increment);
  if (isNumber(start) && isNumber(end)) {
    return steps(Math.trunc(toNumber(start)), Math.trunc(toNumber(end)), step, context);
  }
  if (typeof start === 'string' && typeof end === 'string' && start.length === 1 && end.length === 1) {
    return steps(start.charCodeAt(0), end.charCodeAt(0), step, context).map((code) =>
      String.fromCharCode(code),
    );
  }
  throw new ExpressionError(
    'Arguments of range function must be of type Number or String with a length of 1',
  );
}

function stepOf(increment: unknown): number {
  const given = increment ?? 1;
  if (!isNumber(given)) {
    throw new ExpressionError(
      `The increment of the range function must be a number, not ${className(given)}`,
    );
  }
  const step = Math.trunc(toNumber(given));
  if (step === 0) {
    throw new ExpressionError('The increment of the range function must be different than 0');
  }
  return step;
}

function steps(first: number, last: number, step: number, context: CallContext): number[] {
  const count = Math.max(0, Math.floor((last - first) / step) + 1);
  context.tick(count);
  return Array.from({ length: count }, (_, index) => first + index * step);
}
