import { executionOf } from './executions/find.ts';
import { json } from './json.ts';
import { paged, pageOf } from './page.ts';
import { metricPayload } from './payload/log.ts';
import type { Route } from './route.ts';
import type { ApiServices } from './services.ts';

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
        taskRunId: 'of this task run',
        taskId: 'of runs of this task',
      },
      async handle(context) {
        const page = pageOf(context);
        const { id } = await executionOf(services, context);
        const { taskRunId, taskId } = context.req.query();
        const found = await backend.metrics(id, taskRunId || undefined);
        const { results, total } = paged(
          taskId ? found.filter((metric) => metric.taskId === taskId) : found,
          page,
        );
        return json({ results: results.map(metricPayload), total }, mask);
      },
    },
  ];
}
