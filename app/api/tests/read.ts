import { isWithin } from '../flows/query.ts';
import { findings } from '../flows/validate.ts';
import { json, unmasked } from '../json.ts';
import { paged, pageOf } from '../page.ts';
import type { Route } from '../route.ts';
import type { ApiServices } from '../services.ts';
import { sorted, sortOf } from '../sort.ts';
import { checkedSuite, servedSuites, suiteNamed, suitePayload } from './suites.ts';

/** Looking at suites of unit tests, which are files of the repository (surfaces §1.5). */
export function testReadingRoutes(services: ApiServices): Route[] {
  return [
    {
      method: 'get',
      path: '/tests/search',
      operationId: 'searchTestSuites',
      summary: 'Suites of unit tests that filters fit',
      query: {
        page: 'from 1',
        size: 'results of a page',
        'sort[]': 'field:asc or field:desc; by id, namespace, flowId',
        namespace: 'of flows of this namespace',
        flowId: 'of the flow with this id',
        includeChildNamespaces: 'whether namespaces below it are meant too; by default true',
      },
      async handle(context) {
        const { namespace = '', flowId, includeChildNamespaces } = context.req.query();
        const isIn = (name: string) =>
          includeChildNamespaces === 'false' && namespace !== ''
            ? name === namespace
            : isWithin(name, namespace);
        const found = (await servedSuites(services)).filter(
          ({ suite }) => isIn(suite.namespace) && (!flowId || suite.flowId === flowId),
        );
        const sorts = sortOf(context, { id: 'id', namespace: 'namespace', flowId: 'flowId' });
        const { results, total } = paged(
          sorted(found, sorts, ({ suite }, by) => suite[by]),
          pageOf(context),
        );
        return json({ results: results.map(suitePayload), total }, unmasked);
      },
    },
    {
      method: 'get',
      path: '/tests/{namespace}/{id}',
      operationId: 'getTestSuite',
      summary: 'A suite of unit tests with its text',
      handle: async (context) => json(suitePayload(await suiteNamed(services, context)), unmasked),
    },
    {
      method: 'post',
      path: '/tests/validate',
      operationId: 'validateTestSuite',
      summary: 'Say what is wrong with a suite of unit tests, also with regard to its flow',
      body: 'yaml',
      async handle(context) {
        const document = await checkedSuite(services, await context.req.text());
        const { suite, violations } = document;
        return json(
          {
            index: 0,
            ...(suite && { namespace: suite.namespace, flow: suite.flowId }),
            ...findings(violations),
            outdated: false,
          },
          unmasked,
        );
      },
    },
  ];
}
