import type { Context } from 'hono';
import { Refused } from './errors.ts';

/** The part of a list that is asked for (surfaces §14). */
export interface Page {
  /** 1-based. */
  page: number;
  size: number;
  offset: number;
}

/** Most results of one page. */
const largest = 10_000;

/** What `page` and `size` of a request ask for. @throws Refused */
export function pageOf(context: Context): Page {
  const page = wholeNumber(context, 'page', 1);
  const size = Math.min(wholeNumber(context, 'size', 10), largest);
  return { page, size, offset: (page - 1) * size };
}

/** The part of a whole list. */
export function paged<T>(all: readonly T[], { offset, size }: Page): { results: T[]; total: number } {
  return { results: all.slice(offset, offset + size), total: all.length };
}

/** A whole number above 0 of the query. @throws Refused */
export function wholeNumber(context: Context, name: string, fallback: number): number {
  const text = context.req.query(name);
  if (text === undefined || text === '') return fallback;
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw new Refused(400, `\`${name}\` must be a whole number above 0, but it is ${text}`);
  return Number(text);
}
