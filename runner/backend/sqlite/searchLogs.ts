import type { LogEntry } from '../../execution/types.ts';
import type { LogSearch } from '../types.ts';
import { belowNamespace, type Condition, where } from './conditions.ts';
import { logEntry } from './listLogs.ts';
import { levelNumber } from './logLevels.ts';
import type { Statements } from './statements.ts';

/** A page of log entries of any execution, and how many there are in all. */
export function searchLogs(
  statements: Statements,
  search: LogSearch,
): { entries: LogEntry[]; total: number } {
  const { clause, parameters } = where(conditions(search));
  const order = search.oldestFirst ? 'position' : 'position DESC';
  const rows = statements.all(
    `SELECT * FROM logs ${clause} ORDER BY ${order} LIMIT ? OFFSET ?`,
    ...parameters,
    search.limit,
    search.offset,
  );
  const total = statements.get(`SELECT count(*) AS count FROM logs ${clause}`, ...parameters)?.count;
  return { entries: rows.map(logEntry), total: Number(total) };
}

function conditions(search: LogSearch): Condition[] {
  const found: Condition[] = [];
  if (search.namespacePrefix !== undefined) found.push(belowNamespace(search.namespacePrefix));
  if (search.flowId !== undefined) found.push(['flow_id = ?', search.flowId]);
  if (search.triggerId !== undefined) found.push(['trigger_id = ?', search.triggerId]);
  if (search.minLevel !== undefined) found.push(['level >= ?', levelNumber(search.minLevel)]);
  if (search.text !== undefined) found.push(['instr(lower(message), lower(?)) > 0', search.text]);
  // Dates of entries are all written in one form, in which the order of texts is that of time.
  if (search.after !== undefined) found.push(['timestamp >= ?', search.after]);
  if (search.before !== undefined) found.push(['timestamp <= ?', search.before]);
  return found;
}
