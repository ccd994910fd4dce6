import type { Context } from 'hono';
import type { LabelMatch } from '../../../runner/backend/types.ts';
import type { Flow } from '../../../runner/flow/types.ts';
import type { StoredFlow } from '../../flows/store.ts';
import { bodyFilters, type Filter, filtersOf } from '../filters.ts';
import { fits, labelMatches, scopeMatches, searchMatch, textMatch } from '../matches.ts';
import { withoutPatterns } from '../patterns.ts';
import type { ApiServices } from '../services.ts';
import { sorted, sortOf } from '../sort.ts';

/** Parameters that choose flows (surfaces §14). */
export const flowFilters: Readonly<Record<string, string>> = {
  filters: 'filters[field][OPERATION]=value; the fields are those of the parameters that follow',
  q: 'text in the id, the namespace or the description',
  scope: 'USER, SYSTEM: the namespace `system`, or both',
  namespace: 'of this namespace or one below it',
  flowId: 'with this id',
  'labels[]': 'with this label `key:value`',
};

/** The same with the page and the order of a list. */
export const flowQuery: Readonly<Record<string, string>> = {
  page: 'from 1',
  size: 'results of a page',
  'sort[]': 'field:asc or field:desc; by id, namespace',
  ...flowFilters,
};

/** The flows that the address of a request means, in its order. @throws Refused for a filter that does not exist */
export async function chosenFlows(services: ApiServices, context: Context): Promise<StoredFlow[]> {
  const { query } = context.req.query();
  // Some clients write the text as `query`.
  const text: Filter[] = query ? [{ field: 'q', operation: 'EQUALS', values: [query] }] : [];
  return inOrder(context, await flowsOf(services, [...filtersOf(context, known), ...text]));
}

/** The flows that a bulk request means, by its address and by filters in its body. @throws Refused */
export async function chosenForBulk(services: ApiServices, context: Context): Promise<StoredFlow[]> {
  return flowsOf(services, [...filtersOf(context, known), ...(await bodyFilters(context, known))]);
}

/** In the order that a request asks for, by default by namespace and id. @throws Refused */
export function inOrder(context: Context, flows: readonly StoredFlow[]): StoredFlow[] {
  const sorts = sortOf(context, { id: 'id', namespace: 'namespace', flowId: 'id' });
  return sorted(flows, sorts, ({ flow }, by) => flow[by]);
}

/** Whether a namespace is another one or lies below it; everything lies below the empty one. */
export function isWithin(namespace: string, other: string): boolean {
  return other === '' || namespace === other || namespace.startsWith(`${other}.`);
}

const known = ['q', 'scope', 'namespace', 'flowId', 'labels'];

async function flowsOf(services: ApiServices, filters: readonly Filter[]): Promise<StoredFlow[]> {
  const tests = (await withoutPatterns(services, filters)).map(testOf);
  return services.flows.all().filter(({ flow }) => tests.every((test) => test(flow)));
}

function testOf(filter: Filter): (flow: Flow) => boolean {
  switch (filter.field) {
    case 'q': {
      const match = searchMatch(['id'], filter);
      return ({ id, namespace, description = '' }) => fits(match, `${namespace}.${id}\n${description}`);
    }
    case 'scope': {
      const matches = scopeMatches(filter);
      return ({ namespace }) => matches.every((match) => fits(match, namespace));
    }
    case 'labels': {
      const matches = labelMatches(filter);
      return ({ labels }) => matches.every((match) => hasLabel(labels, match));
    }
    default: {
      const field = filter.field === 'flowId' ? 'id' : 'namespace';
      const match = textMatch([field], filter);
      return (flow) => fits(match, flow[field]);
    }
  }
}

function hasLabel(labels: Flow['labels'], { key, ...match }: LabelMatch): boolean {
  const values = labels.filter((label) => label.key === key).map(({ value }) => value);
  return fits({ fields: ['value'], ...match }, ...values);
}
