import type { Context } from 'hono';
import type { MetricAggregation, MetricQuery } from '../../runner/backend/types.ts';
import type { MetricEntry } from '../../runner/execution/types.ts';
import { Refused } from './errors.ts';
import { executionOf } from './executions/find.ts';
import { json } from './json.ts';
import { instant } from './matches.ts';
import { paged, pageOf } from './page.ts';
import { metricPayload } from './payload/log.ts';
import { parameter, type Route } from './route.ts';
import type { ApiServices } from './services.ts';
import { sorted, sortOf } from './sort.ts';
import { beginnings, stretchFor } from './stretches.ts';

const aggregationQuery = {
  startDate: 'measured then or later; 30 days before the end by default',
  endDate: 'measured then or earlier; now by default',
  aggregation: 'sum (default), avg, min, max or count',
};

/** What task runs counted and measured (surfaces §14.3). */
export function metricRoutes(services: ApiServices): Route[] {
  const { backend, mask } = services;
  return [
    {
      method: 'get',
      path: '/metrics/{executionId}',
      operationId: 'searchByExecution',
      summary: 'Metrics of an execution',
      query: {
        page: 'from 1',
        size: 'results of a page',
        'sort[]': 'field:asc or field:desc; by name, taskId, timestamp, value, type',
        taskRunId: 'of this task run',
        taskId: 'of runs of this task',
      },
      async handle(context) {
        const page = pageOf(context);
        const sort = sortOf(context, orders);
        const { id } = await executionOf(services, context);
        const { taskRunId, taskId } = context.req.query();
        const found = (await backend.metrics(id, taskRunId || undefined)).filter(
          (metric) => !taskId || metric.taskId === taskId,
        );
        const { results, total } = paged(sorted(found, sort, orderOf), page);
        return json({ results: results.map(metricPayload), total }, mask);
      },
    },
    {
      method: 'get',
      path: '/metrics/names/{namespace}/{flowId}',
      operationId: 'listFlowMetrics',
      summary: 'Names of the metrics of a flow',
      handle: async (context) => json(await backend.metricNames(measured(context)), mask),
    },
    {
      method: 'get',
      path: '/metrics/names/{namespace}/{flowId}/{taskId}',
      operationId: 'listTaskMetrics',
      summary: 'Names of the metrics of a task',
      handle: async (context) =>
        json(await backend.metricNames({ ...measured(context), taskId: parameter(context, 'taskId') }), mask),
    },
    {
      method: 'get',
      path: '/metrics/tasks/{namespace}/{flowId}',
      operationId: 'listTasksWithMetrics',
      summary: 'Ids of the tasks of a flow that have metrics',
      handle: async (context) => json(await backend.metricTasks(measured(context)), mask),
    },
    {
      method: 'get',
      path: '/metrics/aggregates/{namespace}/{flowId}/{metric}',
      operationId: 'aggregateMetricsFromFlow',
      summary: 'A metric of a flow over time',
      query: aggregationQuery,
      handle: (context) => aggregated(services, context, measured(context)),
    },
    {
      method: 'get',
      path: '/metrics/aggregates/{namespace}/{flowId}/{taskId}/{metric}',
      operationId: 'aggregateMetricsFromTask',
      summary: 'A metric of a task over time',
      query: aggregationQuery,
      handle: (context) =>
        aggregated(services, context, { ...measured(context), taskId: parameter(context, 'taskId') }),
    },
  ];
}

const orders = {
  name: 'name',
  taskId: 'taskId',
  timestamp: 'timestamp',
  value: 'value',
  type: 'type',
} as const;

function orderOf(metric: MetricEntry, by: keyof typeof orders): string | number {
  return metric[by];
}

function measured(context: Context): MetricQuery {
  return { namespace: parameter(context, 'namespace'), flowId: parameter(context, 'flowId') };
}

/** 30 days, milliseconds. */
const usualRange = 30 * 86_400_000;

/**
 * A metric by stretches of time, whose length follows from the range, as in Kestra. Those in which nothing was measured are
 * there too: with 0 where things are summed or counted, without a value otherwise.
 */
async function aggregated(
  { backend, mask }: ApiServices,
  context: Context,
  query: MetricQuery,
): Promise<Response> {
  const { startDate, endDate, aggregation = 'sum' } = context.req.query();
  const to = Date.parse(instant('endDate', endDate || new Date().toISOString()));
  const from = startDate ? Date.parse(instant('startDate', startDate)) : to - usualRange;
  if (from > to) throw new Refused(422, 'startDate must not be after endDate');
  const kind = aggregationOf(aggregation);
  const groupBy = stretchFor(to - from);
  const name = parameter(context, 'metric');
  const dates = beginnings(groupBy, from, to);
  const found = await backend.aggregateMetric({
    ...query,
    name,
    aggregation: kind,
    groupBy,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
  });
  const values = new Map(found.map(({ date, value }) => [Date.parse(date), value]));
  const nothing = kind === 'sum' || kind === 'count' ? { value: 0 } : {};
  const aggregations = dates.map((at) => {
    const value = values.get(at);
    return { name, date: new Date(at).toISOString(), ...(value === undefined ? nothing : { value }) };
  });
  return json({ groupBy, aggregations }, mask);
}

const aggregations = ['sum', 'avg', 'min', 'max', 'count'] as const;

/** In letters of either case. @throws Refused */
function aggregationOf(text: string): MetricAggregation['aggregation'] {
  const found = aggregations.find((name) => name === text.toLowerCase());
  if (!found) throw new Refused(422, `aggregation must be ${aggregations.join(', ')}, but it is ${text}`);
  return found;
}
