import type { Row } from './statements.ts';

/** SQL with its parameters. */
export type Condition = [sql: string, ...parameters: Row];

/** That a column holds one of these values; without any it does not. */
export function oneOf(column: string, values: readonly (string | number)[]): Condition {
  return [`${column} IN (${values.map(() => '?').join(', ')})`, ...values];
}

/** The WHERE clause that asks for all conditions; empty without any. */
export function where(conditions: readonly Condition[]): { clause: string; parameters: Row } {
  const clause = conditions.map(([sql]) => sql).join(' AND ');
  return {
    clause: clause && `WHERE ${clause}`,
    parameters: conditions.flatMap(([, ...parameters]) => parameters),
  };
}

/** That the column `namespace` is this one or one below it: a range, which an index answers. */
export function belowNamespace(namespace: string): Condition {
  // A slash follows the dot, and stands in no namespace.
  return [
    '(namespace = ? OR (namespace >= ? AND namespace < ?))',
    namespace,
    `${namespace}.`,
    `${namespace}/`,
  ];
}
