import { epochOf, isoInstant } from '../../execution/states.ts';
import type { LogPurge } from '../../plugin/types.ts';
import { type Condition, oneOf, where } from './conditions.ts';
import { levelNumber } from './logLevels.ts';
import type { Statements } from './statements.ts';

/** Deletes log entries; gives how many. Looks at every entry unless an execution is named. */
export function deleteLogs(statements: Statements, purge: LogPurge): number {
  const { clause, parameters } = where(conditions(purge));
  return statements.run(`DELETE FROM logs ${clause}`, ...parameters);
}

function conditions({ namespace, flowId, executionId, levels, from, to }: LogPurge): Condition[] {
  const found: Condition[] = [['timestamp <= ?', stored(to)]];
  if (from !== undefined) found.push(['timestamp >= ?', stored(from)]);
  if (executionId !== undefined) found.push(['execution_id = ?', executionId]);
  if (flowId !== undefined) found.push(['flow_id = ?', flowId]);
  if (levels !== undefined) found.push(oneOf('level', levels.map(levelNumber)));
  if (namespace === undefined) return found;
  const below = `${namespace}.`;
  found.push(
    flowId === undefined
      ? ['(namespace = ? OR substr(namespace, 1, length(?)) = ?)', namespace, below, below]
      : ['namespace = ?', namespace],
  );
  return found;
}

/** A date as entries have it, so that dates compare as text. */
function stored(date: string): string {
  return isoInstant(epochOf(date));
}
