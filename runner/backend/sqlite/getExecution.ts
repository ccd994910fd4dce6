import type { Execution, TaskRun } from '../../execution/types.ts';
import type { Flow } from '../../flow/types.ts';
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

/** The task runs of an execution with their positions, in creation order. */
export function listTaskRunRows(
  statements: Statements,
  executionId: string,
): { taskRun: TaskRun; sequence: number }[] {
  const sql = 'SELECT record, sequence FROM task_runs WHERE execution_id = ? ORDER BY sequence';
  return statements
    .all(sql, executionId)
    .map(({ record, sequence }) => ({ taskRun: fromJson(String(record)), sequence: Number(sequence) }));
}

/** The stored definition of a flow. */
export function getFlow(statements: Statements, hash: string): Flow | undefined {
  const row = statements.get('SELECT definition FROM flows WHERE hash = ?', hash);
  return row && fromJson(String(row.definition));
}
