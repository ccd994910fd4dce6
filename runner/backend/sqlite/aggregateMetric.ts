import { isoInstant } from '../../execution/states.ts';
import type { MetricAggregation, MetricQuery } from '../types.ts';
import { type Condition, where } from './conditions.ts';
import type { Statements } from './statements.ts';

/** Names of the metrics of a flow or a task, sorted. */
export function metricNames(statements: Statements, query: MetricQuery): string[] {
  const { clause, parameters } = where(conditions(query));
  const rows = statements.all(`SELECT DISTINCT name FROM metrics ${clause} ORDER BY name`, ...parameters);
  return rows.map(({ name }) => String(name));
}

/** Ids of the tasks of a flow that measured something, sorted. */
export function metricTasks(statements: Statements, query: MetricQuery): string[] {
  const { clause, parameters } = where(conditions(query));
  const sql = `SELECT DISTINCT task_id FROM metrics ${clause} ORDER BY task_id`;
  return statements.all(sql, ...parameters).map((row) => String(row.task_id));
}

/** When the stretch of time begins that a date belongs to. Dates are written with six decimals. */
const stretches: Record<MetricAggregation['groupBy'], string> = {
  minute: "substr(timestamp, 1, 16) || ':00Z'",
  hour: "substr(timestamp, 1, 13) || ':00:00Z'",
  day: "substr(timestamp, 1, 10) || 'T00:00:00Z'",
  week: "date(timestamp, 'weekday 0', '-6 days') || 'T00:00:00Z'",
  month: "substr(timestamp, 1, 7) || '-01T00:00:00Z'",
};

/** A metric over time, oldest first; what was not measured in a stretch of time is not among them. */
export function aggregateMetric(
  statements: Statements,
  query: MetricAggregation,
): { date: string; value: number }[] {
  const { name, aggregation, groupBy, from, to } = query;
  const { clause, parameters } = where([
    ...conditions(query),
    ['name = ?', name],
    ['timestamp >= ? AND timestamp <= ?', stored(from), stored(to)],
  ]);
  const sql = `SELECT ${stretches[groupBy]} AS date, ${aggregation}(value) AS value
    FROM metrics ${clause} GROUP BY 1 ORDER BY 1`;
  return statements
    .all(sql, ...parameters)
    .map(({ date, value }) => ({ date: String(date), value: Number(value) }));
}

function conditions({ namespace, flowId, taskId }: MetricQuery): Condition[] {
  return [
    ['namespace = ? AND flow_id = ?', namespace, flowId],
    ...(taskId === undefined ? [] : [['task_id = ?', taskId] satisfies Condition]),
    ["execution_id NOT IN (SELECT id FROM executions WHERE kind <> 'NORMAL')"],
  ];
}

/** A date as entries have it, so that dates compare as text. */
function stored(date: string): string {
  return isoInstant(Date.parse(date));
}
