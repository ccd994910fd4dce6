import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LogEntry } from '../../execution/types.ts';
import type { LogSearch } from '../types.ts';
import { type Condition, oneOf, textCondition, where } from './conditions.ts';
import { logEntry } from './listLogs.ts';
import { levelNumber } from './logLevels.ts';
import type { Read, Statements } from './statements.ts';

/** Entries that are looked at in one turn of the event loop: some ten milliseconds (measured). */
const slice = 20_000;

/** Most entries that are counted: a count of all of them would read all of them. */
const countLimit = 10_000;

/**
 * A page of log entries of any execution, and how many there are in all; at `countLimit`, or the end of the page where that is
 * later, it stops counting. It looks at them slice after slice, so that a search through millions holds up nothing else.
 */
export async function searchLogs(
  read: Read,
  search: LogSearch,
): Promise<{ entries: LogEntry[]; total: number }> {
  const { offset, limit } = search;
  const enough = Math.max(countLimit, offset + limit);
  const positions: number[] = [];
  for (let edge: number | undefined; positions.length < enough; await nextTurn()) {
    const last = await read((from) => edgeOf(from, search, edge));
    const wanted = between(search, edge, last);
    positions.push(...(await read((from) => matching(from, search, wanted, enough - positions.length))));
    if (last === undefined) break;
    edge = last;
  }
  const page = positions.slice(offset, offset + limit);
  return { entries: await read((from) => entriesAt(from, search, page)), total: positions.length };
}

/** Position of the last entry of the slice that begins after `edge`; none where the rest is less than a slice. */
function edgeOf(from: Statements, search: LogSearch, edge: number | undefined): number | undefined {
  const { clause, parameters } = where(between(search, edge, undefined));
  const row = from.get(
    `SELECT position FROM logs ${clause} ORDER BY ${orderOf(search)} LIMIT 1 OFFSET ?`,
    ...parameters,
    slice - 1,
  );
  return row && Number(row.position);
}

/** After `edge`, until `last`, in the order of the search. */
function between(
  { oldestFirst }: LogSearch,
  edge: number | undefined,
  last: number | undefined,
): Condition[] {
  const [after, until] = oldestFirst ? ['>', '<='] : ['<', '>='];
  return [
    ...(edge === undefined ? [] : [[`position ${after} ?`, edge] satisfies Condition]),
    ...(last === undefined ? [] : [[`position ${until} ?`, last] satisfies Condition]),
  ];
}

function matching(
  from: Statements,
  search: LogSearch,
  within: readonly Condition[],
  limit: number,
): number[] {
  const { clause, parameters } = where([...within, ...conditions(search)]);
  const sql = `SELECT position FROM logs ${clause} ORDER BY ${orderOf(search)} LIMIT ?`;
  return from.all(sql, ...parameters, limit).map(({ position }) => Number(position));
}

function entriesAt(from: Statements, search: LogSearch, positions: readonly number[]): LogEntry[] {
  const sql = `SELECT * FROM logs WHERE position IN (SELECT value FROM json_each(?)) ORDER BY ${orderOf(search)}`;
  return from.all(sql, JSON.stringify(positions)).map(logEntry);
}

function orderOf({ oldestFirst }: LogSearch): string {
  return oldestFirst ? 'position' : 'position DESC';
}

const columns = {
  message: 'message',
  namespace: 'namespace',
  flowId: 'flow_id',
  taskId: 'task_id',
  triggerId: 'trigger_id',
  executionId: 'execution_id',
} as const;

function conditions({ texts, levels, written }: LogSearch): Condition[] {
  const found: Condition[] = [];
  if (levels !== undefined) found.push(oneOf('level', levels.map(levelNumber)));
  // Dates of entries are all written in one form, in which the order of texts is that of time.
  for (const { comparison, at } of written ?? []) found.push([`timestamp ${comparison} ?`, at]);
  // The columns of texts are looked at last: the message is the longest.
  for (const match of texts ?? []) found.push(textCondition(match, columns));
  // Those of tests and of the playground are read with their execution (surfaces §3.3).
  found.push(["execution_id NOT IN (SELECT id FROM executions WHERE kind <> 'NORMAL')"]);
  return found;
}
