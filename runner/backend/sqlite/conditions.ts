import type { Row } from './statements.ts';

/** SQL with its parameters. */
export type Condition = [sql: string, ...parameters: Row];

/** The WHERE clause that asks for all conditions; empty without any. */
export function where(conditions: readonly Condition[]): { clause: string; parameters: Row } {
  const clause = conditions.map(([sql]) => sql).join(' AND ');
  return {
    clause: clause && `WHERE ${clause}`,
    parameters: conditions.flatMap(([, ...parameters]) => parameters),
  };
}
