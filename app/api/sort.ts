import type { Context } from 'hono';
import { Refused } from './errors.ts';

/** One wish for an order. */
export interface Sort<By extends string> {
  by: By;
  descending: boolean;
}

/**
 * What `sort=field:asc|desc` of a request asks for, the first one first (surfaces §14); `field,desc` is understood too. Without
 * a direction it is ascending.
 *
 * @param fields what they may be called, and what they mean @throws Refused for others
 */
export function sortOf<By extends string>(
  context: Context,
  fields: Readonly<Record<string, By>>,
): Sort<By>[] {
  return (context.req.queries('sort') ?? []).filter(Boolean).map((text) => {
    const [field = '', direction = 'asc', ...rest] = text.split(/[:,]/);
    const by = Object.hasOwn(fields, field) ? fields[field] : undefined;
    if (by === undefined)
      throw new Refused(422, `It cannot be sorted by ${field}: use ${Object.keys(fields).join(', ')}`);
    if (rest.length > 0 || !/^(asc|desc)$/i.test(direction))
      throw new Refused(422, `An order is written ${field}:asc or ${field}:desc, but received ${text}`);
    return { by, descending: direction.toLowerCase() === 'desc' };
  });
}

/** A sorted copy, by texts or numbers that each field gives; absent ones come first. */
export function sorted<T, By extends string>(
  all: readonly T[],
  sorts: readonly Sort<By>[],
  keyOf: (item: T, by: By) => string | number | undefined,
): T[] {
  return all.toSorted((left, right) => {
    for (const { by, descending } of sorts) {
      const [a, b] = [keyOf(left, by) ?? '', keyOf(right, by) ?? ''];
      if (a !== b) return a < b === descending ? 1 : -1;
    }
    return 0;
  });
}
