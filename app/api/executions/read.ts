import { isTerminated } from '../../../runner/execution/states.ts';
import { jsonBody } from '../body.ts';
import { followExecution } from '../changes.ts';
import { Refused } from '../errors.ts';
import { type Event, events } from '../events.ts';
import { json, jsonText, unmasked } from '../json.ts';
import { pageOf } from '../page.ts';
import { executionPayload } from '../payload/execution.ts';
import { flowPayload } from '../payload/flow.ts';
import { graphPayload } from '../payload/graph.ts';
import { parameter, type Route } from '../route.ts';
import type { ApiServices } from '../services.ts';
import { dependenciesFollowed } from './dependencies.ts';
import { executionOf, flowNamed, flowRun } from './find.ts';
import { executionQuery, queryParameters } from './query.ts';

/** Looking at executions (surfaces §14.2). */
export function readingRoutes(services: ApiServices): Route[] {
  const { backend, flows, mask } = services;

  const search: Route['handle'] = async (context) => {
    const { offset, size } = pageOf(context);
    const query = await executionQuery(services, context);
    const [found, total] = await Promise.all([
      backend.executions({ ...query, offset, limit: size }),
      backend.countExecutions(query),
    ]);
    return json({ results: found.map((execution) => executionPayload(execution)), total }, mask);
  };

  return [
    {
      method: 'get',
      path: '/executions/search',
      operationId: 'searchExecutions',
      summary: 'Executions that filters fit, newest first by default',
      query: queryParameters,
      handle: search,
    },
    {
      method: 'get',
      path: '/executions',
      operationId: 'searchExecutionsByFlowId',
      summary: 'Executions of one flow, newest first',
      query: queryParameters,
      handle: search,
    },
    {
      method: 'post',
      path: '/executions/latest',
      operationId: 'getLatestExecutions',
      summary: 'The last execution of each of these flows',
      body: 'json',
      async handle(context) {
        const asked = flowIds(await jsonBody(context));
        const found = await Promise.all(
          asked.map((flow) => backend.executions({ ...flow, normalOnly: true, limit: 1 })),
        );
        const latest = found.flat().map(({ id, flowId, namespace, state }) => ({
          id,
          flowId,
          namespace,
          startDate: state.histories[0]?.date,
          status: state.current,
        }));
        return json(latest, mask);
      },
    },
    {
      method: 'get',
      path: '/executions/namespaces',
      operationId: 'listExecutableDistinctNamespaces',
      summary: 'Namespaces with flows that can be executed',
      handle: () =>
        json(
          [
            ...new Set(
              flows
                .all()
                .filter(({ flow }) => !flow.disabled)
                .map(({ flow }) => flow.namespace),
            ),
          ],
          unmasked,
        ),
    },
    {
      method: 'get',
      path: '/executions/namespaces/{namespace}/flows',
      operationId: 'listFlowExecutionsByNamespace',
      summary: 'Flows of a namespace that can be executed',
      handle(context) {
        const namespace = parameter(context, 'namespace');
        const found = flows.all().filter(({ flow }) => flow.namespace === namespace && !flow.disabled);
        return json(
          found.map(({ flow }) => flowPayload(flow)),
          unmasked,
        );
      },
    },
    {
      method: 'get',
      path: '/executions/flows/{namespace}/{flowId}',
      operationId: 'getFlowFromExecution',
      summary: 'A flow as whoever starts it needs it',
      handle: (context) => json(flowPayload(flowNamed(services, context, 'flowId').flow), unmasked),
    },
    {
      method: 'get',
      path: '/executions/{executionId}',
      operationId: 'getExecution',
      summary: 'An execution with its task runs',
      async handle(context) {
        const execution = await executionOf(services, context);
        return json(executionPayload(execution, await backend.taskRuns(execution.id)), mask);
      },
    },
    {
      method: 'get',
      path: '/executions/{executionId}/flow',
      operationId: 'getFlowFromExecutionById',
      summary: 'The flow that an execution runs',
      handle: async (context) =>
        json(flowPayload(await flowRun(services, await executionOf(services, context))), unmasked),
    },
    {
      method: 'get',
      path: '/executions/{executionId}/graph',
      operationId: 'getExecutionFlowGraph',
      summary: 'The graph of the flow, with the task runs of the execution',
      async handle(context) {
        const execution = await executionOf(services, context);
        const flow = await flowRun(services, execution);
        return json(graphPayload(flow, await backend.taskRuns(execution.id)), mask);
      },
    },
    {
      method: 'get',
      path: '/executions/{executionId}/follow-dependencies',
      operationId: 'followDependenciesExecutions',
      summary: 'The states of the executions that belong together with this one, until all of them ended',
      query: {
        destinationOnly: '`true`: only of flows that this one starts',
        expandAll: '`true`: also of flows that those start, and so on',
      },
      answers: 'events',
      async handle(context) {
        const execution = await executionOf(services, context);
        const { destinationOnly, expandAll } = context.req.query();
        const choice = { destinationOnly: destinationOnly === 'true', expandAll: expandAll === 'true' };
        return events(context, (signal) => dependenciesFollowed(services, execution, choice, signal));
      },
    },
    {
      method: 'get',
      path: '/executions/{executionId}/follow',
      operationId: 'followExecution',
      summary: 'The execution whenever it changed, until it ended',
      answers: 'events',
      async handle(context) {
        const { id } = await executionOf(services, context);
        return events(context, (signal) => changesOf(services, id, signal));
      },
    },
  ];
}

/** Flows that a body names. @throws Refused */
function flowIds(body: unknown): { namespace: string; flowId: string }[] {
  if (!Array.isArray(body)) throw new Refused(400, 'Expected a list of flows with namespace and id');
  return body.map((flow: { namespace?: unknown; id?: unknown } | null) => {
    if (typeof flow?.namespace !== 'string' || typeof flow.id !== 'string')
      throw new Refused(422, 'A flow is named by its namespace and its id');
    return { namespace: flow.namespace, flowId: flow.id };
  });
}

/** The execution as it is now, and again after every change; the last one has the id `end` (surfaces §14.2). */
async function* changesOf(services: ApiServices, id: string, signal: AbortSignal): AsyncGenerator<Event> {
  const { backend, engine, mask } = services;
  const follower = followExecution(engine, id, signal);
  try {
    yield { id: 'start', data: jsonText({ id }, mask) };
    let shown = '';
    while (!signal.aborted) {
      const execution = await backend.execution(id);
      if (!execution) return;
      // Before its task runs are read: what changes while they are is seen by the next look.
      const isOver = isTerminated(execution.state.current) && !engine.drives(id);
      const taskRuns = await backend.taskRuns(id);
      // Durations grow without anything that happens.
      const stamp = JSON.stringify([execution, taskRuns]);
      if (isOver || stamp !== shown) {
        const data = jsonText(executionPayload(execution, taskRuns), mask);
        yield { id: isOver ? 'end' : 'progress', data };
      }
      if (isOver) return;
      shown = stamp;
      await follower.changed();
    }
  } finally {
    follower.close();
  }
}
