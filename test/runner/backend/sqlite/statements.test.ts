import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { prepareStatements } from '../../../../runner/backend/sqlite/statements.ts';

test('given ever new statements, then only the latest are kept, and old ones still work', () => {
  const database = new DatabaseSync(':memory:');
  const prepared: string[] = [];
  const statements = prepareStatements({
    prepare(sql: string) {
      prepared.push(sql);
      return database.prepare(sql);
    },
  } as DatabaseSync);
  const ask = (number: number) => statements.get(`SELECT ${number} AS number`);

  ask(0);
  ask(0);
  expect(prepared).toHaveLength(1);
  for (let number = 1; number <= 1000; number++) ask(number);
  expect(ask(1000)).toEqual({ number: 1000 });
  expect(prepared).toHaveLength(1001);
  expect(ask(0)).toEqual({ number: 0 });
  expect(prepared).toHaveLength(1002);
  database.close();
});
