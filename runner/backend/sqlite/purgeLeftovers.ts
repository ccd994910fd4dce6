import { isoInstant } from '../../execution/states.ts';
import type { Leftovers, PurgedLeftovers } from '../types.ts';
import { deleteOldLogs } from './deleteLogs.ts';
import type { PurgeParts } from './purgeExecutions.ts';
import type { Row } from './statements.ts';

/** Rows that one transaction removes. */
const rowsPerStep = 200;

const day = 86_400_000;

/** How long a definition that no execution refers to stays: engines that know it as stored say so again within an hour. */
const unusedFlow = day;

/** How long a change of state waits for its evaluation, milliseconds. */
const forgottenTransition = 7 * day;

/** Removes what nothing needs any more, in small transactions. */
export async function purgeLeftovers(
  parts: PurgeParts,
  { logsBefore, kvExpiredBefore, cachesBefore, testsBefore }: Leftovers,
  signal?: AbortSignal,
): Promise<PurgedLeftovers> {
  const { read, write, files } = parts;
  const now = parts.now();

  /** Deletes the rows of a table that a condition holds for. */
  const deleteFrom = async (table: string, key: string, condition: string, ...parameters: Row) => {
    const wanted = `SELECT ${key} FROM ${table} WHERE ${condition} LIMIT ${rowsPerStep}`;
    let count = 0;
    for (let deleted = rowsPerStep; deleted === rowsPerStep && !signal?.aborted; count += deleted) {
      const isThere = await read((from) => from.get(wanted, ...parameters));
      deleted = isThere
        ? await write((to) => to.run(`DELETE FROM ${table} WHERE (${key}) IN (${wanted})`, ...parameters))
        : 0;
    }
    return count;
  };
  const isGone = 'NOT EXISTS (SELECT 1 FROM executions WHERE id = execution_id)';
  const isOver = 'NOT EXISTS (SELECT 1 FROM executions WHERE id = execution_id AND over = 0)';
  const endedBefore =
    'EXISTS (SELECT 1 FROM executions WHERE id = execution_id AND over = 1 AND finished < ?)';

  return {
    logs: logsBefore === undefined ? 0 : await deleteOldLogs(read, write, isoInstant(logsBefore), signal),
    kv:
      kvExpiredBefore === undefined
        ? 0
        : await deleteFrom('kv', 'namespace, key', 'expires < ?', new Date(kvExpiredBefore).toISOString()),
    tests:
      testsBefore === undefined
        ? 0
        : await deleteFrom('test_results', 'id', 'ended < ?', isoInstant(testsBefore)),
    others:
      (await deleteFrom('timers', 'id', isGone)) +
      (await deleteFrom('queue', 'position', isGone)) +
      (await deleteFrom('signals', 'position', isOver)) +
      (await deleteFrom('leases', 'execution_id', `expires < ? AND ${isOver}`, now - day)) +
      (await deleteFrom('transitions', 'position', isGone)) +
      (await deleteFrom('transitions', 'position', endedBefore, now - forgottenTransition)) +
      (await deleteFrom('trigger_windows', 'namespace, flow_id, condition_id', 'expires < ?', now)),
    flows: await deleteFrom(
      'flows',
      'hash',
      'written < ? AND NOT EXISTS (SELECT 1 FROM executions WHERE flow_hash = flows.hash)',
      now - unusedFlow,
    ),
    ...(await files.purge({
      orphansBefore: now - day,
      ...(cachesBefore !== undefined && { cachesBefore }),
      ...(signal && { signal }),
      known: (ids) =>
        read((from) => {
          const sql = 'SELECT id FROM executions WHERE id IN (SELECT value FROM json_each(?))';
          return new Set(from.all(sql, JSON.stringify(ids)).map(({ id }) => String(id)));
        }),
    })),
  };
}
