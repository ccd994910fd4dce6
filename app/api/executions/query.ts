import type { Context } from 'hono';
import type { ExecutionQuery } from '../../../runner/backend/types.ts';
import { isoInstant } from '../../../runner/execution/states.ts';
import type { StateName } from '../../../runner/execution/types.ts';
import { parseDuration } from '../../../runner/flow/duration.ts';
import { Refused } from '../errors.ts';
import { type Filter, filtersOf, unsupported } from '../filters.ts';

/** The parameters that choose executions, old and new style (surfaces §14). */
export const queryParameters: Readonly<Record<string, string>> = {
  page: 'from 1',
  size: 'results of a page',
  'sort[]': 'state.startDate:desc or state.startDate:asc',
  q: 'text in the id, the flow’s id or its namespace',
  namespace: 'of this namespace or one below it',
  flowId: 'of the flow with this id',
  'state[]': 'in this state',
  startDate: 'created then or later',
  endDate: 'created then or earlier',
  timeRange: 'created within this ISO duration until now',
  'labels[]': 'with this label `key:value`',
  triggerExecutionId: 'made by this execution',
  childFilter: 'CHILD: made by other executions; MAIN: not',
};

/** The executions that a request means. @throws Refused for a filter that does not exist */
export function executionQuery(context: Context): ExecutionQuery {
  const query: ExecutionQuery = {};
  for (const filter of filtersOf(context, known)) apply(query, filter);
  for (const sort of context.req.queries('sort') ?? []) {
    const [field, direction = 'asc'] = sort.split(/[:,]/);
    if (field !== 'state.startDate' && field !== 'startDate')
      throw new Refused(422, `Executions can be sorted by state.startDate only, not by ${field}`);
    if (direction.toLowerCase() === 'asc') query.oldestFirst = true;
  }
  return query;
}

const known = [
  'q',
  'scope',
  'namespace',
  'flowId',
  'state',
  'startDate',
  'endDate',
  'timeRange',
  'labels',
  'triggerExecutionId',
  'childFilter',
];

function apply(query: ExecutionQuery, filter: Filter): void {
  const { field, operation, values } = filter;
  const value = values.at(-1) ?? '';
  switch (`${field} ${operation}`) {
    case 'q EQUALS':
    case 'q CONTAINS':
      query.text = value;
      return;
    // Flows of the system namespace are flows like others.
    case 'scope EQUALS':
    case 'scope IN':
      return;
    case 'namespace EQUALS':
      query.namespace = value;
      return;
    case 'namespace PREFIX':
    case 'namespace STARTS_WITH':
      query.namespacePrefix = value;
      return;
    case 'flowId EQUALS':
      query.flowId = value;
      return;
    case 'state EQUALS':
    case 'state IN':
      query.states = values.map(stateOf);
      return;
    case 'state NOT_EQUALS':
    case 'state NOT_IN':
      query.otherStates = values.map(stateOf);
      return;
    case 'startDate EQUALS':
    case 'startDate GREATER_THAN_OR_EQUAL_TO':
    case 'startDate GREATER_THAN':
      query.startedAfter = instant(field, value);
      return;
    case 'endDate EQUALS':
    case 'endDate LESS_THAN_OR_EQUAL_TO':
    case 'endDate LESS_THAN':
      query.startedBefore = instant(field, value);
      return;
    case 'timeRange EQUALS':
      query.startedAfter = ago(value);
      return;
    case 'labels EQUALS':
      query.labels = { ...query.labels, ...Object.fromEntries(values.map(labelOf)) };
      return;
    case 'triggerExecutionId EQUALS':
      query.triggeredBy = value;
      return;
    case 'childFilter EQUALS':
      query.isChild = value === 'CHILD';
      return;
    default:
      throw unsupported(filter);
  }
}

/** A date and time of a request. @throws Refused */
export function instant(field: string, text: string): string {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new Refused(422, `${field} must be an ISO date and time, but it is ${text}`);
  return isoInstant(at);
}

/** The moment an ISO duration ago. @throws Refused */
export function ago(text: string): string {
  const span = parseDuration(text);
  if (span === undefined)
    throw new Refused(422, `timeRange must be an ISO duration such as PT24H, but it is ${text}`);
  return isoInstant(Date.now() - span);
}

const states: ReadonlySet<string> = new Set<StateName>([
  'CREATED',
  'RUNNING',
  'PAUSED',
  'RESTARTED',
  'KILLING',
  'SUCCESS',
  'WARNING',
  'FAILED',
  'KILLED',
  'CANCELLED',
  'QUEUED',
  'RETRYING',
  'RETRIED',
  'SKIPPED',
  'BREAKPOINT',
]);

/** A state by its name. @throws Refused */
export function stateOf(text: string): StateName {
  if (!states.has(text))
    throw new Refused(422, `There is no state ${text}; there are ${[...states].join(', ')}`);
  return text as StateName;
}

function labelOf(text: string): [string, string] {
  const at = text.indexOf(':');
  if (at < 1) throw new Refused(422, `A label is written key:value, but received ${text}`);
  return [text.slice(0, at), text.slice(at + 1)];
}
