import { Double } from '../types.ts';
import { isTemporal, temporalClass } from './temporal.ts';

const temporalClasses: Readonly<Record<string, string>> = {
  'Temporal.Instant': 'java.time.Instant',
  'Temporal.ZonedDateTime': 'java.time.ZonedDateTime',
  'Temporal.PlainDateTime': 'java.time.LocalDateTime',
  'Temporal.PlainDate': 'java.time.LocalDate',
  'Temporal.PlainTime': 'java.time.LocalTime',
  'Temporal.Duration': 'java.time.Duration',
};

/** Name of the Java class that a value stands for, as error messages and the `className` filter show it. */
export function className(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return 'java.lang.String';
    case 'boolean':
      return 'java.lang.Boolean';
    case 'number':
      return Number.isSafeInteger(value) ? 'java.lang.Long' : 'java.lang.Double';
    case 'bigint':
      return BigInt.asIntN(64, value) === value ? 'java.lang.Long' : 'java.math.BigInteger';
    case 'object':
      return value === null ? 'null' : objectClass(value);
    default:
      return 'null';
  }
}

function objectClass(value: object): string {
  if (Array.isArray(value)) {
    return 'java.util.ArrayList';
  }
  if (isTemporal(value)) {
    return temporalClasses[temporalClass(value)] ?? 'java.lang.Object';
  }
  if (value instanceof Uint8Array) {
    return '[B';
  }
  if (value instanceof URL) {
    return 'java.net.URI';
  }
  return value instanceof Double ? 'java.lang.Double' : 'java.util.LinkedHashMap';
}
