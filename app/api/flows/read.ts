import type { Context } from 'hono';
import { walkTasks } from '../../../runner/flow/nested.ts';
import type { Flow } from '../../../runner/flow/types.ts';
import type { StoredFlow } from '../../flows/store.ts';
import { dependenciesOf } from '../dependencies.ts';
import { notFound, Refused } from '../errors.ts';
import { flowNamed } from '../executions/find.ts';
import { type Filter, filtersOf, unsupported } from '../filters.ts';
import { json, unmasked } from '../json.ts';
import { paged, pageOf } from '../page.ts';
import { flowPayload, flowWithSource } from '../payload/flow.ts';
import { graphPayload } from '../payload/graph.ts';
import { parameter, type Route } from '../route.ts';
import type { ApiServices } from '../services.ts';

/** Parameters that choose flows. */
export const flowQuery: Readonly<Record<string, string>> = {
  page: 'from 1',
  size: 'results of a page',
  q: 'text in the id, the namespace or the description',
  namespace: 'of this namespace or one below it',
  'labels[]': 'with this label `key:value`',
};

/** Looking at flows (surfaces §14.1). */
export function flowReadingRoutes(services: ApiServices): Route[] {
  const { flows, registry } = services;
  return [
    {
      method: 'get',
      path: '/flows/search',
      operationId: 'searchFlows',
      summary: 'Flows that filters fit',
      query: flowQuery,
      handle(context) {
        const { results, total } = paged(chosenFlows(services, context), pageOf(context));
        return json({ results: results.map(({ flow }) => flowPayload(flow)), total }, unmasked);
      },
    },
    {
      method: 'get',
      path: '/flows/source',
      operationId: 'searchFlowsBySourceCode',
      summary: 'Flows with a text in their source',
      query: { ...flowQuery, q: 'the text' },
      handle(context) {
        const text = context.req.query('q') ?? '';
        const { namespace = '' } = context.req.query();
        const found = flows
          .all()
          .filter(({ flow }) => isWithin(flow.namespace, namespace))
          .map(({ flow, source }) => ({ model: flowPayload(flow), fragments: fragmentsOf(source, text) }))
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
          [...names].filter((name) => name.includes(text)),
          unmasked,
        );
      },
    },
    {
      method: 'get',
      path: '/flows/{namespace}',
      operationId: 'listFlowsByNamespace',
      summary: 'Flows of a namespace',
      handle(context) {
        const namespace = parameter(context, 'namespace');
        const found = flows.all().filter(({ flow }) => flow.namespace === namespace);
        return json(
          found.map(({ flow }) => flowPayload(flow)),
          unmasked,
        );
      },
    },
    {
      method: 'get',
      path: '/flows/{namespace}/{id}',
      operationId: 'getFlow',
      summary: 'A flow',
      query: { source: '`true`: with its text', revision: 'its number' },
      handle(context) {
        const stored = flowNamed(services, context);
        assertRevision(stored.flow, context);
        const withSource = context.req.query('source') === 'true';
        return json(withSource ? flowWithSource(stored) : flowPayload(stored.flow), unmasked);
      },
    },
    {
      method: 'get',
      path: '/flows/{namespace}/{id}/revisions',
      operationId: 'listFlowRevisions',
      summary: 'The revisions of a flow that are kept',
      handle: (context) => json([flowWithSource(flowNamed(services, context))], unmasked),
    },
    {
      method: 'get',
      path: '/flows/{namespace}/{id}/tasks/{taskId}',
      operationId: 'getTaskFromFlow',
      summary: 'A task of a flow',
      handle(context) {
        const { flow } = flowNamed(services, context);
        const taskId = parameter(context, 'taskId');
        const found = [...walkTasks(flow)].find(({ task }) => task.id === taskId);
        if (!found) throw notFound(`Task ${taskId}`);
        return json(found.task, unmasked);
      },
    },
    {
      method: 'get',
      path: '/flows/{namespace}/{id}/graph',
      operationId: 'generateFlowGraph',
      summary: 'The graph of a flow',
      handle(context) {
        const { flow } = flowNamed(services, context);
        assertRevision(flow, context);
        return json(graphPayload(flow), unmasked);
      },
    },
    {
      method: 'get',
      path: '/flows/{namespace}/{id}/dependencies',
      operationId: 'getFlowDependencies',
      summary: 'The flows that a flow starts or that start it',
      query: {
        destinationOnly: '`true`: those it starts',
        expandAll: '`true`: their neighbours too, and so on',
      },
      handle(context) {
        const { flow } = flowNamed(services, context);
        return json(
          dependenciesOf(allFlows(services), registry, { ...choice(context), roots: (one) => one === flow }),
          unmasked,
        );
      },
    },
    {
      method: 'get',
      path: '/namespaces/{namespace}/dependencies',
      operationId: 'getFlowDependenciesFromNamespace',
      summary: 'The flows of a namespace, and what they start or are started by',
      query: { destinationOnly: '`true`: those they start' },
      handle(context) {
        const namespace = parameter(context, 'namespace');
        const roots = (flow: Flow) => isWithin(flow.namespace, namespace);
        return json(dependenciesOf(allFlows(services), registry, { ...choice(context), roots }), unmasked);
      },
    },
    {
      method: 'get',
      path: '/dependencies',
      operationId: 'getDependenciesFromTenant',
      summary: 'All flows, and which of them start which',
      handle: (context) =>
        json(
          dependenciesOf(allFlows(services), registry, { ...choice(context), roots: () => true }),
          unmasked,
        ),
    },
  ];
}

