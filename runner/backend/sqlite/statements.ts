import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';

export type Row = SQLInputValue[];

/** An INSERT of one table: `conflict` is its ON CONFLICT clause, or empty. */
export interface Insert {
  table: string;
  columns: readonly string[];
  conflict: string;
}

/** Prepared statements of one connection, each made on first use. */
export interface Statements {
  all(sql: string, ...parameters: Row): Record<string, SQLOutputValue>[];
  get(sql: string, ...parameters: Row): Record<string, SQLOutputValue> | undefined;
  /** Gives the number of changed rows. */
  run(sql: string, ...parameters: Row): number;
  /** Inserts all rows, many per statement: twice as fast as one by one. */
  insert(insert: Insert, rows: readonly Row[]): void;
}

/** Reads what is committed. */
export type Read = <T>(work: (from: Statements) => T) => Promise<T>;

/** Writes in a transaction; resolves when it is durable. */
export type Write = <T>(work: (to: Statements) => T) => Promise<T>;

/** Rows per statement, most first. More than 64 gain nothing (measured). */
const sizes = [64, 8, 1] as const;

/** Statements that are kept: what clients ask for makes ever new ones, such as a filter with one more label. */
const mostPrepared = 256;

/** Statements of `database`. They throw SQLite's errors. */
export function prepareStatements(database: DatabaseSync): Statements {
  const prepared = new Map<string, StatementSync>();
  const inserts = new Map<Insert, Map<number, StatementSync>>();

  function statement(sql: string): StatementSync {
    let found = prepared.get(sql);
    if (!found) {
      found = database.prepare(sql);
      prepared.set(sql, found);
      // The oldest goes; a hot one is made again at once, and is the newest then.
      if (prepared.size > mostPrepared) prepared.delete(prepared.keys().next().value!);
    }
    return found;
  }

  function insertStatement(insert: Insert, size: number): StatementSync {
    let ofInsert = inserts.get(insert);
    if (!ofInsert) {
      ofInsert = new Map();
      inserts.set(insert, ofInsert);
    }
    let found = ofInsert.get(size);
    if (!found) {
      found = database.prepare(insertSql(insert, size));
      ofInsert.set(size, found);
    }
    return found;
  }

  return {
    all: (sql, ...parameters) => statement(sql).all(...parameters),
    get: (sql, ...parameters) => statement(sql).get(...parameters),
    run: (sql, ...parameters) => Number(statement(sql).run(...parameters).changes),
    insert: (insert, rows) => {
      let at = 0;
      for (const size of sizes) {
        for (; rows.length - at >= size; at += size) {
          insertStatement(insert, size).run(...rows.slice(at, at + size).flat());
        }
      }
    },
  };
}

function insertSql({ table, columns, conflict }: Insert, size: number): string {
  const row = `(${columns.map(() => '?').join(', ')})`;
  const values = Array.from({ length: size }, () => row).join(', ');
  return `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${values} ${conflict}`;
}
