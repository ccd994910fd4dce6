import { setImmediate as nextTurn } from 'node:timers/promises';
import { epochOf } from '../../execution/states.ts';
import type { ExecutionPurge, PurgedExecutions } from '../../plugin/types.ts';
import { executionFolder } from '../storageUri.ts';
import type { FileStore } from '../types.ts';
import { belowNamespace, type Condition, oneOf, where } from './conditions.ts';
import { deleteExecution } from './deleteExecution.ts';
import type { Read, Row, Statements, Write } from './statements.ts';

/** Executions that one transaction removes; more of them would hold the lock for more than some milliseconds (measured). */
const executionsPerStep = 20;

/** Rows of task runs, logs and metrics that one transaction removes. */
const rowsPerStep = 500;

/** What purging needs of the backend. */
export interface PurgeParts {
  read: Read;
  write: Write;
  files: FileStore;
  /** Epoch milliseconds. */
  now: () => number;
}

/**
 * Purges ended executions in small transactions (flow-language §6.2, PurgeExecutions). An execution vanishes at once, and
 * with the same commit it is noted what of it is still to be removed: the next purge goes on where one was killed.
 */
export async function purgeExecutions(
  parts: PurgeParts,
  purge: ExecutionPurge,
  signal?: AbortSignal,
): Promise<PurgedExecutions> {
  const { read, write, now } = parts;
  const counts: PurgedExecutions = { executions: 0, logs: 0, metrics: 0, files: 0 };
  await removeRemains(parts, counts, signal);
  for (let after: Position | undefined; !signal?.aborted; ) {
    const found = await read((from) => purgeable(from, purge, now(), after));
    after = found.at(-1);
    if (purge.keepExecutions) {
      for (const execution of found) await purgeParts(parts, purge, execution, counts);
    } else {
      counts.executions += await write((to) => discard(to, purge, found, now()));
      await removeRemains(parts, counts, signal);
    }
    if (found.length < executionsPerStep) break;
    await nextTurn();
  }
  return counts;
}

/** How many executions `purgeExecutions` would remove now. */
export function countPurgeable(statements: Statements, purge: ExecutionPurge, now: number): number {
  const { clause, parameters } = where([...conditions(purge), free(now)]);
  return Number(statements.get(`SELECT count(*) AS count FROM executions ${clause}`, ...parameters)?.count);
}

/** Where an execution stands in the order of the purge. */
interface Position {
  started: number;
  position: number;
}

interface Found extends Position {
  id: string;
  namespace: string;
  flowId: string;
}

function purgeable(
  statements: Statements,
  purge: ExecutionPurge,
  now: number,
  after: Position | undefined,
): Found[] {
  const all = [...conditions(purge), free(now)];
  if (after) all.push(['(started, position) > (?, ?)', after.started, after.position]);
  const { clause, parameters } = where(all);
  const sql = `SELECT id, namespace, flow_id, started, position FROM executions ${clause}
    ORDER BY started, position LIMIT ?`;
  return statements.all(sql, ...parameters, executionsPerStep).map((row) => ({
    id: String(row.id),
    namespace: String(row.namespace),
    flowId: String(row.flow_id),
    started: Number(row.started),
    position: Number(row.position),
  }));
}

function conditions(purge: ExecutionPurge): Condition[] {
  const { namespace, flowId, states, from, to, endedBefore } = purge;
  const found: Condition[] = [];
  if (namespace !== undefined)
    found.push(flowId === undefined ? belowNamespace(namespace) : ['namespace = ?', namespace]);
  if (flowId !== undefined) found.push(['flow_id = ?', flowId]);
  if (states !== undefined) found.push(oneOf('state', states));
  if (from !== undefined) found.push(['started >= ?', epochOf(from)]);
  if (to !== undefined) found.push(['started <= ?', epochOf(to)]);
  if (endedBefore !== undefined) {
    const at = epochOf(endedBefore);
    // In the order of the index of the first; with that of the second every step would sort all that is left.
    found.push(['started < ?', at], ['+finished < ?', at]);
  }
  return found;
}

/**
 * That an execution really ended, that nothing will be made of it (a retry as a new execution, what a Flow trigger starts),
 * that nobody holds it, and that no execution which has not ended needs its files or its outcome: the one that made it, those
 * that it started, and those that repeat it.
 */
