import type { Context } from 'hono';
import type { ExecutionKind } from '../../../runner/execution/types.ts';
import { dropOldRuns } from '../../../runner/playground/recent.ts';
import { Refused } from '../errors.ts';
import { json } from '../json.ts';
import { executionPayload } from '../payload/execution.ts';
import type { Route } from '../route.ts';
import type { ApiServices } from '../services.ts';
import { flowAsked } from './find.ts';
import { submittedInputs } from './inputs.ts';
import { labelsOf } from './labels.ts';
import { breakpointsOf } from './operations.ts';

/** Starting executions, and trying out inputs (surfaces §14.2, flow-language §7.19). */
export function creationRoutes(services: ApiServices): Route[] {
  const { engine, backend, mask, instance } = services;

  const create = async (context: Context): Promise<Response> => {
    const { flow, commit } = await flowAsked(services, context);
    const { wait, scheduleDate, kind } = context.req.query();
    const request = {
      flow,
      ...(commit !== undefined && { commit }),
      labels: labelsOf(context),
      ...breakpointsOf(context),
      ...(scheduleDate && { scheduleDate: instantOf(scheduleDate) }),
      ...(kind && { kind: kindOf(kind) }),
    };
    const { values, dispose } = await submittedInputs(context, flow.inputs);
    try {
      const execution = await engine.start({ ...request, inputs: values });
      if (kind === 'PLAYGROUND') await dropOldRuns(engine, backend, flow);
      const url = `${instance.url}/ui/main/executions/${flow.namespace}/${flow.id}/${execution.id}`;
      if (wait !== 'true')
        return json({ ...executionPayload(execution, await backend.taskRuns(execution.id)), url }, mask);
      const { taskRunList, ...ended } = await engine.ended(execution.id);
      return json({ ...executionPayload(ended, taskRunList), url }, mask);
    } finally {
      await dispose();
    }
  };

  const query = {
    'labels[]': 'a label `key:value`',
    wait: '`true`: answer when the execution ended',
    revision: 'of the flow; the one that is served by default',
    scheduleDate: 'ISO date and time before which nothing runs',
    breakpoints: 'ids of tasks, or id.value, separated by commas',
    kind: 'NORMAL, TEST or PLAYGROUND',
  };
  return [
    {
      method: 'post',
      path: '/executions/{namespace}/{id}',
      operationId: 'createExecution',
      summary: 'Start an execution; inputs are the parts of a form, or a JSON object',
      query,
      body: 'multipart',
      handle: create,
    },
    {
      method: 'post',
      path: '/executions/trigger/{namespace}/{id}',
      operationId: 'triggerExecution',
      summary: 'Start an execution, under its old address',
      query,
      body: 'multipart',
      handle: create,
    },
    {
      method: 'post',
      path: '/executions/{namespace}/{id}/validate',
      operationId: 'validateNewExecutionInputs',
      summary: 'Say for each input what would become of it',
      body: 'multipart',
      async handle(context) {
        const { flow } = await flowAsked(services, context);
        const { values, dispose } = await submittedInputs(context, flow.inputs);
        try {
          const inputs = await engine.inspectInputs(flow, values);
          return json({ id: flow.id, namespace: flow.namespace, inputs }, mask);
        } finally {
          await dispose();
        }
      },
    },
  ];
}

function instantOf(text: string): string {
  const at = Date.parse(text);
  if (Number.isNaN(at))
    throw new Refused(422, `scheduleDate must be an ISO date and time, but it is ${text}`);
  return new Date(at).toISOString();
}

function kindOf(text: string): ExecutionKind {
  if (text === 'NORMAL' || text === 'TEST' || text === 'PLAYGROUND') return text;
  throw new Refused(422, `kind must be NORMAL, TEST or PLAYGROUND, but it is ${text}`);
}
