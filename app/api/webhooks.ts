import type { Context } from 'hono';
import { Refused } from './errors.ts';
import { json } from './json.ts';
import { statePayload } from './payload/execution.ts';
import { parameter, type Route } from './route.ts';
import type { ApiServices } from './services.ts';

/** Calls of webhooks; the key in the address is what authenticates them (flow-language §6.13, Webhook). */
export function webhookRoutes(services: ApiServices): Route[] {
  const handle = (context: Context) => call(services, context);
  const route = (method: 'get' | 'post' | 'put'): Route => ({
    method,
    path: '/executions/webhook/{namespace}/{id}/{key}',
    operationId: `triggerExecutionBy${method === 'get' ? 'Get' : method === 'put' ? 'Put' : 'Post'}Webhook`,
    summary: 'Call the webhook of a flow',
    ...(method !== 'get' && { body: 'text' as const }),
    handle,
  });
  return [route('post'), route('get'), route('put')];
}

async function call({ scheduler, engine, mask, instance }: ApiServices, context: Context): Promise<Response> {
  const [namespace, id, key] = ['namespace', 'id', 'key'].map((name) => parameter(context, name)) as [
    string,
    string,
    string,
  ];
  const answer = await scheduler.webhook(namespace, id, key, {
    body: await context.req.text(),
    headers: listed(context.req.raw.headers),
    parameters: context.req.queries(),
  });
  if (answer.status === 204) return new Response(null, { status: 204 });
  if (answer.status !== 200) throw new Refused(answer.status, answer.message);
  const execution = answer.wait ? await engine.ended(answer.execution.id) : answer.execution;
  return json(
    {
      tenantId: 'main',
      id: execution.id,
      namespace: execution.namespace,
      flowId: execution.flowId,
      flowRevision: execution.flowRevision,
      trigger: execution.trigger,
      outputs: execution.outputs,
      labels: execution.labels,
      state: statePayload(execution.state),
      url: `${instance.url}/ui/main/executions/${execution.namespace}/${execution.flowId}/${execution.id}`,
    },
    mask,
  );
}

function listed(headers: Headers): Record<string, string[]> {
  return Object.fromEntries([...headers].map(([name, value]) => [name, [value]]));
}
