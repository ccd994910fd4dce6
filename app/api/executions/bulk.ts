import type { Context } from 'hono';
import type { Label } from '../../../runner/execution/types.ts';
import { jsonBody, textList } from '../body.ts';
import { describeError, Refused } from '../errors.ts';
import { json } from '../json.ts';
import type { Route } from '../route.ts';
import type { ApiServices } from '../services.ts';
import { labelsOfBody } from './labels.ts';
import { type Operation, operationsOf } from './operations.ts';
import { executionQuery, queryParameters } from './query.ts';

/** What may be asked of many executions at once: by their ids, or of those that filters fit (surfaces §14.2). */
export function bulkRoutes(services: ApiServices): Route[] {
  const operations = operationsOf(services);
  const kinds: Kind[] = [
    { name: '/restart', by: 'restart', operation: operations.restart },
    { name: '/replay', by: 'replay', operation: (context) => operations.replay(context) },
    { name: '/resume', by: 'resume', operation: () => operations.resume() },
    { name: '/pause', by: 'pause', operation: () => operations.pause() },
    { name: '/force-run', by: 'forceRun', operation: () => operations.forceRun() },
    { name: '/unqueue', by: 'unqueue', operation: operations.unqueue },
    { name: '/change-status', by: 'changeStatusOf', operation: operations.changeStatus },
    { name: '/kill', by: 'kill', method: 'delete', operation: operations.kill },
    { name: '', by: 'delete', method: 'delete', operation: operations.delete },
  ];
  return [...kinds.flatMap((kind) => routesOf(services, kind)), ...labelRoutes(services)];
}

interface Kind {
  /** Part of the path; empty for deleting. */
  name: string;
  /** Part of the operation's id. */
  by: string;
  method?: 'post' | 'delete';
  operation(context: Context): Operation;
}

function routesOf(services: ApiServices, { name, by, method = 'post', operation }: Kind): Route[] {
  return [
    {
      method,
      path: `/executions${name}/by-ids`,
      operationId: `${by}ExecutionsByIds`,
      summary: 'The same for each of these executions',
      body: 'json',
      handle: async (context) => doAll(services, await textList(context), operation(context)),
    },
    {
      method,
      path: `/executions${name}/by-query`,
      operationId: `${by}ExecutionsByQuery`,
      summary: 'The same for each execution that filters fit',
      query: queryParameters,
      handle: async (context) => doAll(services, await idsOf(services, context), operation(context)),
    },
  ];
}

function labelRoutes(services: ApiServices): Route[] {
  const { setLabels } = operationsOf(services);
  return [
    {
      method: 'post',
      path: '/executions/labels/by-ids',
      operationId: 'setLabelsOnTerminatedExecutionsByIds',
      summary: 'Replace the labels of these ended executions',
      body: 'json',
      async handle(context) {
        const { executionsId, executionLabels } = await jsonBody<{
          executionsId?: unknown;
          executionLabels?: unknown;
        }>(context);
        if (!Array.isArray(executionsId)) throw new Refused(422, 'executionsId must be a list of ids');
        return doAll(services, executionsId.map(String), setLabels(labelsOfBody(executionLabels)));
      },
    },
    {
      method: 'post',
      path: '/executions/labels/by-query',
      operationId: 'setLabelsOnTerminatedExecutionsByQuery',
      summary: 'Replace the labels of the ended executions that filters fit',
      query: queryParameters,
      body: 'json',
      async handle(context) {
        const labels: Label[] = labelsOfBody(await jsonBody(context));
        return doAll(services, await idsOf(services, context), setLabels(labels));
      },
    },
  ];
}

/** All of them, before the first is changed. */
async function idsOf({ backend }: ApiServices, context: Context): Promise<string[]> {
  const query = executionQuery(context);
  const found = await backend.executions({ ...query, limit: await backend.countExecutions(query) });
  return found.map(({ id }) => id);
}

/**
 * Answers with how many it was done to. What is refused for one execution does not stop the others; it is told with 422.
 */
async function doAll({ mask }: ApiServices, ids: readonly string[], operation: Operation): Promise<Response> {
  const invalids: { id: string; message: string }[] = [];
  for (const id of ids) {
    try {
      await operation(id);
    } catch (error) {
      const { unexpected, message } = describeError(error);
      if (unexpected) throw error;
      invalids.push({ id, message });
    }
  }
  if (invalids.length === 0) return json({ count: ids.length }, mask);
  const message = `It was done to ${ids.length - invalids.length} of ${ids.length} executions`;
  const listed = invalids.map((invalid) => ({ message: invalid.message, invalidValue: invalid.id }));
  return json({ message, invalids: listed }, mask, 422);
}
