import type { LogEntry } from '../../execution/types.ts';
import type { LogQuery } from '../types.ts';
import { type Condition, oneOf, where } from './conditions.ts';
import { levelNumber, levelOf } from './logLevels.ts';
import type { Statements } from './statements.ts';

/** Log entries in order of writing, and the cursor that continues after them. */
export function listLogs(statements: Statements, query: LogQuery): { entries: LogEntry[]; cursor: number } {
  const { clause, parameters } = where(conditions(query));
  // LIMIT -1 is no limit.
  const rows = statements.all(
    `SELECT * FROM logs ${clause} ORDER BY position LIMIT ?`,
    ...parameters,
    query.limit ?? -1,
  );
  return { entries: rows.map(logEntry), cursor: Number(rows.at(-1)?.position ?? query.after ?? 0) };
}

function conditions(query: LogQuery): Condition[] {
  const found: Condition[] = [['execution_id = ?', query.executionId]];
  if (query.taskRunId !== undefined) found.push(['task_run_id = ?', query.taskRunId]);
  if (query.taskId !== undefined) found.push(['task_id = ?', query.taskId]);
  if (query.taskIds !== undefined) found.push(oneOf('task_id', query.taskIds));
  if (query.ofTaskRuns) found.push(['task_run_id IS NOT NULL']);
  if (query.minLevel !== undefined) found.push(['level >= ?', levelNumber(query.minLevel)]);
  if (query.attemptNumber !== undefined) found.push(['attempt_number = ?', query.attemptNumber]);
  if (query.after !== undefined) found.push(['position > ?', query.after]);
  return found;
}

export function logEntry(row: Record<string, unknown>): LogEntry {
  return {
    executionId: String(row.execution_id),
    namespace: String(row.namespace),
    flowId: String(row.flow_id),
    ...(row.task_id !== null && { taskId: String(row.task_id) }),
    ...(row.task_run_id !== null && { taskRunId: String(row.task_run_id) }),
    ...(row.trigger_id !== null && { triggerId: String(row.trigger_id) }),
    ...(row.attempt_number !== null && { attemptNumber: Number(row.attempt_number) }),
    level: levelOf(Number(row.level)),
    timestamp: String(row.timestamp),
    message: String(row.message),
  };
}
