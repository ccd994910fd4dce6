/** A process that purges every ended execution, for the test that kills it. Argument: the home. */
import { openSqliteBackend } from '../../../../runner/backend/sqlite/index.ts';

const backend = await openSqliteBackend({ home: process.argv[2]!, lockTimeout: 10_000 });
await backend.purgeExecutions({});
await backend.close();
