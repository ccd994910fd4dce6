import type { Context } from 'hono';
import type { LogQuery } from '../../runner/backend/types.ts';
import { logsInFiles, logsWithFiles } from '../../runner/engine/fileLogs.ts';
import { isoInstant, isTerminated } from '../../runner/execution/states.ts';
import { followExecution } from './changes.ts';
import { Refused } from './errors.ts';
import { type Event, events } from './events.ts';
import { executionOf } from './executions/find.ts';
import { json, jsonText } from './json.ts';
import { levelOf, levelsFrom, logParameters, logSearch } from './logSearch.ts';
import { logLine, logPayload } from './payload/log.ts';
import { parameter, type Route } from './route.ts';
import type { ApiServices } from './services.ts';

/** Entries that are read at once. */
const slice = 1_000;

const ofExecution = {
  minLevel: logParameters['minLevel']!,
  taskRunId: 'of this task run',
  taskId: 'of runs of this task',
  attempt: 'of this attempt, from 0',
};

/** Logs (surfaces §14.3). */
export function logRoutes(services: ApiServices): Route[] {
  const { backend, mask } = services;
  return [
    {
      method: 'get',
      path: '/logs/search',
      operationId: 'searchLogs',
      summary: 'Log entries that filters fit, newest first',
      query: logParameters,
      async handle(context) {
        const { entries, total } = await backend.searchLogs(await logSearch(services, context));
        return json({ results: entries.map(logPayload), total }, mask);
      },
    },
    {
      method: 'get',
      path: '/logs/{executionId}',
      operationId: 'listLogsFromExecution',
      summary: 'The log of an execution',
      query: ofExecution,
      async handle(context) {
        const { id } = await executionOf(services, context);
        const entries = await logsWithFiles(backend, logQuery(context, id));
        return json(entries.map(logPayload), mask);
      },
    },
    {
      method: 'delete',
      path: '/logs/{executionId}',
      operationId: 'deleteLogsFromExecution',
      summary: 'Delete the log of an execution',
      query: ofExecution,
      async handle(context) {
        const { id } = await executionOf(services, context);
        const { minLevel, ...query } = logQuery(context, id);
        await backend.deleteLogs({ ...query, ...(minLevel && { levels: levelsFrom(minLevel) }), to: now() });
        return new Response(null, { status: 200 });
      },
    },
    {
      method: 'delete',
      path: '/logs/{namespace}/{flowId}',
      operationId: 'deleteLogsFromFlow',
      summary: 'Delete the logs of the executions of a flow, or of one of its triggers',
      query: { triggerId: 'only what this trigger logged' },
      async handle(context) {
        const [namespace, flowId] = [parameter(context, 'namespace'), parameter(context, 'flowId')];
        const { triggerId } = context.req.query();
        await backend.deleteLogs({ namespace, flowId, ...(triggerId && { triggerId }), to: now() });
        return new Response(null, { status: 204 });
      },
    },
    {
      method: 'get',
      path: '/logs/{executionId}/download',
      operationId: 'downloadLogsFromExecution',
      summary: 'The log of an execution as text',
      query: ofExecution,
      answers: 'text',
      async handle(context) {
        const { id } = await executionOf(services, context);
        return new Response(ReadableStream.from(lines(services, logQuery(context, id))), {
          headers: {
            'content-type': 'text/plain; charset=utf-8',
            'content-disposition': `attachment; filename="${id}.log"`,
          },
        });
      },
    },
    {
      method: 'get',
      path: '/logs/{executionId}/follow',
      operationId: 'followLogsFromExecution',
      summary: 'Log entries as they are written, until the execution ended',
      query: { minLevel: ofExecution.minLevel },
      answers: 'events',
      async handle(context) {
        const { id } = await executionOf(services, context);
        const query = logQuery(context, id);
        return events(context, (signal) => entriesOf(services, query, signal));
      },
    },
  ];
}

function now(): string {
  return isoInstant(Date.now());
}

function logQuery(context: Context, executionId: string): LogQuery {
  const { minLevel, taskRunId, taskId, attempt } = context.req.query();
  return {
    executionId,
    ...(minLevel && { minLevel: levelOf(minLevel) }),
    ...(taskRunId && { taskRunId }),
    ...(taskId && { taskId }),
    ...(attempt && { attemptNumber: attemptOf(attempt) }),
  };
}

function attemptOf(text: string): number {
  if (!/^\d{1,9}$/.test(text))
    throw new Refused(422, `attempt must be a whole number from 0, but it is ${text}`);
  return Number(text);
}

/** In slices, for a log may be longer than memory is wide; what is in files comes last. */
async function* lines({ backend, mask }: ApiServices, query: LogQuery): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for (let after: number | undefined; ; ) {
    const { entries, cursor } = await backend.logs({
      ...query,
      ...(after !== undefined && { after }),
      limit: slice,
    });
    if (entries.length > 0) yield encoder.encode(mask(entries.map(logLine).join('')));
    if (entries.length < slice) break;
    after = cursor;
  }
  for await (const entry of logsInFiles(backend, query)) yield encoder.encode(mask(logLine(entry)));
}

/** An event for each entry, those already there first (surfaces §14.3), those in files at the end. */
async function* entriesOf(
  services: ApiServices,
  query: LogQuery,
  signal: AbortSignal,
): AsyncGenerator<Event> {
  const { backend, engine, mask } = services;
  const { executionId: id } = query;
  const follower = followExecution(engine, id, signal);
  try {
    yield { id: 'start', data: '{}' };
    for (let after: number | undefined; !signal.aborted; ) {
      const execution = await backend.execution(id);
      // Before the entries are read: none is written afterwards.
      const isOver = !execution || (isTerminated(execution.state.current) && !engine.drives(id));
      const page = await backend.logs({ ...query, ...(after !== undefined && { after }), limit: slice });
      after = page.cursor;
      for (const entry of page.entries) yield { id: 'progress', data: jsonText(logPayload(entry), mask) };
      if (page.entries.length === slice) continue;
      if (isOver) {
        for await (const entry of logsInFiles(backend, query))
          yield { id: 'progress', data: jsonText(logPayload(entry), mask) };
        yield { id: 'end', data: '{}' };
        return;
      }
      await follower.changed();
    }
  } finally {
    follower.close();
  }
}
