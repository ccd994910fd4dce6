import { epochOf } from '../../execution/states.ts';
import type { Execution } from '../../execution/types.ts';
import { BackendError } from '../errors.ts';
import { fromJson } from '../json.ts';
import type { ExecutionQuery } from '../types.ts';
import { belowNamespace, type Condition, oneOf, where } from './conditions.ts';
import type { Statements } from './statements.ts';

/** Newest first, or oldest: by the first date of the history, then by the order of writing. */
export function listExecutions(statements: Statements, query: ExecutionQuery): Execution[] {
  const { clause, parameters } = where(conditions(query));
  const order = query.oldestFirst ? 'ORDER BY started, position' : 'ORDER BY started DESC, position DESC';
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

function conditions(query: ExecutionQuery): Condition[] {
  const found: Condition[] = [];
  if (query.namespace !== undefined) found.push(['namespace = ?', query.namespace]);
  if (query.namespacePrefix !== undefined) found.push(belowNamespace(query.namespacePrefix));
  if (query.text !== undefined) {
    const parts = ['id', 'flow_id', 'namespace'].map((column) => `instr(lower(${column}), lower(?)) > 0`);
    found.push([`(${parts.join(' OR ')})`, ...parts.map(() => query.text!)]);
  }
  if (query.flowId !== undefined) found.push(['flow_id = ?', query.flowId]);
  if (query.states) found.push([`state IN (${query.states.map(() => '?').join(', ')})`, ...query.states]);
  if (query.otherStates) {
    const [sql, ...states] = oneOf('state', query.otherStates);
    found.push([`NOT ${sql}`, ...states]);
  }
  if (query.startedAfter !== undefined) found.push(['started >= ?', instant(query.startedAfter)]);
  if (query.startedBefore !== undefined) found.push(['started <= ?', instant(query.startedBefore)]);
  if (query.triggeredBy !== undefined) found.push(['triggered_by = ?', query.triggeredBy]);
  if (query.isChild !== undefined) found.push([`triggered_by IS ${query.isChild ? 'NOT ' : ''}NULL`]);
  for (const [key, value] of Object.entries(query.labels ?? {})) {
    found.push(['id IN (SELECT execution_id FROM labels WHERE key = ? AND value = ?)', key, value]);
  }
  return found;
}

function instant(text: string): number {
  const at = epochOf(text);
  if (Number.isNaN(at))
    throw new BackendError('FAILED', `"${text}" is no ISO instant such as 2026-01-31T12:00:00Z`);
  return at;
}
