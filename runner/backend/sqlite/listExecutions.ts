import { epochOf } from '../../execution/states.ts';
import type { Execution } from '../../execution/types.ts';
import { BackendError } from '../errors.ts';
import { fromJson } from '../json.ts';
import type { ExecutionOrder, ExecutionQuery, LabelMatch } from '../types.ts';
import { type Condition, oneOf, textCondition, where } from './conditions.ts';
import type { Statements } from './statements.ts';

/** By default newest first: by the first date of the history, then by the order of writing. */
export function listExecutions(statements: Statements, query: ExecutionQuery): Execution[] {
  const { clause, parameters } = where(conditions(query));
  const order = orderOf(query.sort ?? []);
  // Sorts positions, which the indexes hold, and reads only the records of the page.
  const page = `SELECT position FROM executions ${clause} ${order} LIMIT ? OFFSET ?`;
  const sql = `SELECT record FROM executions WHERE position IN (${page}) ${order}`;
  const rows = statements.all(sql, ...parameters, query.limit ?? 25, query.offset ?? 0);
  return rows.map(({ record }) => fromJson(String(record)));
}

/** How many `listExecutions` would give without `limit` and `offset`. */
export function countExecutions(statements: Statements, query: ExecutionQuery): number {
  const { clause, parameters } = where(conditions(query));
  return Number(statements.get(`SELECT count(*) AS count FROM executions ${clause}`, ...parameters)?.count);
}

/** Names of flows, jumping from one to the next in the index. */
export function executedFlows(statements: Statements): { namespace: string; flowId: string }[] {
  const next = (condition: string) =>
    `SELECT namespace, flow_id FROM executions ${condition} ORDER BY namespace, flow_id LIMIT 1`;
  const found: { namespace: string; flowId: string }[] = [];
  for (let row = statements.get(next('')); row; ) {
    const [namespace, flowId] = [String(row.namespace), String(row.flow_id)];
    found.push({ namespace, flowId });
    row = statements.get(next('WHERE (namespace, flow_id) > (?, ?)'), namespace, flowId);
  }
  return found;
}

const columns = {
  id: 'id',
  namespace: 'namespace',
  flowId: 'flow_id',
  triggeredBy: 'triggered_by',
} as const;

const orders: Record<ExecutionOrder, string> = {
  id: 'id',
  namespace: 'namespace',
  flowId: 'flow_id',
  state: 'state',
  startDate: 'started',
  endDate: 'finished',
  duration: "coalesce(finished, unixepoch('subsec') * 1000) - started",
};

/** What is equal so far is sorted by the order of writing, in the direction that was asked for last. */
function orderOf(sort: NonNullable<ExecutionQuery['sort']>): string {
  const asked = sort.length > 0 ? sort : ([{ by: 'startDate', descending: true }] as const);
  const direction = (one: { descending?: boolean }) => (one.descending ? ' DESC' : '');
  const parts = asked.map((one) => `${orders[one.by]}${direction(one)}`);
  return `ORDER BY ${parts.join(', ')}, position${direction(asked.at(-1)!)}`;
}

function conditions(query: ExecutionQuery): Condition[] {
  const found: Condition[] = [];
  if (query.namespace !== undefined) found.push(['namespace = ?', query.namespace]);
  if (query.flowId !== undefined) found.push(['flow_id = ?', query.flowId]);
  for (const match of query.texts ?? []) found.push(textCondition(match, columns));
  if (query.states) found.push(oneOf('state', query.states));
  if (query.otherStates) {
    const [sql, ...states] = oneOf('state', query.otherStates);
    found.push([`NOT ${sql}`, ...states]);
  }
  for (const { comparison, at } of query.started ?? []) found.push([`started ${comparison} ?`, instant(at)]);
  if (query.triggeredBy !== undefined) found.push(['triggered_by = ?', query.triggeredBy]);
  if (query.isChild !== undefined) found.push([`triggered_by IS ${query.isChild ? 'NOT ' : ''}NULL`]);
  for (const match of query.labels ?? []) found.push(labelCondition(match));
  // Hardly any: the index on them is small, and is read once.
  if (query.normalOnly)
    found.push(["position NOT IN (SELECT position FROM executions WHERE kind <> 'NORMAL')"]);
  if (query.kind)
    found.push([
      "position IN (SELECT position FROM executions WHERE kind <> 'NORMAL' AND kind = ?)",
      query.kind,
    ]);
  return found;
}

function labelCondition({ key, comparison, values, not }: LabelMatch): Condition {
  const [sql, ...parameters] = textCondition({ fields: ['value'], comparison, values }, { value: 'value' });
  return [
    `id ${not ? 'NOT ' : ''}IN (SELECT execution_id FROM labels WHERE key = ? AND ${sql})`,
    key,
    ...parameters,
  ];
}

function instant(text: string): number {
  const at = epochOf(text);
  if (Number.isNaN(at))
    throw new BackendError('FAILED', `"${text}" is no ISO instant such as 2026-01-31T12:00:00Z`);
  return at;
}
