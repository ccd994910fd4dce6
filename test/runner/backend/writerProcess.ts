/**
 * A process that commits transitions until it did `count` or is killed; prints the id of each once it is durable.
 * Arguments: driver, address of the place, prefix of the ids, count.
 */
import { openSqliteBackend } from '../../../runner/backend/sqlite/index.ts';
import type { Backend } from '../../../runner/backend/types.ts';
import { transition } from './fixtures.ts';

const drivers: Record<string, (address: string) => Promise<Backend>> = {
  sqlite: (home) => openSqliteBackend({ home, lockTimeout: 10_000 }),
};

const [driver = '', address = '', prefix = '', count = '0'] = process.argv.slice(2);
const backend = await drivers[driver]!(address);
for (let i = 0; i < Number(count); i++) {
  await backend.commit(transition(`${prefix}${i}`));
  process.stdout.write(`${prefix}${i}\n`);
}
await backend.close();
