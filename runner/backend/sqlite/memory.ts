import { DatabaseSync } from 'node:sqlite';
import { migrate } from './migrate.ts';

let schema: string | undefined;

/** A new database in memory with the newest schema. The migrations run for the first one only: unit tests open thousands. */
export function memoryDatabase(name: string): DatabaseSync {
  const database = new DatabaseSync(':memory:', { enableForeignKeyConstraints: false });
  if (schema === undefined) {
    migrate(database, name);
    schema = schemaOf(database);
  } else database.exec(schema);
  return database;
}

/** What makes the tables, indexes and triggers of an empty database; tables come first. */
function schemaOf(database: DatabaseSync): string {
  const made = database
    .prepare(
      `SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type <> 'table', rowid`,
    )
    .all();
  const version = Number(database.prepare('PRAGMA user_version').get()?.user_version);
  return `BEGIN; ${made.map(({ sql }) => `${String(sql)};`).join('\n')} PRAGMA user_version = ${version}; COMMIT`;
}
