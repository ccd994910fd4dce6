import type { Context } from 'hono';
import { Refused } from './errors.ts';

/** One wish of a query (surfaces §14). */
export interface Filter {
  /** Camel case, as in the address: `flowId`. */
  field: string;
  /** `EQUALS`, `IN`, `PREFIX` … */
  operation: string;
  values: string[];
}

/**
 * The filters of a request: plain parameters (`namespace=…`, which for namespaces means those below it too), and
 * `filters[field][OPERATION]=value`, for labels `filters[labels][EQUALS][key]=value`.
 *
 * @param known names of the fields there are @throws Refused
 */
export function filtersOf(context: Context, known: readonly string[]): Filter[] {
  const queries = context.req.queries();
  const found: Filter[] = [];
  for (const [name, texts] of Object.entries(queries)) {
    const values = texts.flatMap((text) => (name === 'labels' ? [text] : text.split(','))).filter(Boolean);
    if (known.includes(name) && values.length > 0)
      found.push({ field: name, operation: plainOperation(name), values: isText(name) ? texts : values });
    if (name.startsWith('filters[')) found.push(writtenFilter(name, texts, known));
  }
  return found;
}

/** 422 for a filter that is understood, but not served. */
export function unsupported({ field, operation }: Filter): Refused {
  return new Refused(422, `The filter ${field} ${operation} is not supported`);
}

function plainOperation(field: string): string {
  if (field === 'namespace') return 'PREFIX';
  return field === 'state' ? 'IN' : 'EQUALS';
}

/** A comma in a search is part of it. */
function isText(field: string): boolean {
  return field === 'q';
}

function writtenFilter(name: string, texts: string[], known: readonly string[]): Filter {
  const [, field, operation, key] = /^filters\[(\w+)\]\[(\w+)\](?:\[([^\]]+)\])?$/.exec(name) ?? [];
  const canonical = field === 'query' ? 'q' : field;
  if (canonical === undefined || operation === undefined || !known.includes(canonical))
    throw new Refused(422, `There is no filter ${name}; the fields are ${known.join(', ')}`);
  if (key !== undefined)
    return { field: canonical, operation, values: texts.map((text) => `${key}:${text}`) };
  const isList = operation === 'IN' || operation === 'NOT_IN';
  return { field: canonical, operation, values: isList ? texts.flatMap((text) => text.split(',')) : texts };
}
