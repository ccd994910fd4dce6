import { BackendError } from '../errors.ts';
import { fromJson, toJson } from '../json.ts';
import type {
  Transition,
  TriggerChanges,
  TriggerKey,
  TriggerRecord,
  WindowKey,
  WindowRecord,
} from '../triggers.ts';
import type { Row, Statements } from './statements.ts';

/** Takes a picture of the changes; the result writes it, and throws `CONFLICT` where another process was faster. */
export function recordTriggerChanges(changes: TriggerChanges): (statements: Statements) => void {
  const { triggers = [], windows = [], deletedWindows = [], taken = [] } = changes;
  const writes: [sql: string, row: Row][] = [
    ...taken.map(({ executionId, step }): [string, Row] => [takeTransition, [executionId, step]]),
    ...deletedWindows.map((window): [string, Row] => [deleteWindow, [...windowKey(window), window.version]]),
    ...triggers.map((record): [string, Row] => [
      record.version === 1 ? insertTrigger : updateTrigger,
      [toJson(record), record.version, record.namespace, record.flowId, record.triggerId],
    ]),
    ...windows.map((window): [string, Row] => [
      window.version === 1 ? insertWindow : updateWindow,
      [toJson(window), Date.parse(window.end), window.version, ...windowKey(window)],
    ]),
  ];
  return (statements) => {
    for (const [sql, row] of writes)
      if (statements.run(sql, ...row) !== 1)
        throw new BackendError('CONFLICT', 'Another process evaluated the trigger at the same time');
  };
}

const insertTrigger = `INSERT INTO triggers (record, version, namespace, flow_id, trigger_id)
  VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`;
const updateTrigger = `UPDATE triggers SET record = ?1, version = ?2
  WHERE namespace = ?3 AND flow_id = ?4 AND trigger_id = ?5 AND version = ?2 - 1`;
const insertWindow = `INSERT INTO trigger_windows (record, expires, version, namespace, flow_id, condition_id)
  VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`;
const updateWindow = `UPDATE trigger_windows SET record = ?1, expires = ?2, version = ?3
  WHERE namespace = ?4 AND flow_id = ?5 AND condition_id = ?6 AND version = ?3 - 1`;
const deleteWindow = `DELETE FROM trigger_windows
  WHERE namespace = ? AND flow_id = ? AND condition_id = ? AND version = ?`;
const takeTransition = 'DELETE FROM transitions WHERE execution_id = ? AND step = ?';

function windowKey({ namespace, flowId, conditionId }: WindowKey): Row {
  return [namespace, flowId, conditionId];
}

/** The state of one trigger. */
export function getTrigger(
  statements: Statements,
  { namespace, flowId, triggerId }: TriggerKey,
): TriggerRecord | undefined {
  const sql = 'SELECT record FROM triggers WHERE namespace = ? AND flow_id = ? AND trigger_id = ?';
  const row = statements.get(sql, namespace, flowId, triggerId);
  return row && fromJson(String(row.record));
}

/** The states of all triggers, sorted. */
export function listTriggers(statements: Statements): TriggerRecord[] {
  const sql = 'SELECT record FROM triggers ORDER BY namespace, flow_id, trigger_id';
  return statements.all(sql).map(({ record }) => fromJson(String(record)));
}

/** A window, expired or not. */
export function getWindow(statements: Statements, key: WindowKey): WindowRecord | undefined {
  const sql = 'SELECT record FROM trigger_windows WHERE namespace = ? AND flow_id = ? AND condition_id = ?';
  const row = statements.get(sql, ...windowKey(key));
  return row && fromJson(String(row.record));
}

/** Deletes the windows that ended before a moment, epoch milliseconds. */
export function deleteWindows(statements: Statements, before: number): void {
  statements.run('DELETE FROM trigger_windows WHERE expires < ?', before);
}

/** Foreign transitions are kept for `ttl` milliseconds from `now` on; nobody shortens what another process asked for. */
export function hearTransitions(statements: Statements, ttl: number, now: number): void {
  const sql = `INSERT INTO hearing (id, expires) VALUES (1, ?)
    ON CONFLICT (id) DO UPDATE SET expires = max(expires, excluded.expires)`;
  statements.run(sql, now + ttl);
}

/** Keeps a transition if somebody hears it; an execution comes into a state of its history once. */
export function keepForeign(statements: Statements, { executionId, step }: Transition, now: number): void {
  const sql = `INSERT INTO transitions (execution_id, step)
    SELECT ?, ? WHERE EXISTS (SELECT 1 FROM hearing WHERE expires > ?)
    ON CONFLICT (execution_id, step) DO NOTHING`;
  statements.run(sql, executionId, step, now);
}

/** Transitions that wait for their evaluation, oldest first. */
export function listTransitions(statements: Statements, limit: number): Transition[] {
  const sql = 'SELECT execution_id, step FROM transitions ORDER BY position LIMIT ?';
  return statements
    .all(sql, limit)
    .map((row) => ({ executionId: String(row.execution_id), step: Number(row.step) }));
}
