import { className } from '../java/className.ts';
import { entriesOf, isList, isMap, mapOf, sizeOf } from '../java/collections.ts';
import { javaEquals } from '../java/equals.ts';
import { isNumber, toNumber } from '../java/numbers.ts';
import { compareValues } from '../java/order.ts';
import { javaString } from '../java/text.ts';
import { ExpressionError, type Filter } from '../types.ts';
import { filter, requiredInteger, textArgument } from './define.ts';

/** Filters of lists and maps (flow-language §4.6). None changes its input, for expressions are evaluated repeatedly. */
export const collectionFilters: Readonly<Record<string, Filter>> = {
  chunk: filter(['size'], (input, [size]) =>
    chunk(asList(input, 'chunk'), requiredInteger(size, 'chunk', 'size')),
  ),
  distinct: {
    params: [],
    apply: (input) => (input === null || input === undefined ? 'null' : distinct(input)),
  },
  first: filter([], (input) => itemAt(input, 'first', 0)),
  last: filter([], (input) => itemAt(input, 'last', -1)),
  flatten: filter([], (input) => asList(input, 'flatten').flat()),
  join: filter(['separator'], (input, [separator]) => {
    if (!isList(input)) {
      throw new ExpressionError(
        "The 'join' filter expects that the input is either a collection or an array.",
      );
    }
    return input.map((item) => javaString(item)).join(textArgument(separator) ?? '');
  }),
  keys: filter([], keys),
  values: filter([], values),
  length: { params: [], apply: lengthOf },
  merge: { params: ['items'], apply: (input, [items]) => merge(input, items) },
  reverse: filter([], (input) => asList(input, 'reverse').toReversed()),
  sort: filter([], (input) => asList(input, 'sort').toSorted(compareValues)),
  rsort: filter([], (input) => asList(input, 'rsort').toSorted((left, right) => compareValues(right, left))),
  slice: filter(['fromIndex', 'toIndex'], (input, [from, to]) => slice(input, from, to)),
};

function asList(input: unknown, filterName: string): readonly unknown[] {
  if (!isList(input)) {
    throw new ExpressionError(
      `The '${filterName}' filter can only be applied to lists. Actual type was: ${className(input)}`,
    );
  }
  return input;
}

function chunk(list: readonly unknown[], size: number): unknown[][] {
  if (size < 1) {
    throw new ExpressionError(`The 'chunk' filter expects an argument 'size' above 0, not ${size}.`);
  }
  const chunks: unknown[][] = [];
  for (let start = 0; start < list.length; start += size) {
    chunks.push(list.slice(start, start + size));
  }
  return chunks;
}

/** Scalars are found by a key, so that long lists stay cheap; only maps, lists and dates are compared one by one. */
function distinct(input: unknown): unknown[] {
  if (!isList(input)) {
    throw new ExpressionError(`Input must be a list, but received : ${className(input)}`);
  }
  const scalars = new Set<unknown>();
  const objects: unknown[] = [];
  return input.filter((item) => {
    if (typeof item === 'object' && item !== null && !isNumber(item)) {
      return !objects.some((known) => javaEquals(known, item)) && objects.push(item) > 0;
    }
    const key = typeof item === 'bigint' || !isNumber(item) ? item : toNumber(item);
    return !scalars.has(key) && scalars.add(key) !== undefined;
  });
}

function itemAt(input: unknown, filterName: string, index: number): unknown {
  return (typeof input === 'string' ? input : asList(input, filterName)).at(index) ?? null;
}

function keys(input: unknown): unknown[] {
  if (isMap(input)) {
    return entriesOf(input).map(([key]) => key);
  }
  if (isList(input)) {
    return input.map((_item, index) => index);
  }
  throw new ExpressionError(
    `'keys' filter can only be applied to List, Map, Array. Actual type was: ${className(input)}`,
  );
}

function values(input: unknown): unknown[] {
  if (isMap(input)) {
    return entriesOf(input).map(([, value]) => value);
  }
  throw new ExpressionError(
    `'values' filter can only be applied to Map. Actual type was: ${className(input)}`,
  );
}

function lengthOf(input: unknown): number {
  if (typeof input === 'string' || isList(input)) {
    return input.length;
  }
  return isMap(input) ? sizeOf(input) : 0;
}

/** The left side decides what comes out: a map's new entries, or a list's new items. */
function merge(input: unknown, items: unknown): unknown {
  if (input === null || input === undefined) {
    if (items === null || items === undefined) {
      throw new ExpressionError('The two arguments to be merged are null');
    }
    return items;
  }
  if (items === null || items === undefined) {
    return input;
  }
  if (isMap(input)) {
    return mapOf([...entriesOf(input), ...entriesToAdd(items)]);
  }
  if (isList(input)) {
    return [...input, ...itemsToAdd(items)];
  }
  throw new ExpressionError('The object being filtered is not a Map/List/Array');
}

function entriesToAdd(items: unknown): [unknown, unknown][] {
  if (isMap(items)) {
    return entriesOf(items);
  }
  if (isList(items)) {
    return items.map((item) => [item, item]);
  }
  throw new ExpressionError(
    `Currently, only Maps and Lists can be merged with a Map. Arg2: ${className(items)}`,
  );
}

function itemsToAdd(items: unknown): readonly unknown[] {
  if (isMap(items)) {
    return entriesOf(items).map((entry) => mapOf([entry]));
  }
  if (isList(items)) {
    return items;
  }
  throw new ExpressionError(
    `Currently, only Maps and Lists can be merged with a List. Arg2: ${className(items)}`,
  );
}

function slice(input: unknown, fromIndex: unknown, toIndex: unknown): unknown {
  const from = sliceIndex(fromIndex, 'fromIndex') ?? 0;
  const end = sliceIndex(toIndex, 'toIndex');
  if (typeof input !== 'string' && !isList(input)) {
    throw new ExpressionError(
      `Slice filter can only be applied to String, List and array inputs. Actual type was: ${className(input)}`,
    );
  }
  if (from < 0) {
    throw new ExpressionError('fromIndex must be greater than 0');
  }
  if (end !== undefined && end > input.length) {
    throw new ExpressionError(`toIndex must be smaller than input size: ${input.length}`);
  }
  if (end !== undefined && from >= end) {
    throw new ExpressionError('toIndex must be greater than fromIndex');
  }
  if (from > input.length) {
    throw new ExpressionError(`begin ${from}, end ${input.length}, length ${input.length}`);
  }
  return input.slice(from, end);
}

function sliceIndex(value: unknown, name: string): number | undefined {
  if (value === null || value === undefined) {
    return undefined;
  }
  if (!isNumber(value)) {
    throw new ExpressionError(`Argument ${name} must be a number. Actual type: ${className(value)}`);
  }
  return Math.trunc(toNumber(value));
}
