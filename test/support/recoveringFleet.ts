/**
 * A program for the tests that kill it: takes up what an earlier run of it left in its home, starts executions of every flow
 * there that nobody started yet, and ends when everything is over.
 *
 *     node recoveringFleet.ts HOME EXECUTIONS threads|processes
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteBackend } from '../../runner/backend/sqlite/index.ts';
import { createEngine } from '../../runner/engine/index.ts';
import { parseFlow } from '../../runner/flow/parse.ts';
import type { Flow } from '../../runner/flow/types.ts';
import { pluginRegistry } from '../../runner/plugins/index.ts';
import { openWorkingDirectory } from '../../runner/repository/index.ts';
import { furtherPlugins } from '../../runner/worker/plugins.ts';

const [home, executions, isolation] = process.argv.slice(2) as [string, string, 'threads' | 'processes'];
const plugins = [new URL('./plugins/record.ts', import.meta.url).href];
const backend = await openSqliteBackend({ home: join(home, 'state'), now: leapingClock() });
const registry = pluginRegistry(await furtherPlugins(plugins));
const repository = openWorkingDirectory(home);
const engine = await createEngine({ backend, registry, repository, plugins, isolation });
await engine.recover();
const flows: Flow[] = [];
for (const file of readdirSync(join(home, 'flows')).sort()) {
  const { flow } = await parseFlow(readFileSync(join(home, 'flows', file), 'utf8'), { file, registry });
  if (flow && flow.id !== 'child') flows.push(flow);
}
// Asking for one that is there already changes nothing.
for (let at = 0; at < Number(executions); at++)
  await engine.start({ flow: flows[at % flows.length]!, executionId: `execution${at}` });
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
