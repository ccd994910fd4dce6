import type { Context } from 'hono';
import type { ExecutionOrder, ExecutionQuery } from '../../../runner/backend/types.ts';
import type { StateName } from '../../../runner/execution/types.ts';
import { Refused } from '../errors.ts';
import { bodyFilters, type Filter, filtersOf, unsupported } from '../filters.ts';
import { dateMatches, labelMatches, scopeMatches, searchMatch, textMatch } from '../matches.ts';
import { withoutPatterns } from '../patterns.ts';
import type { ApiServices } from '../services.ts';
import { sortOf } from '../sort.ts';

/** The parameters that choose executions, old and new style (surfaces §14). */
export const filterParameters: Readonly<Record<string, string>> = {
  filters: 'filters[field][OPERATION]=value; the fields are those of the parameters that follow',
  q: 'text in the id, the flow’s id or its namespace',
  scope: 'USER, SYSTEM: the namespace `system`, or both',
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

/** The same with the page and the order of a list. */
export const queryParameters: Readonly<Record<string, string>> = {
  page: 'from 1',
  size: 'results of a page',
  'sort[]':
    'field:asc or field:desc; by id, namespace, flowId, state.current, state.startDate, state.endDate, state.duration',
  ...filterParameters,
};

/** The executions that the address of a request means, in its order. @throws Refused for a filter that does not exist */
export async function executionQuery(services: ApiServices, context: Context): Promise<ExecutionQuery> {
  const sort = sortOf(context, orders);
  return { ...(await queryOf(services, filtersOf(context, known))), ...(sort.length > 0 && { sort }) };
}

/** The executions that a bulk request means, by its address and by filters in its body. @throws Refused */
export async function bulkQuery(services: ApiServices, context: Context): Promise<ExecutionQuery> {
  const filters = [...filtersOf(context, known), ...(await bodyFilters(context, known))];
  return queryOf(services, filters);
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
  'executionId',
  'childFilter',
];

const orders: Readonly<Record<string, ExecutionOrder>> = {
  id: 'id',
  namespace: 'namespace',
  flowId: 'flowId',
  'state.current': 'state',
  'state.startDate': 'startDate',
  'state.endDate': 'endDate',
  'state.duration': 'duration',
  startDate: 'startDate',
};

type Texts = NonNullable<ExecutionQuery['texts']>;
type Labels = NonNullable<ExecutionQuery['labels']>;
type Dates = NonNullable<ExecutionQuery['started']>;

async function queryOf(services: ApiServices, filters: readonly Filter[]): Promise<ExecutionQuery> {
  const query: ExecutionQuery = { normalOnly: true };
  for (const filter of await withoutPatterns(services, filters)) apply(query, filter);
  return query;
}

function apply(query: ExecutionQuery, filter: Filter): void {
  const { field, operation, values } = filter;
  const addTexts = (...more: Texts) => {
    query.texts = [...(query.texts ?? []), ...more];
  };
  const addLabels = (more: Labels) => {
    query.labels = [...(query.labels ?? []), ...more];
  };
  const addDates = (more: Dates) => {
    query.started = [...(query.started ?? []), ...more];
  };
  switch (field) {
    case 'q':
      return addTexts(searchMatch(['id', 'flowId', 'namespace'], filter));
    case 'scope':
      return addTexts(...scopeMatches(filter));
    case 'namespace':
    case 'flowId':
      return addTexts(textMatch([field], filter));
    case 'executionId':
      return addTexts(textMatch(['id'], filter));
    case 'triggerExecutionId':
      return addTexts(textMatch(['triggeredBy'], filter));
    case 'labels':
      return addLabels(labelMatches(filter));
    case 'startDate':
    case 'endDate':
    case 'timeRange':
      return addDates(dateMatches(filter));
    case 'state':
      return addStates(query, filter);
    case 'childFilter': {
      const [value = ''] = values;
      if (operation !== 'EQUALS') throw unsupported(filter);
      if (value !== 'CHILD' && value !== 'MAIN')
        throw new Refused(422, `childFilter must be CHILD or MAIN, but it is ${value}`);
      query.isChild = value === 'CHILD';
    }
  }
}

/** Several filters of states all hold. */
function addStates(query: ExecutionQuery, filter: Filter): void {
  const wanted = filter.values.map(stateOf);
  switch (filter.operation) {
    case 'EQUALS':
    case 'IN':
      query.states = query.states?.filter((state) => wanted.includes(state)) ?? wanted;
      return;
    case 'NOT_EQUALS':
    case 'NOT_IN':
      query.otherStates = [...(query.otherStates ?? []), ...wanted];
      return;
    default:
      throw unsupported(filter);
  }
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
