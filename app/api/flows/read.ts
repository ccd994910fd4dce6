import type { Context } from 'hono';
import { walkTasks } from '../../../runner/flow/nested.ts';
import type { Flow } from '../../../runner/flow/types.ts';
import { flowRevisions } from '../../flows/revisions.ts';
import { dependenciesOf } from '../dependencies.ts';
import { notFound } from '../errors.ts';
import { flowAsked, flowNamed } from '../executions/find.ts';
import { json, unmasked } from '../json.ts';
import { flowPayload, flowWithSource } from '../payload/flow.ts';
import { graphPayload } from '../payload/graph.ts';
import { parameter, type Route } from '../route.ts';
import type { ApiServices } from '../services.ts';
import { isWithin } from './query.ts';

/** Looking at flows (surfaces §14.1). */
export function flowReadingRoutes(services: ApiServices): Route[] {
  const { flows, registry } = services;
  return [
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
      async handle(context) {
        const stored = await flowAsked(services, context);
        const withSource = context.req.query('source') === 'true';
        return json(withSource ? flowWithSource(stored) : flowPayload(stored.flow), unmasked);
      },
    },
    {
      method: 'get',
      path: '/flows/{namespace}/{id}/revisions',
      operationId: 'listFlowRevisions',
      summary: 'The revisions of a flow that are known',
      async handle(context) {
        const revisions = await flowRevisions(services.flows, flowNamed(services, context));
        return json(revisions.map(flowWithSource), unmasked);
      },
    },
    {
      method: 'get',
      path: '/flows/{namespace}/{id}/tasks/{taskId}',
      operationId: 'getTaskFromFlow',
      summary: 'A task of a flow',
      query: { revision: 'its number' },
      async handle(context) {
        const { flow } = await flowAsked(services, context);
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
      query: { revision: 'its number' },
      async handle(context) {
        const { flow } = await flowAsked(services, context);
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

function choice(context: Context): { expandAll: boolean; destinationOnly: boolean } {
  const { expandAll, destinationOnly } = context.req.query();
  return { expandAll: expandAll === 'true', destinationOnly: destinationOnly === 'true' };
}

function allFlows({ flows }: ApiServices): Flow[] {
  return flows.all().map(({ flow }) => flow);
}