function free(now: number): Condition {
  return [
    `over = 1 AND ended = 1
      AND NOT EXISTS (SELECT 1 FROM leases WHERE execution_id = executions.id AND expires > ?)
      AND NOT EXISTS (SELECT 1 FROM timers WHERE execution_id = executions.id)
      AND NOT EXISTS (SELECT 1 FROM queue WHERE execution_id = executions.id)
      AND NOT EXISTS (SELECT 1 FROM transitions WHERE execution_id = executions.id)
      AND NOT EXISTS (SELECT 1 FROM executions AS maker WHERE maker.id = executions.triggered_by AND maker.over = 0)
      AND NOT EXISTS (SELECT 1 FROM origins JOIN executions AS later ON later.id = origins.execution_id
        WHERE origins.origin = executions.id AND later.over = 0)`,
    now,
  ];
}

/** Removes executions, and notes what is left of them; gives how many: others may have been taken up meanwhile. */
function discard(
  statements: Statements,
  purge: ExecutionPurge,
  found: readonly Found[],
  now: number,
): number {
  const note = 'INSERT OR REPLACE INTO purges (execution_id, folder, logs, metrics) VALUES (?, ?, ?, ?)';
  const still = found.filter((execution) => isFree(statements, execution.id, now));
  for (const execution of still) {
    const { keepLogs, keepMetrics, keepFiles } = purge;
    const folder = keepFiles ? null : executionFolder(execution);
    statements.run(note, execution.id, folder, keepLogs ? 0 : 1, keepMetrics ? 0 : 1);
    deleteExecution(statements, execution.id, { bulky: false });
  }
  return still.length;
}

function isFree(statements: Statements, id: string, now: number): boolean {
  const { clause, parameters } = where([['id = ?', id], free(now)]);
  return statements.get(`SELECT 1 FROM executions ${clause}`, ...parameters) !== undefined;
}

/** Removes, step by step, what is noted: rows first, then files, then the note. */
async function removeRemains(
  { read, write, files }: PurgeParts,
  counts: PurgedExecutions,
  signal: AbortSignal | undefined,
): Promise<void> {
  const isLeft = () => read((from) => from.get('SELECT 1 FROM purges LIMIT 1') !== undefined);
  while (!signal?.aborted && (await isLeft())) {
    const { logs, metrics, emptied } = await write(removeRows);
    counts.logs += logs;
    counts.metrics += metrics;
    for (const { folder } of emptied)
      if (folder !== undefined) counts.files += (await files.deleteFolder(folder)).length;
    if (emptied.length > 0)
      await write((to) => {
        for (const { id } of emptied) to.run('DELETE FROM purges WHERE execution_id = ?', id);
      });
    await nextTurn();
  }
}

interface Removed {
  logs: number;
  metrics: number;
  /** Those of which no row is left. */
  emptied: { id: string; folder: string | undefined }[];
}

function removeRows(statements: Statements): Removed {
  const removed: Removed = { logs: 0, metrics: 0, emptied: [] };
  let left = rowsPerStep;
  for (const row of statements.all('SELECT * FROM purges LIMIT ?', executionsPerStep)) {
    const id = String(row.execution_id);
    left -= deleteSome(statements, 'task_runs', id, left);
    if (row.logs === 1) {
      const logs = deleteSome(statements, 'logs', id, left);
      removed.logs += logs;
      left -= logs;
    }
    if (row.metrics === 1) {
      const metrics = deleteSome(statements, 'metrics', id, left);
      removed.metrics += metrics;
      left -= metrics;
    }
    if (left <= 0) break;
    removed.emptied.push({ id, folder: row.folder === null ? undefined : String(row.folder) });
  }
  return removed;
}

function deleteSome(
  statements: Statements,
  table: 'task_runs' | 'logs' | 'metrics',
  executionId: string,
  limit: number,
): number {
  const some: Row = [executionId, limit];
  return statements.run(
    `DELETE FROM ${table} WHERE rowid IN (SELECT rowid FROM ${table} WHERE execution_id = ? LIMIT ?)`,
    ...some,
  );
}

/** Removes log, metrics and files of an execution that stays. */
async function purgeParts(
  { write, files }: PurgeParts,
  { keepLogs, keepMetrics, keepFiles }: ExecutionPurge,
  execution: Found,
  counts: PurgedExecutions,
): Promise<void> {
  const deleteAll = async (table: 'logs' | 'metrics') => {
    for (let deleted = rowsPerStep; deleted === rowsPerStep; counts[table] += deleted)
      deleted = await write((to) => deleteSome(to, table, execution.id, rowsPerStep));
  };
  counts.executions++;
  if (!keepLogs) await deleteAll('logs');
  if (!keepMetrics) await deleteAll('metrics');
  if (!keepFiles) counts.files += (await files.deleteFolder(executionFolder(execution))).length;
}
