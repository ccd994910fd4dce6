import { entriesOf, hasKey, isMap, type JavaMap, sizeOf, valueAt } from '../../java/collections.ts';
import { javaEquals, javaString } from '../../java/text.ts';
import { ExpressionError } from '../../types.ts';
import { indexWithin, rangeWithin } from './coerce.ts';
import { membersFor } from './types.ts';

/** Methods of `java.util.List` that read (flow-language §4.4). */
export const listMembers = membersFor<readonly unknown[]>({
  'size/0': (list) => list.length,
  'length/0': (list) => list.length,
  'isEmpty/0': (list) => list.length === 0,
  'get/1': (list, index) => list[indexWithin(index, list.length)],
  'first/0': firstOf,
  'getFirst/0': firstOf,
  'last/0': (list) => firstOf(list.slice(-1)),
  'getLast/0': (list) => firstOf(list.slice(-1)),
  'contains/1': (list, item) => list.some((element) => javaEquals(element, item)),
  'containsAll/1': (list, items) =>
    Array.isArray(items) && items.every((item) => list.some((element) => javaEquals(element, item))),
  'indexOf/1': (list, item) => list.findIndex((element) => javaEquals(element, item)),
  'lastIndexOf/1': (list, item) => list.findLastIndex((element) => javaEquals(element, item)),
  'subList/2': (list, from, to) => list.slice(...rangeWithin(from, to, list.length)),
  'reversed/0': (list) => list.toReversed(),
  'equals/1': (list, other) => javaEquals(list, other),
  'toString/0': (list) => javaString(list),
});

function firstOf(list: readonly unknown[]): unknown {
  if (list.length === 0) {
    throw new ExpressionError('the list is empty');
  }
  return list[0];
}

/** Methods of `java.util.Map` that read, and those of `Map.Entry`, which is a map of `key` and `value` here. */
export const mapMembers = membersFor<JavaMap>({
  'size/0': sizeOf,
  'isEmpty/0': (map) => sizeOf(map) === 0,
  'get/1': (map, key) => valueAt(map, key),
  'getOrDefault/2': (map, key, otherwise) => (hasKey(map, key) ? valueAt(map, key) : otherwise),
  'containsKey/1': (map, key) => hasKey(map, key),
  'containsValue/1': (map, wanted) => entriesOf(map).some(([, value]) => javaEquals(value, wanted)),
  'keySet/0': (map) => entriesOf(map).map(([key]) => key),
  'values/0': (map) => entriesOf(map).map(([, value]) => value),
  'entrySet/0': (map) => entriesOf(map).map(([key, value]) => ({ key, value })),
  'getKey/0': (map) => valueAt(map, 'key'),
  'getValue/0': (map) => valueAt(map, 'value'),
  'equals/1': (map, other) => isMap(other) && javaEquals(map, other),
  'toString/0': (map) => javaString(map),
});
