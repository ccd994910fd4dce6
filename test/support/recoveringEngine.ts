/**
 * A program for the tests that kill it: takes up what an earlier run of it left in its home, starts one more execution of
 * `flow.yaml` unless it did so before, and ends when everything is over.
 *
 *     node recoveringEngine.ts HOME
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteBackend } from '../../runner/backend/sqlite/index.ts';
import { createEngine } from '../../runner/engine/index.ts';
import { parseFlow } from '../../runner/flow/parse.ts';
import { pluginRegistry } from '../../runner/plugins/index.ts';
import { openWorkingDirectory } from '../../runner/repository/index.ts';

const home = process.argv[2]!;
const backend = await openSqliteBackend({ home: join(home, 'state'), now: leapingClock() });
const registry = pluginRegistry();
const engine = await createEngine({ backend, registry, repository: openWorkingDirectory(home) });
await engine.recover();

const mark = join(home, 'started');
const { flow } = await parseFlow(readFileSync(join(home, 'flow.yaml'), 'utf8'), {
  file: 'flow.yaml',
  registry,
});
if (!existsSync(mark)) {
  const { id } = await engine.start({ flow: flow!, executionId: 'theOneExecution' });
  writeFileSync(mark, id);
}
await engine.idle();
await engine.close();
await backend.close();

/** Each run of the program lives an hour after the one before, when the leases of that one are over. */
function leapingClock(): () => number {
  const file = join(home, 'hours');
  const hours = (existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0) + 1;
  writeFileSync(file, String(hours));
  return () => Date.now() + hours * 3_600_000;
}
