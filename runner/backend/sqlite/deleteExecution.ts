import type { KeptRecords } from '../types.ts';
import type { Statements } from './statements.ts';

/** Tables of which an execution may have any number of rows. */
const bulky = ['task_runs', 'logs', 'metrics'];
const others = ['queue', 'timers', 'leases', 'labels', 'signals', 'transitions', 'origins'];

/** Removes every row of an execution, but for those of the `bulky` tables where that is said; its files stay. */
export function deleteExecution(
  statements: Statements,
  id: string,
  options: { bulky: boolean } & KeptRecords,
): void {
  const kept = [options.keepLogs ? 'logs' : '', options.keepMetrics ? 'metrics' : ''];
  const tables = [...others, ...(options.bulky ? bulky.filter((table) => !kept.includes(table)) : [])];
  for (const table of tables) statements.run(`DELETE FROM ${table} WHERE execution_id = ?`, id);
  statements.run('DELETE FROM executions WHERE id = ?', id);
}
