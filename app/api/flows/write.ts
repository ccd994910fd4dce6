import { isDeepStrictEqual } from 'node:util';
import { walkTasks } from '../../../runner/flow/nested.ts';
import { replaceValue } from '../../flows/edit.ts';
import { jsonBody } from '../body.ts';
import { notFound, Refused } from '../errors.ts';
import { flowNamed } from '../executions/find.ts';
import { json, unmasked } from '../json.ts';
import { flowPayload, flowWithSource } from '../payload/flow.ts';
import { parameter, type Route } from '../route.ts';
import type { ApiServices } from '../services.ts';
import { assertWritable, nameOf, valid } from './documents.ts';

/** Writing one flow into the folder that is served (surfaces §14.1). */
export function flowWritingRoutes(services: ApiServices): Route[] {
  const { flows } = services;
  return [
    {
      method: 'post',
      path: '/flows',
      operationId: 'createFlow',
      summary: 'Write a new flow',
      body: 'yaml',
      async handle(context) {
        assertWritable(flows);
        const { flow, source } = valid(await flows.parse(await context.req.text()));
        if (flows.find(flow.namespace, flow.id))
          throw new Refused(422, `Flow id already exists: ${nameOf(flow)}`);
        const stored = await flows.write(flow, source);
        await syncTriggers(services);
        return json(flowWithSource(stored), unmasked);
      },
    },
    {
      method: 'put',
      path: '/flows/{namespace}/{id}',
      operationId: 'updateFlow',
      summary: 'Replace a flow',
      body: 'yaml',
      async handle(context) {
        assertWritable(flows);
        const { flow: existing } = flowNamed(services, context);
        const { flow, source } = valid(await flows.parse(await context.req.text()));
        if (nameOf(flow) !== nameOf(existing))
          throw new Refused(
            422,
            `Illegal flow id or namespace update: expected ${nameOf(existing)}, found ${nameOf(flow)}`,
          );
        const stored = await flows.write(flow, source);
        await syncTriggers(services);
        return json(flowWithSource(stored), unmasked);
      },
    },
    {
      method: 'patch',
      path: '/flows/{namespace}/{id}/{taskId}',
      operationId: 'updateTask',
      summary: 'Replace a task of a flow; the rest of its file stays as it is written',
      body: 'json',
      async handle(context) {
        assertWritable(flows);
        const { flow, source, file } = flowNamed(services, context);
        const taskId = parameter(context, 'taskId');
        const task = await jsonBody(context);
        const place = [...walkTasks(flow)].find((walked) => walked.task.id === taskId);
        if (!place) throw notFound(`Task ${taskId}`);
        if (isDeepStrictEqual(place.task, task)) return json(flowPayload(flow), unmasked);
        const changed = valid(await flows.parse(replaceValue(source, place.path, task), file));
        const stored = await flows.write(changed.flow, changed.source);
        await syncTriggers(services);
        return json(flowPayload(stored.flow), unmasked);
      },
    },
    {
      method: 'delete',
      path: '/flows/{namespace}/{id}',
      operationId: 'deleteFlow',
      summary: 'Delete a flow',
      async handle(context) {
        assertWritable(flows);
        const [namespace, id] = [parameter(context, 'namespace'), parameter(context, 'id')];
        if (!(await flows.remove(namespace, id))) throw notFound(`Flow ${namespace}.${id}`);
        await syncTriggers(services);
        return new Response(null, { status: 204 });
      },
    },
  ];
}

/** Triggers count from now on, not from the next look at the folder. */
export async function syncTriggers({ flows, scheduler }: ApiServices): Promise<void> {
  await scheduler.sync(flows.all().map(({ flow }) => flow));
}
