import { className } from '../java/className.ts';
import { isList, isMap } from '../java/collections.ts';
import { parseJson } from '../java/json.ts';
import { isInteger } from '../java/numbers.ts';
import { ExpressionError, type PebbleTest } from '../types.ts';
import { isEmpty } from './empty.ts';

/** All tests by name (flow-language §4.7). A missing value comes to `defined` as `undefined`. */
export const tests: ReadonlyMap<string, PebbleTest> = new Map(
  Object.entries({
    null: (input: unknown) => input === null || input === undefined,
    defined: (input: unknown) => input !== null && input !== undefined,
    empty: isEmpty,
    even: (input: unknown) => remainder(input, 'even') === 0n,
    odd: (input: unknown) => remainder(input, 'odd') !== 0n,
    iterable: isList,
    map: isMap,
    json: isJson,
  }).map(([name, test]) => [name, { params: [], test }] as const),
);

function remainder(input: unknown, name: string): bigint {
  if (input === null || input === undefined) {
    throw new ExpressionError(`Can not pass null value to "${name}" test.`);
  }
  if (!isInteger(input)) {
    throw new ExpressionError(`The "${name}" test expects an integer, not ${className(input)}.`);
  }
  return BigInt(input) % 2n;
}

function isJson(input: unknown): boolean {
  if (typeof input !== 'string') {
    throw new ExpressionError(`The "json" test expects a string, not ${className(input)}.`);
  }
  try {
    parseJson(input);
    return true;
  } catch {
    return false;
  }
}
