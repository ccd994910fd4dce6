import { Double } from '../expression/index.ts';
import { isMapping } from '../flow/values.ts';
import { inlineValue, kindOf } from './report/values.ts';
import type { Operator } from './types.ts';

/** What came of an operator: whether it holds, and where it does not why; `error` where that cannot be told. */
export type Judgement = { isSuccess: true } | { isSuccess: false; message: string } | { error: string };

type Judge = (actual: unknown, expected: unknown) => boolean | { error: string };

/**
 * Judges a rendered value (surfaces §1.2).
 *
 * - `equalTo`, `in` and their opposites compare with types: the text `200` is not the number 200, maps and lists are equal
 *   entry by entry, maps in any order. A decimal number without a fraction (`3.0`) that an expression computes is not the
 *   integer 3; in YAML and in outputs that were stored both are the same number.
 * - `contains`, `startsWith`, `endsWith` want a text to look into.
 * - The four comparisons want numbers, or texts that spell one.
 */
export function judge(operator: Operator, actual: unknown, expected: unknown): Judgement {
  const held = judges[operator](actual, expected);
  if (typeof held === 'object') return held;
  if (held) return { isSuccess: true };
  return {
    isSuccess: false,
    message: `expected ${wishes[operator](expected)}, found ${inlineValue(actual)}`,
  };
}

const judges: Readonly<Record<Operator, Judge>> = {
  equalTo: isEqual,
  notEqualTo: (actual, expected) => !isEqual(actual, expected),
  contains: ofTexts('contains', (actual, expected) => actual.includes(expected)),
  startsWith: ofTexts('startsWith', (actual, expected) => actual.startsWith(expected)),
  endsWith: ofTexts('endsWith', (actual, expected) => actual.endsWith(expected)),
  greaterThan: ofNumbers('greaterThan', (actual, expected) => actual > expected),
  greaterThanOrEqualTo: ofNumbers('greaterThanOrEqualTo', (actual, expected) => actual >= expected),
  lessThan: ofNumbers('lessThan', (actual, expected) => actual < expected),
  lessThanOrEqualTo: ofNumbers('lessThanOrEqualTo', (actual, expected) => actual <= expected),
  in: ofLists('in', (actual, expected) => expected.some((item) => isEqual(actual, item))),
  notIn: ofLists('notIn', (actual, expected) => !expected.some((item) => isEqual(actual, item))),
  isNull: ofBooleans('isNull', (isAbsent, expected) => isAbsent === expected),
  isNotNull: ofBooleans('isNotNull', (isAbsent, expected) => isAbsent !== expected),
};

/** What was expected, after the word. */
const wishes: Readonly<Record<Operator, (expected: unknown) => string>> = {
  equalTo: (expected) => inlineValue(expected),
  notEqualTo: (expected) => `anything but ${inlineValue(expected)}`,
  contains: (expected) => `a text with ${inlineValue(expected)} in it`,
  startsWith: (expected) => `a text that starts with ${inlineValue(expected)}`,
  endsWith: (expected) => `a text that ends with ${inlineValue(expected)}`,
  greaterThan: (expected) => `more than ${inlineValue(expected)}`,
  greaterThanOrEqualTo: (expected) => `at least ${inlineValue(expected)}`,
  lessThan: (expected) => `less than ${inlineValue(expected)}`,
  lessThanOrEqualTo: (expected) => `at most ${inlineValue(expected)}`,
  in: (expected) => `one of ${inlineValue(expected)}`,
  notIn: (expected) => `none of ${inlineValue(expected)}`,
  isNull: (expected) => (isTrue(expected) ? 'null' : 'a value'),
  isNotNull: (expected) => (isTrue(expected) ? 'a value' : 'null'),
};

function isEqual(left: unknown, right: unknown): boolean {
  if (left instanceof Double || right instanceof Double)
    return left instanceof Double && right instanceof Double && left.value === right.value;
  if (isInteger(left) && isInteger(right)) return BigInt(left) === BigInt(right);
  if (Array.isArray(left) || Array.isArray(right))
    return (
      Array.isArray(left) &&
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item, index) => isEqual(item, right[index]))
    );
  if (!isMapping(left) || !isMapping(right)) return (left ?? null) === (right ?? null);
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && isEqual(left[key], right[key]))
  );
}

function isInteger(value: unknown): value is number | bigint {
  return typeof value === 'bigint' || Number.isInteger(value);
}

function ofTexts(operator: Operator, holds: (actual: string, expected: string) => boolean): Judge {
  return (actual, expected) => {
    if (typeof actual !== 'string')
      return {
        error: `${operator} looks into a text, but the value is ${inlineValue(actual)} (${kindOf(actual)})`,
      };
    if (expected === null || expected === undefined || typeof expected === 'object')
      return { error: `${operator} needs a text, but found ${inlineValue(expected)} (${kindOf(expected)})` };
    return holds(actual, String(expected));
  };
}

function ofNumbers(operator: Operator, holds: (actual: number, expected: number) => boolean): Judge {
  return (actual, expected) => {
    const numbers = [numberOf(actual), numberOf(expected)] as const;
    for (const [index, value] of [actual, expected].entries())
      if (numbers[index] === undefined)
        return { error: `${operator} compares numbers, but found ${inlineValue(value)} (${kindOf(value)})` };
    return holds(numbers[0]!, numbers[1]!);
  };
}

/** A number, or a text that spells one as Java's `Double.parseDouble` reads it. */
function numberOf(value: unknown): number | undefined {
  if (value instanceof Double) return value.value;
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
  if (typeof value !== 'string') return undefined;
  const isNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(value.trim());
  return isNumber ? Number(value) : undefined;
}

function ofLists(
  operator: Operator,
  holds: (actual: unknown, expected: readonly unknown[]) => boolean,
): Judge {
  return (actual, expected) =>
    Array.isArray(expected)
      ? holds(actual, expected)
      : { error: `${operator} needs a list, but found ${inlineValue(expected)} (${kindOf(expected)})` };
}

function ofBooleans(operator: Operator, holds: (isAbsent: boolean, expected: boolean) => boolean): Judge {
  return (actual, expected) =>
    isTrue(expected) || String(expected) === 'false'
      ? holds(actual === null || actual === undefined, isTrue(expected))
      : {
          error: `${operator} needs true or false, but found ${inlineValue(expected)} (${kindOf(expected)})`,
        };
}

function isTrue(value: unknown): boolean {
  return String(value) === 'true';
}
