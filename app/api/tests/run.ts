import type { Context } from 'hono';
import { z } from 'zod';
import { jsonBody } from '../body.ts';
import { Refused } from '../errors.ts';
import { json } from '../json.ts';
import { parameter, type Route } from '../route.ts';
import type { ApiServices } from '../services.ts';

const runRequest = z.object({ testCases: z.array(z.string()).nullish() });
const queryRequest = z.object({
  namespace: z.string().nullish(),
  flowId: z.string().nullish(),
  includeChildNamespaces: z.boolean().nullish(),
});

/**
 * Running unit tests: answered when they ended (surfaces §1.5). Their executions live in memory and are gone then; what a case
 * came to is in its result.
 */
export function testRunningRoutes({ flows, tests, mask }: ApiServices): Route[] {
  return [
    {
      method: 'post',
      path: '/tests/{namespace}/{id}/run',
      operationId: 'runTestSuite',
      summary: 'Run a suite of unit tests, or the cases that the body names, and wait for the result',
      body: 'json',
      async handle(context) {
        const { testCases } = await bodyOf(context, runRequest);
        const [namespace, testId] = [parameter(context, 'namespace'), parameter(context, 'id')];
        const { run } = await tests(flows.repository);
        return json(await run({ namespace, testId, ...(testCases && { testCases }) }), mask);
      },
    },
    {
      method: 'post',
      path: '/tests/run',
      operationId: 'runTestSuitesByQuery',
      summary: 'Run the suites of unit tests that filters fit, and wait for the results',
      body: 'json',
      async handle(context) {
        const { namespace, flowId, includeChildNamespaces } = await bodyOf(context, queryRequest);
        const { runAll } = await tests(flows.repository);
        const answer = await runAll({
          ...(namespace && { namespace }),
          ...(flowId && { flowId }),
          includeChildNamespaces: includeChildNamespaces ?? true,
        });
        return json(answer, mask);
      },
    },
  ];
}

/** The body, which may be absent. @throws Refused */
async function bodyOf<S extends z.ZodType>(context: Context, schema: S): Promise<z.infer<S>> {
  const isEmpty = (await context.req.text()).trim() === '';
  const { data, error } = schema.safeParse(isEmpty ? {} : await jsonBody(context));
  if (error) throw new Refused(422, `The body is not as expected: ${z.prettifyError(error)}`);
  return data!;
}
