import { setImmediate as nextTurn } from 'node:timers/promises';
import { epochOf, isoInstant } from '../../execution/states.ts';
import type { LogDeletion } from '../types.ts';
import { belowNamespace, type Condition, oneOf, where } from './conditions.ts';
import { levelNumber } from './logLevels.ts';
import type { Read, Write } from './statements.ts';

/** Entries that are looked at, and deleted, at a time: some milliseconds (measured). */
const slice = 1_000;

/** Deletes log entries in small transactions; gives how many. Looks at every entry unless an execution is named. */
export async function deleteLogs(read: Read, write: Write, purge: LogDeletion): Promise<number> {
  const wanted = conditions(purge);
  let count = 0;
  for (let after = 0; ; ) {
    const page = await read((from) => nextPage(from, after, purge.executionId));
    if (page.last === undefined) return count;
    count += await deleteBetween(read, write, after, page.last, wanted);
    after = page.last;
    await nextTurn();
  }
}

/**
 * Deletes the entries until a date of executions that have ended or are gone. Entries are written in the order of time but
 * for some seconds, so that it stops at the first slice that is younger.
 *
 * @param until ISO instant.
 */
export async function deleteOldLogs(
  read: Read,
  write: Write,
  until: string,
  signal?: AbortSignal,
): Promise<number> {
  const wanted: Condition[] = [
    ['timestamp <= ?', stored(until)],
    ['NOT EXISTS (SELECT 1 FROM executions WHERE id = execution_id AND over = 0)'],
  ];
  let count = 0;
  for (let after = 0; !signal?.aborted; ) {
    const page = await read((from) => nextPage(from, after, undefined));
    if (page.last === undefined || page.oldest! > stored(until)) break;
    count += await deleteBetween(read, write, after, page.last, wanted);
    after = page.last;
    await nextTurn();
  }
  return count;
}

/** Position of the last entry of the next slice, and the oldest date in it; nothing where there is none. */
function nextPage(
  from: Parameters<Parameters<Read>[0]>[0],
  after: number,
  executionId: string | undefined,
): { last?: number; oldest?: string } {
  const { clause, parameters } = where([
    ['position > ?', after],
    ...(executionId === undefined ? [] : [['execution_id = ?', executionId] satisfies Condition]),
  ]);
  const row = from.get(
    `SELECT max(position) AS last, min(timestamp) AS oldest
     FROM (SELECT position, timestamp FROM logs ${clause} ORDER BY position LIMIT ?)`,
    ...parameters,
    slice,
  );
  return row === undefined || row.last === null ? {} : { last: Number(row.last), oldest: String(row.oldest) };
}

/** Locks the database only where there is something to delete. */
async function deleteBetween(
  read: Read,
  write: Write,
  after: number,
  last: number,
  wanted: readonly Condition[],
): Promise<number> {
  const { clause, parameters } = where([['position > ? AND position <= ?', after, last], ...wanted]);
  const isThere = await read((from) => from.get(`SELECT 1 FROM logs ${clause} LIMIT 1`, ...parameters));
  return isThere ? write((to) => to.run(`DELETE FROM logs ${clause}`, ...parameters)) : 0;
}

function conditions(deletion: LogDeletion): Condition[] {
  const { namespace, flowId, executionId, levels, from, to } = deletion;
  const { taskRunId, taskId, triggerId, attemptNumber } = deletion;
  const found: Condition[] = [['timestamp <= ?', stored(to)]];
  if (from !== undefined) found.push(['timestamp >= ?', stored(from)]);
  if (executionId !== undefined) found.push(['execution_id = ?', executionId]);
  if (flowId !== undefined) found.push(['flow_id = ?', flowId]);
  if (levels !== undefined) found.push(oneOf('level', levels.map(levelNumber)));
  if (taskRunId !== undefined) found.push(['task_run_id = ?', taskRunId]);
  if (taskId !== undefined) found.push(['task_id = ?', taskId]);
  if (triggerId !== undefined) found.push(['trigger_id = ?', triggerId]);
  if (attemptNumber !== undefined) found.push(['attempt_number = ?', attemptNumber]);
  if (namespace !== undefined)
    found.push(flowId === undefined ? belowNamespace(namespace) : ['namespace = ?', namespace]);
  return found;
}

/** A date as entries have it, so that dates compare as text. */
function stored(date: string): string {
  return isoInstant(epochOf(date));
}
