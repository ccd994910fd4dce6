import type { Execution, TaskRun } from '../../execution/types.ts';
import { fromJson } from '../json.ts';
import type { Statements } from './statements.ts';

/** The execution as it was last committed. */
export function getExecution(statements: Statements, id: string): Execution | undefined {
  const row = statements.get('SELECT record FROM executions WHERE id = ?', id);
  return row && fromJson(String(row.record));
}

/** The task runs of an execution in creation order. */
export function listTaskRuns(statements: Statements, executionId: string): TaskRun[] {
  const sql = 'SELECT record FROM task_runs WHERE execution_id = ? ORDER BY sequence';
  return statements.all(sql, executionId).map(({ record }) => fromJson(String(record)));
}
