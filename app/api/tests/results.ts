import type { TestResultOrder } from '../../../runner/backend/testResults.ts';
import { notFound, Refused } from '../errors.ts';
import { json } from '../json.ts';
import { pageOf } from '../page.ts';
import { parameter, type Route } from '../route.ts';
import type { ApiServices } from '../services.ts';
import { sortOf } from '../sort.ts';
import { namesIn } from './suites.ts';

const fields: Readonly<Record<TestResultOrder, TestResultOrder>> = {
  id: 'id',
  testSuiteId: 'testSuiteId',
  namespace: 'namespace',
  flowId: 'flowId',
  state: 'state',
  startDate: 'startDate',
  endDate: 'endDate',
};

/** What came of unit tests that the API and tasks ran (surfaces §1.5); kept as long as executions are. */
export function testResultRoutes({ backend, mask }: ApiServices): Route[] {
  return [
    {
      method: 'get',
      path: '/tests/results/search',
      operationId: 'searchTestSuitesResults',
      summary: 'Results of a suite of unit tests, newest first',
      query: {
        page: 'from 1',
        size: 'results of a page',
        'sort[]': `field:asc or field:desc; by ${Object.keys(fields).join(', ')}`,
        testSuiteId: 'of the suite with this id',
        namespace: 'of this namespace',
        flowId: 'of the flow with this id',
      },
      async handle(context) {
        const { testSuiteId, namespace, flowId } = context.req.query();
        if (!testSuiteId) throw new Refused(400, '`testSuiteId` is missing: the id of a suite');
        const { size, offset } = pageOf(context);
        const found = await backend.testResults.search({
          testSuiteId,
          ...(namespace && { namespace }),
          ...(flowId && { flowId }),
          sort: sortOf(context, fields),
          limit: size,
          offset,
        });
        return json(found, mask);
      },
    },
    {
      method: 'post',
      path: '/tests/results/search/last',
      operationId: 'getTestsLastResult',
      summary: 'The newest result of each of these suites of unit tests',
      body: 'json',
      async handle(context) {
        const results = await backend.testResults.last(await namesIn(context, 'testSuiteIds'));
        return json({ results }, mask);
      },
    },
    {
      method: 'get',
      path: '/tests/results/{id}',
      operationId: 'getTestResult',
      summary: 'What came of a suite of unit tests once',
      async handle(context) {
        const id = parameter(context, 'id');
        const result = await backend.testResults.get(id);
        if (!result) throw notFound(`Test result ${id}`);
        return json(result, mask);
      },
    },
  ];
}
