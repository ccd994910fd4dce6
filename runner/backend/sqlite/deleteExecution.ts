import type { Statements } from './statements.ts';

const tablesByExecution = [
  'task_runs',
  'logs',
  'metrics',
  'queue',
  'timers',
  'leases',
  'labels',
  'signals',
  'transitions',
];

/** Removes every row of an execution; its files stay. */
export function deleteExecution(statements: Statements, id: string): void {
  for (const table of tablesByExecution) statements.run(`DELETE FROM ${table} WHERE execution_id = ?`, id);
  statements.run('DELETE FROM executions WHERE id = ?', id);
}
