import { json, unmasked } from '../json.ts';
import { paged, pageOf } from '../page.ts';
import { flowPayload } from '../payload/flow.ts';
import type { Route } from '../route.ts';
import type { ApiServices } from '../services.ts';
import { chosenFlows, flowQuery, inOrder, isWithin } from './query.ts';

/** Finding flows (surfaces §14.1). */
export function flowSearchRoutes(services: ApiServices): Route[] {
  const { flows } = services;
  return [
    {
      method: 'get',
      path: '/flows/search',
      operationId: 'searchFlows',
      summary: 'Flows that filters fit',
      query: flowQuery,
      async handle(context) {
        const { results, total } = paged(await chosenFlows(services, context), pageOf(context));
        return json({ results: results.map(({ flow }) => flowPayload(flow)), total }, unmasked);
      },
    },
    {
      method: 'get',
      path: '/flows/source',
      operationId: 'searchFlowsBySourceCode',
      summary:
        'Flows with a text in their source, and the lines around it, where it stands between [mark] and [/mark]',
      query: {
        page: 'from 1',
        size: 'results of a page',
        'sort[]': 'field:asc or field:desc; by id, namespace',
        q: 'the text',
        namespace: 'of this namespace or one below it',
      },
      handle(context) {
        const { q = '', namespace = '' } = context.req.query();
        const found = inOrder(context, flows.all())
          .filter(({ flow }) => isWithin(flow.namespace, namespace))
          .map(({ flow, source }) => ({ model: flowPayload(flow), fragments: fragmentsOf(source, q) }))
          .filter(({ fragments }) => fragments.length > 0);
        return json(paged(found, pageOf(context)), unmasked);
      },
    },
    {
      method: 'get',
      path: '/flows/distinct-namespaces',
      operationId: 'listDistinctNamespaces',
      summary: 'Namespaces with flows',
      query: { q: 'text in the name' },
      handle(context) {
        const text = (context.req.query('q') ?? '').toLowerCase();
        const names = new Set(flows.all().map(({ flow }) => flow.namespace));
        return json(
          [...names].filter((name) => name.toLowerCase().includes(text)),
          unmasked,
        );
      },
    },
  ];
}

/** The lines of a source with a text, which is marked, and one around each. */
function fragmentsOf(source: string, text: string): string[] {
  if (text === '') return [];
  const wanted = new RegExp(RegExp.escape(text), 'gi');
  const lines = source.split('\n');
  return lines.flatMap((line, index) =>
    line.search(wanted) === -1
      ? []
      : [
          lines
            .slice(Math.max(0, index - 1), index + 2)
            .join('\n')
            .replace(wanted, '[mark]$&[/mark]'),
        ],
  );
}
