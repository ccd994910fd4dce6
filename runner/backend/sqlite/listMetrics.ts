import type { MetricEntry } from '../../execution/types.ts';
import { fromJson } from '../json.ts';
import { type Condition, where } from './conditions.ts';
import type { Statements } from './statements.ts';

/** Metrics in order of writing. */
export function listMetrics(statements: Statements, executionId: string, taskRunId?: string): MetricEntry[] {
  const conditions: Condition[] = [['execution_id = ?', executionId]];
  if (taskRunId !== undefined) conditions.push(['task_run_id = ?', taskRunId]);
  const { clause, parameters } = where(conditions);
  const rows = statements.all(`SELECT record FROM metrics ${clause} ORDER BY position`, ...parameters);
  return rows.map(({ record }) => fromJson(String(record)));
}
