import type { Context } from 'hono';
import type { LogQuery, LogSearch } from '../../runner/backend/types.ts';
import { isTerminated } from '../../runner/execution/states.ts';
import type { LogLevel } from '../../runner/execution/types.ts';
import { followExecution } from './changes.ts';
import { Refused } from './errors.ts';
import { type Event, events } from './events.ts';
import { executionOf } from './executions/find.ts';
import { ago, instant } from './executions/query.ts';
import { type Filter, filtersOf, unsupported } from './filters.ts';
import { json, jsonText } from './json.ts';
import { pageOf } from './page.ts';
import { logLine, logPayload } from './payload/log.ts';
import { parameter, type Route } from './route.ts';
import type { ApiServices } from './services.ts';

/** Entries that are read at once. */
const slice = 1_000;

const ofExecution = {
  minLevel: 'least level: TRACE, DEBUG, INFO, WARN, ERROR',
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
      query: {
        page: 'from 1',
        size: 'results of a page',
        'sort[]': 'timestamp:desc or timestamp:asc',
        q: 'text in the message',
        namespace: 'of this namespace or one below it',
        flowId: 'of the flow with this id',
        triggerId: 'of this trigger',
        minLevel: ofExecution.minLevel,
        startDate: 'written then or later',
        endDate: 'written then or earlier',
        timeRange: 'written within this ISO duration until now',
      },
      async handle(context) {
        const { offset, size } = pageOf(context);
        const { entries, total } = await backend.searchLogs(searchOf(context, offset, size));
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
        const { entries } = await backend.logs(logQuery(context, id));
        return json(entries.map(logPayload), mask);
      },
    },
    {
      method: 'delete',
      path: '/logs/{executionId}',
      operationId: 'deleteLogsFromExecution',
      summary: 'Delete the log of an execution',
      query: { minLevel: ofExecution.minLevel },
      async handle(context) {
        const { id } = await executionOf(services, context);
        const { minLevel, ...others } = context.req.query();
        const [unknown] = Object.keys(others);
        if (unknown !== undefined) throw new Refused(422, `Logs cannot be deleted by ${unknown}`);
        const levels = minLevel ? levelNames.slice(levelNames.indexOf(levelOf(minLevel))) : undefined;
        await backend.deleteLogs({
          executionId: id,
          ...(levels && { levels }),
          to: instant('now', new Date().toISOString()),
        });
        return new Response(null, { status: 200 });
      },
    },
    {
      method: 'delete',
      path: '/logs/{namespace}/{flowId}',
      operationId: 'deleteLogsFromFlow',
      summary: 'Delete the logs of the executions of a flow',
      async handle(context) {
        if (context.req.query('triggerId')) throw new Refused(422, 'Logs cannot be deleted by triggerId');
        const [namespace, flowId] = [parameter(context, 'namespace'), parameter(context, 'flowId')];
        await backend.deleteLogs({ namespace, flowId, to: instant('now', new Date().toISOString()) });
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

function searchOf(context: Context, offset: number, limit: number): LogSearch {
  const search: LogSearch = { limit, offset };
  const known = [
    'q',
    'scope',
    'namespace',
    'flowId',
    'triggerId',
    'minLevel',
    'level',
    'startDate',
    'endDate',
    'timeRange',
  ];
  for (const filter of filtersOf(context, known)) apply(search, filter);
  for (const sort of context.req.queries('sort') ?? []) {
    const [field, direction = 'asc'] = sort.split(/[:,]/);
    if (field !== 'timestamp')
      throw new Refused(422, `Log entries can be sorted by timestamp only, not by ${field}`);
    if (direction.toLowerCase() === 'asc') search.oldestFirst = true;
  }
  return search;
}

function apply(search: LogSearch, filter: Filter): void {
  const { field, operation, values } = filter;
  const value = values.at(-1) ?? '';
  switch (`${field} ${operation}`) {
    case 'q EQUALS':
    case 'q CONTAINS':
      search.text = value;
      return;
    case 'scope EQUALS':
    case 'scope IN':
      return;
    case 'namespace PREFIX':
    case 'namespace STARTS_WITH':
      search.namespacePrefix = value;
      return;
    case 'flowId EQUALS':
      search.flowId = value;
      return;
    case 'triggerId EQUALS':
      search.triggerId = value;
      return;
    case 'minLevel EQUALS':
    case 'level EQUALS':
    case 'level GREATER_THAN_OR_EQUAL_TO':
      search.minLevel = levelOf(value);
      return;
    case 'startDate EQUALS':
    case 'startDate GREATER_THAN_OR_EQUAL_TO':
      search.after = instant(field, value);
      return;
    case 'endDate EQUALS':
    case 'endDate LESS_THAN_OR_EQUAL_TO':
      search.before = instant(field, value);
      return;
    case 'timeRange EQUALS':
      search.after = ago(value);
      return;
    default:
      throw unsupported(filter);
  }
}

/** From the least to the highest. */
const levelNames: readonly LogLevel[] = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR'];

function levelOf(text: string): LogLevel {
  const level = text.toUpperCase();
  if (!levelNames.some((name) => name === level))
    throw new Refused(422, `minLevel must be TRACE, DEBUG, INFO, WARN or ERROR, but it is ${text}`);
  return level as LogLevel;
}

function attemptOf(text: string): number {
  if (!/^\d{1,9}$/.test(text))
    throw new Refused(422, `attempt must be a whole number from 0, but it is ${text}`);
  return Number(text);
}

/** In slices, for a log may be longer than memory is wide. */
async function* lines({ backend, mask }: ApiServices, query: LogQuery): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for (let after: number | undefined; ; ) {
    const { entries, cursor } = await backend.logs({
      ...query,
      ...(after !== undefined && { after }),
      limit: slice,
    });
    if (entries.length > 0) yield encoder.encode(mask(entries.map(logLine).join('')));
    if (entries.length < slice) return;
    after = cursor;
  }
}

/** An event for each entry, those already there first (surfaces §14.3). */
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
        yield { id: 'end', data: '{}' };
        return;
      }
      await follower.changed();
    }
  } finally {
    follower.close();
  }
}
