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

/**
 * Filters in the body of a request, `{filters: [{field, operation, value}]}`, as Kestra's clients send them for a bulk action;
 * none where the body is empty or something else. @throws Refused
 */
export async function bodyFilters(context: Context, known: readonly string[]): Promise<Filter[]> {
  const body = parsed(await context.req.text());
  if (!isRecord(body) || !Array.isArray(body['filters'])) return [];
  return body['filters'].map((filter: unknown): Filter => {
    const { field, operation, value } = isRecord(filter) ? filter : {};
    if (typeof field !== 'string' || typeof operation !== 'string')
      throw new Refused(422, 'A filter has a field, an operation and a value');
    return { field: knownField(field, known, field), operation, values: valuesOf(value) };
  });
}

/** 422 for a filter that is understood, but not served. */
export function unsupported({ field, operation }: Filter): Refused {
  return new Refused(422, `The filter ${field} ${operation} is not supported`);
}

function plainOperation(field: string): string {
  if (field === 'namespace') return 'PREFIX';
  if (field === 'startDate') return 'GREATER_THAN_OR_EQUAL_TO';
  if (field === 'endDate') return 'LESS_THAN_OR_EQUAL_TO';
  return field === 'state' || field === 'scope' ? 'IN' : 'EQUALS';
}

/** A comma in a search is part of it. */
function isText(field: string): boolean {
  return field === 'q';
}

function writtenFilter(name: string, texts: string[], known: readonly string[]): Filter {
  const [, written, operation, key] = /^filters\[(\w+)\]\[(\w+)\](?:\[([^\]]+)\])?$/.exec(name) ?? [];
  const field = knownField(written ?? '', known, name);
  if (operation === undefined) throw new Refused(422, `The filter ${name} names no operation`);
  const isList = operation === 'IN' || operation === 'NOT_IN';
  const values = isList ? texts.flatMap((text) => text.split(',')) : texts;
  return { field, operation, values: key === undefined ? values : values.map((value) => `${key}:${value}`) };
}

/** A field by the name that an address gives it, `flowId`, or a body: `FLOW_ID`. @throws Refused */
function knownField(written: string, known: readonly string[], name: string): string {
  const camel = /^[A-Z_]+$/.test(written)
    ? written.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase())
    : written;
  const field = camel === 'query' ? 'q' : camel;
  if (!known.includes(field))
    throw new Refused(422, `There is no filter ${name}; the fields are ${known.join(', ')}`);
  return field;
}

/** Labels come as a map: `{team: "blue"}`. */
function valuesOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String);
  if (isRecord(value)) return Object.entries(value).map(([key, one]) => `${key}:${String(one)}`);
  return value === undefined || value === null ? [] : [String(value)];
}

function parsed(text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Refused(400, `The body is no JSON: ${(error as Error).message}`);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
