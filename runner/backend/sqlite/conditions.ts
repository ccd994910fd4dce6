import type { TextMatch } from '../types.ts';
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
  return below('namespace', namespace);
}

/** What a match of texts asks for. `columns`: of the fields. An absent text fits nothing. */
export function textCondition<Field extends string>(
  { fields, comparison, values, not }: TextMatch<Field>,
  columns: Readonly<Record<Field, string>>,
): Condition {
  const parts = fields.flatMap((field) =>
    comparison === 'is'
      ? [oneOf(columns[field], values)]
      : values.map((value) => comparisons[comparison](columns[field], value)),
  );
  const any = anyOf(parts);
  return not ? negated(any) : any;
}

const comparisons: Record<
  Exclude<TextMatch<string>['comparison'], 'is'>,
  (column: string, value: string) => Condition
> = {
  below,
  startsWith: (column, value) => [`substr(${column}, 1, length(?)) = ?`, value, value],
  endsWith: (column, value) => [`(? = '' OR substr(${column}, -length(?)) = ?)`, value, value, value],
  // Two thirds of the time of `instr` over `lower` (measured).
  contains: (column, value) => [`${column} LIKE ? ESCAPE '!'`, `%${value.replace(/[!%_]/g, '!$&')}%`],
};

/** That one of several holds; without any it does not. */
function anyOf(conditions: readonly Condition[]): Condition {
  if (conditions.length === 0) return ['FALSE'];
  const [only] = conditions;
  if (only && conditions.length === 1) return only;
  return [
    `(${conditions.map(([sql]) => sql).join(' OR ')})`,
    ...conditions.flatMap(([, ...parameters]) => parameters),
  ];
}

/** Where an absent text makes a condition unknown, its contrary holds. */
function negated([sql, ...parameters]: Condition): Condition {
  return [`(${sql}) IS NOT TRUE`, ...parameters];
}

function below(column: string, namespace: string): Condition {
  // A slash follows the dot, and stands in no namespace.
  return [
    `(${column} = ? OR (${column} >= ? AND ${column} < ?))`,
    namespace,
    `${namespace}.`,
    `${namespace}/`,
  ];
}
