import type { Context } from 'hono';
import { jsonBody, textList } from '../body.ts';
import { Refused } from '../errors.ts';
import { json } from '../json.ts';
import { type Invalid, refusals } from '../refusals.ts';
import type { Route } from '../route.ts';
import type { ApiServices } from '../services.ts';
import { type Check, checksOf } from './checks.ts';
import { labelsOfBody } from './labels.ts';
import { type Operation, operationsOf } from './operations.ts';
import { bulkQuery, filterParameters } from './query.ts';

/** What may be asked of many executions at once: by their ids, or of those that filters fit (surfaces §14.2). */
export function bulkRoutes(services: ApiServices): Route[] {
  const operations = operationsOf(services);
  const checks = checksOf(services);
  const kinds: Kind[] = [
    {
      ...named('/restart', 'restartExecutions'),
      check: () => checks.restart,
      operation: operations.restart,
    },
    {
      ...named('/replay', 'replayExecutions'),
      query: { latestRevision: '`true`: with the flow as it is now' },
      check: () => checks.replay,
      operation: (context) => operations.replay(context),
    },
    {
      ...named('/resume', 'resumeExecutions'),
      check: () => checks.resume,
      operation: () => operations.resume(),
    },
    {
      ...named('/pause', 'pauseExecutions'),
      check: () => checks.pause,
      operation: () => operations.pause(),
    },
    {
      ...named('/force-run', 'forceRunExecutions'),
      byIds: 'forceRunByIds',
      check: () => checks.forceRun,
      operation: () => operations.forceRun(),
    },
    {
      ...named('/unqueue', 'unqueueExecutions'),
      query: { state: 'RUNNING, CANCELLED or FAILED', newState: 'the same' },
      check: () => checks.unqueue,
      operation: operations.unqueue,
    },
    {
      ...named('/change-status', 'updateExecutionsStatus'),
      query: { newStatus: 'the state' },
      check: () => checks.changeStatus,
      operation: operations.changeStatus,
    },
    {
      ...named('/kill', 'killExecutions'),
      method: 'delete',
      check: () => checks.kill,
      operation: operations.kill,
    },
    {
      ...named('', 'deleteExecutions'),
      method: 'delete',
      query: {
        includeNonTerminated: '`true`: those that have not ended are killed first',
        deleteLogs: '`false`: their logs stay',
        deleteMetrics: '`false`: their metrics stay',
        deleteStorage: '`false`: their files stay',
      },
      check: checks.delete,
      operation: operations.delete,
    },
  ];
  return [...kinds.flatMap((kind) => routesOf(services, kind)), ...labelRoutes(services)];
}

interface Kind {
  /** Part of the path; empty for deleting. */
  name: string;
  /** Ids of the operations, as in Kestra's document. */
  byIds: string;
  byQuery: string;
  method?: 'post' | 'delete';
  query?: Readonly<Record<string, string>>;
  check(context: Context): Check;
  operation(context: Context): Operation;
}

function named(name: string, operationId: string): Pick<Kind, 'name' | 'byIds' | 'byQuery'> {
  return { name, byIds: `${operationId}ByIds`, byQuery: `${operationId}ByQuery` };
}

function routesOf(services: ApiServices, kind: Kind): Route[] {
  const { name, byIds, byQuery, method = 'post', query = {}, check, operation } = kind;
  const summary = 'all of them, or none where one does not allow it';
  return [
    {
      method,
      path: `/executions${name}/by-ids`,
      operationId: byIds,
      summary: `The same for each of these executions: ${summary}`,
      query,
      body: 'json',
      handle: async (context) =>
        doAll(services, await textList(context), { check: check(context), run: operation(context) }),
    },
    {
      method,
      path: `/executions${name}/by-query`,
      operationId: byQuery,
      summary: `The same for each execution that filters fit: ${summary}`,
      query: { ...filterParameters, ...query },
      body: 'json',
      handle: async (context) =>
        doAll(services, await idsOf(services, context), { check: check(context), run: operation(context) }),
    },
  ];
}

function labelRoutes(services: ApiServices): Route[] {
  const { setLabels } = operationsOf(services);
  const checks = checksOf(services);
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
        const labels = labelsOfBody(executionLabels);
        return doAll(services, executionsId.map(String), {
          check: checks.setLabels(labels),
          run: setLabels(labels),
        });
      },
    },
    {
      method: 'post',
      path: '/executions/labels/by-query',
      operationId: 'setLabelsOnTerminatedExecutionsByQuery',
      summary: 'Replace the labels of the ended executions that filters fit',
      query: filterParameters,
      body: 'json',
      async handle(context) {
        const labels = labelsOfBody(await jsonBody(context));
        return doAll(services, await idsOf(services, context), {
          check: checks.setLabels(labels),
          run: setLabels(labels),
        });
      },
    },
  ];
}

/** All of them, before the first is changed. */
async function idsOf(services: ApiServices, context: Context): Promise<string[]> {
  const { backend } = services;
  const query = await bulkQuery(services, context);
  const found = await backend.executions({ ...query, limit: await backend.countExecutions(query) });
  return found.map(({ id }) => id);
}

/**
 * Does it to all of them, or to none: each is looked at before the first is changed (surfaces §14). One may change meanwhile; then
 * the others are done, and it is told with 422 too.
 */
async function doAll(
  { backend, mask }: ApiServices,
  ids: readonly string[],
  { check, run }: { check: Check; run: Operation },
): Promise<Response> {
  const distinct = [...new Set(ids)];
  const refuse = (message: string, invalids: readonly Invalid[]) => json({ message, invalids }, mask, 422);
  const impossible = await refusals(distinct, async (id) => {
    const execution = await backend.execution(id);
    if (!execution) throw new Refused(404, `Execution ${id} was not found`);
    await check(execution);
  });
  if (impossible.length > 0)
    return refuse(
      `Nothing was done: ${impossible.length} of ${distinct.length} executions do not allow it`,
      impossible,
    );
  const failed = await refusals(distinct, run);
  if (failed.length === 0) return json({ count: distinct.length }, mask);
  return refuse(`It was done to ${distinct.length - failed.length} of ${distinct.length} executions`, failed);
}
