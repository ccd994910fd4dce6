import type { Context } from 'hono';
import type { Execution } from '../../../runner/execution/types.ts';
import { jsonBody } from '../body.ts';
import { describeError, Refused } from '../errors.ts';
import { json } from '../json.ts';
import { executionPayload } from '../payload/execution.ts';
import { parameter, type Route } from '../route.ts';
import type { ApiServices } from '../services.ts';
import { executionOf, flowRun, resumeInputs } from './find.ts';
import { submittedInputs } from './inputs.ts';
import { labelsOfBody } from './labels.ts';
import { type Operation, operationsOf } from './operations.ts';
import { stateOf } from './query.ts';

/** What may be asked of one execution (surfaces §14.2, flow-language §7.8–7.12). */
export function actionRoutes(services: ApiServices): Route[] {
  const { engine, backend, mask } = services;
  const operations = operationsOf(services);

  const shown = async (execution: Execution) =>
    json(executionPayload(execution, await backend.taskRuns(execution.id)), mask);
  /** Does it, and answers with the execution. */
  const changing = (operation: (context: Context) => Operation) => async (context: Context) => {
    const { id } = await executionOf(services, context);
    return shown(await operation(context)(id));
  };
  /** Does it, and answers that it was taken. */
  const asking =
    (operation: (context: Context) => Operation, status: 202 | 204) => async (context: Context) => {
      const { id } = await executionOf(services, context);
      await operation(context)(id);
      return new Response(null, { status });
    };
  const route = (
    method: Route['method'],
    name: string,
    operationId: string,
    summary: string,
    handle: Route['handle'],
    more: Partial<Route> = {},
  ): Route => ({
    method,
    path: `/executions/{executionId}${name}`,
    operationId,
    summary,
    handle,
    ...more,
  });
  const revision = {
    revision: 'of the flow; the one of the execution by default',
    breakpoints: 'ids of tasks, or id.value, separated by commas',
  };

  const routes = [
    route(
      'delete',
      '',
      'deleteExecution',
      'Delete an ended execution with all that belongs to it',
      asking(operations.delete, 204),
      {
        query: {
          deleteLogs: '`false`: its log stays',
          deleteMetrics: '`false`: its metrics stay',
          deleteStorage: '`false`: its files stay',
        },
      },
    ),
    route('delete', '/kill', 'killExecution', 'End an execution', asking(operations.kill, 202), {
      query: { isOnKillCascade: '`false` leaves the executions that it made alone' },
    }),
    route('post', '/pause', 'pauseExecution', 'Let no further task begin', asking(operations.pause, 204)),
    route(
      'post',
      '/resume',
      'resumeExecution',
      'Let a paused execution go on, with inputs where it asks for some',
      async (context) => {
        const execution = await executionOf(services, context);
        const { values, dispose } = await submittedInputs(context, await resumeInputs(services, execution));
        try {
          await operations.resume(values)(execution.id);
          return new Response(null, { status: 204 });
        } finally {
          await dispose();
        }
      },
      { body: 'multipart' },
    ),
    route(
      'post',
      '/resume/validate',
      'validateResumeExecutionInputs',
      'Say for each input of a resume what would become of it',
      async (context) => {
        const execution = await executionOf(services, context);
        if (execution.state.current !== 'PAUSED')
          throw new Refused(409, `Execution ${execution.id} is not paused: it is ${execution.state.current}`);
        const declared = await resumeInputs(services, execution);
        const { values, dispose } = await submittedInputs(context, declared);
        try {
          const flow = await flowRun(services, execution);
          const inputs = await engine.inspectInputs(flow, values, { declared, execution });
          return json({ id: flow.id, namespace: flow.namespace, inputs }, mask);
        } finally {
          await dispose();
        }
      },
      { body: 'multipart' },
    ),
    route(
      'post',
      '/resume-from-breakpoint',
      'resumeExecutionFromBreakpoint',
      'Let an execution go on from a breakpoint',
      asking(operations.resumeFromBreakpoint, 204),
      {
        query: { breakpoints: 'further ones' },
      },
    ),
    route(
      'post',
      '/restart',
      'restartExecution',
      'Let an execution go on from its failed tasks',
      changing(operations.restart),
      { query: revision },
    ),
    route(
      'post',
      '/replay',
      'replayExecution',
      'Make a new execution that repeats this one',
      changing((context) => operations.replay(context)),
      {
        query: { taskRunId: 'from this task run on', ...revision },
      },
    ),
    route(
      'post',
      '/replay-with-inputs',
      'replayExecutionWithinputs',
      'Make a new execution that repeats this one with other inputs',
      async (context) => {
        const execution = await executionOf(services, context);
        const flow = await flowRun(services, execution);
        const { values, dispose } = await submittedInputs(context, flow.inputs);
        try {
          return shown(await operations.replay(context, values)(execution.id));
        } finally {
          await dispose();
        }
      },
      { query: { taskRunId: 'from this task run on', ...revision }, body: 'multipart' },
    ),
    route(
      'post',
      '/state',
      'updateTaskRunState',
      'Give a task run another end, from which the execution goes on',
      async (context) => {
        const { id } = await executionOf(services, context);
        const { taskRunId, state } = await jsonBody<{ taskRunId?: unknown; state?: unknown }>(context);
        if (typeof taskRunId !== 'string') throw new Refused(422, 'taskRunId is missing');
        return shown(await operations.changeState(taskRunId, stateOf(String(state)))(id));
      },
      { body: 'json' },
    ),
    route(
      'post',
      '/change-status',
      'updateExecutionStatus',
      'Give an ended execution another end',
      changing(operations.changeStatus),
      {
        query: { status: 'the state' },
      },
    ),
    route(
      'post',
      '/force-run',
      'forceRunExecution',
      'Begin without a slot, or before its time',
      changing(operations.forceRun),
    ),
    route(
      'post',
      '/unqueue',
      'unqueueExecution',
      'Take an execution out of the queue of its flow',
      changing(operations.unqueue),
      {
        query: { state: 'RUNNING, CANCELLED or FAILED' },
      },
    ),
    route(
      'post',
      '/labels',
      'setLabelsOnTerminatedExecution',
      'Replace the labels of an ended execution',
      async (context) => {
        const { id } = await executionOf(services, context);
        return shown(await operations.setLabels(labelsOfBody(await jsonBody(context)))(id));
      },
      { body: 'json' },
    ),
    route(
      'post',
      '/eval/{taskRunId}',
      'evalTaskRunExpression',
      'Render a text as a task run would',
      async (context) => {
        const { id } = await executionOf(services, context);
        const template = await context.req.text();
        try {
          return json({ result: await engine.evaluate(id, parameter(context, 'taskRunId'), template) }, mask);
        } catch (error) {
          if (!(error instanceof Error) || describeError(error).status === 404) throw error;
          return json({ error: error.message, stackTrace: '' }, mask);
        }
      },
      { body: 'text' },
    ),
  ];
  return [...routes, ...routes.flatMap(actionAlias)];
}

/** The same under the address that clients of Kestra 2.0 use: `/executions/{id}/actions/restart` (surfaces §14.5). */
function actionAlias(route: Route): Route[] {
  const [, execution, action] = /^(\/executions\/\{executionId\})(\/.+)$/.exec(route.path) ?? [];
  if (execution === undefined || action === undefined) return [];
  const { operationId, summary } = route;
  // Kestra 2.0 posts to every action, also where 1.0 deletes.
  return [
    {
      ...route,
      method: 'post',
      path: `${execution}/actions${action}`,
      operationId: `${operationId}Action`,
      summary: `${summary}; address of Kestra 2.0`,
    },
  ];
}
