import { isMap } from '../../java/collections.ts';
import { isNumber } from '../../java/numbers.ts';
import { temporalClass } from '../../java/temporal.ts';
import { listMembers, mapMembers } from './collections.ts';
import { dateMembersByClass } from './dates.ts';
import { booleanMembers, numberMembers, uriMembers } from './scalars.ts';
import { stringMembers } from './strings.ts';
import type { Members } from './types.ts';

const none: Members = new Map();

/** The Java methods that expressions can call on a value; nothing of JavaScript's own is among them. */
export function membersOf(value: unknown): Members {
  if (typeof value === 'string') {
    return stringMembers;
  }
  if (typeof value === 'boolean') {
    return booleanMembers;
  }
  if (isNumber(value)) {
    return numberMembers;
  }
  if (Array.isArray(value)) {
    return listMembers;
  }
  if (isMap(value)) {
    return mapMembers;
  }
  if (value instanceof URL) {
    return uriMembers;
  }
  return typeof value === 'object' && value !== null
    ? (dateMembersByClass.get(temporalClass(value)) ?? none)
    : none;
}
