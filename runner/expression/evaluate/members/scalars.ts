import { isNumber, type JavaNumber, toDouble, toNumber } from '../../java/numbers.ts';
import { compareValues } from '../../java/order.ts';
import { javaEquals, javaString } from '../../java/text.ts';
import { membersFor } from './types.ts';

/** Methods of `java.lang.Number`, and those that its classes share (flow-language §4.4). */
export const numberMembers = membersFor<JavaNumber>({
  'intValue/0': (value) => Number(BigInt.asIntN(32, truncated(value))),
  'longValue/0': (value) => (typeof value === 'bigint' ? value : Math.trunc(toNumber(value))),
  'doubleValue/0': (value) => toDouble(toNumber(value)),
  'floatValue/0': (value) => toDouble(Math.fround(toNumber(value))),
  'isNaN/0': (value) => Number.isNaN(toNumber(value)),
  'isInfinite/0': (value) => Math.abs(toNumber(value)) === Number.POSITIVE_INFINITY,
  'compareTo/1': (value, other) => compareValues(value, other),
  'equals/1': (value, other) => isNumber(other) && javaEquals(value, other),
  'toString/0': (value) => javaString(value),
});

function truncated(value: JavaNumber): bigint {
  const number = toNumber(value);
  return typeof value === 'bigint' ? value : BigInt(Number.isFinite(number) ? Math.trunc(number) : 0);
}

/** Methods of `java.lang.Boolean`. */
export const booleanMembers = membersFor<boolean>({
  'booleanValue/0': (value) => value,
  'equals/1': (value, other) => value === other,
  'compareTo/1': (value, other) => compareValues(value, other),
  'toString/0': (value) => String(value),
});

/** Methods of `java.net.URI`. */
export const uriMembers = membersFor<URL>({
  'getScheme/0': (value) => value.protocol.slice(0, -1),
  'getHost/0': (value) => (value.hostname === '' ? null : value.hostname),
  'getPort/0': (value) => (value.port === '' ? -1 : Number(value.port)),
  'getPath/0': (value) => decodeURIComponent(value.pathname),
  'getQuery/0': (value) => (value.search === '' ? null : decodeURIComponent(value.search.slice(1))),
  'getFragment/0': (value) => (value.hash === '' ? null : decodeURIComponent(value.hash.slice(1))),
  'toString/0': (value) => value.href,
});
