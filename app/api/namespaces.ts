import type { Context } from 'hono';
import { notFound } from './errors.ts';
import { json, unmasked } from './json.ts';
import { paged, pageOf } from './page.ts';
import { parameter, type Route } from './route.ts';
import type { ApiServices } from './services.ts';

/** Namespaces: those of flows, and those above them (surfaces §14.3). They come and go with the flows. */
export function namespaceRoutes(services: ApiServices): Route[] {
  return [
    {
      method: 'get',
      path: '/namespaces/search',
      operationId: 'searchNamespaces',
      summary: 'Namespaces with a text in their name',
      query: { q: 'the text', page: 'from 1', size: 'results of a page' },
      handle(context) {
        const found = namesOf(services).filter((name) =>
          name.includes((context.req.query('q') ?? '').toLowerCase()),
        );
        const { results, total } = paged(found, pageOf(context));
        return json({ results: results.map(shown), total }, unmasked);
      },
    },
    {
      method: 'post',
      path: '/namespaces/autocomplete',
      operationId: 'autocompleteNamespaces',
      summary: 'Names of namespaces with a text',
      body: 'json',
      async handle(context) {
        const { q } = (await context.req.json().catch(() => ({}))) as { q?: unknown };
        const text = typeof q === 'string' ? q.toLowerCase() : '';
        return json(
          namesOf(services).filter((name) => name.includes(text)),
          unmasked,
        );
      },
    },
    {
      method: 'get',
      path: '/namespaces/{namespace}',
      operationId: 'getNamespace',
      summary: 'A namespace',
      handle(context: Context) {
        const name = parameter(context, 'namespace');
        if (!namesOf(services).includes(name)) throw notFound(`Namespace ${name}`);
        return json(shown(name), unmasked);
      },
    },
  ];
}

function shown(id: string) {
  return { id, deleted: false, disabled: false };
}

/** `a.b.c` is in `a.b`, which is in `a`. */
function namesOf({ flows }: ApiServices): string[] {
  const names = new Set<string>();
  for (const { flow } of flows.all()) {
    const segments = flow.namespace.split('.');
    for (let length = 1; length <= segments.length; length++) names.add(segments.slice(0, length).join('.'));
  }
  return [...names].sort();
}