/** The flows that a request chooses. @throws Refused for a filter that does not exist */
export function chosenFlows({ flows }: ApiServices, context: Context): StoredFlow[] {
  // Some clients write the text as `query`.
  const text = context.req.query('query');
  const filters: Filter[] = filtersOf(context, ['q', 'scope', 'namespace', 'flowId', 'labels']);
  if (text) filters.push({ field: 'q', operation: 'EQUALS', values: [text] });
  const tests = filters.map(testOf);
  return flows.all().filter(({ flow }) => tests.every((test) => test(flow)));
}

function testOf(filter: Filter): (flow: Flow) => boolean {
  const { field, operation, values } = filter;
  const value = values.at(-1) ?? '';
  switch (`${field} ${operation}`) {
    case 'q EQUALS':
    case 'q CONTAINS':
      return ({ id, namespace, description = '' }) =>
        `${namespace}.${id}\n${description}`.toLowerCase().includes(value.toLowerCase());
    case 'scope EQUALS':
    case 'scope IN':
      return () => true;
    case 'namespace EQUALS':
      return ({ namespace }) => namespace === value;
    case 'namespace PREFIX':
    case 'namespace STARTS_WITH':
      return ({ namespace }) => isWithin(namespace, value);
    case 'flowId EQUALS':
      return ({ id }) => id === value;
    case 'labels EQUALS':
      return ({ labels }) =>
        values.every((text) => labels.some((label) => `${label.key}:${label.value}` === text));
    default:
      throw unsupported(filter);
  }
}

/** Whether a namespace is another one or lies below it; everything lies below the empty one. */
export function isWithin(namespace: string, other: string): boolean {
  return other === '' || namespace === other || namespace.startsWith(`${other}.`);
}

/** The lines of a source with a text, and one around each. */
function fragmentsOf(source: string, text: string): string[] {
  if (text === '') return [];
  const lines = source.split('\n');
  const wanted = text.toLowerCase();
  return lines.flatMap((line, index) =>
    line.toLowerCase().includes(wanted) ? [lines.slice(Math.max(0, index - 1), index + 2).join('\n')] : [],
  );
}

function assertRevision(flow: Flow, context: Context): void {
  const { revision } = context.req.query();
  if (revision && Number(revision) !== flow.revision)
    throw new Refused(404, `Flow ${flow.namespace}.${flow.id} has no revision ${revision}`);
}

function choice(context: Context): { expandAll: boolean; destinationOnly: boolean } {
  const { expandAll, destinationOnly } = context.req.query();
  return { expandAll: expandAll === 'true', destinationOnly: destinationOnly === 'true' };
}

function allFlows({ flows }: ApiServices): Flow[] {
  return flows.all().map(({ flow }) => flow);
}
