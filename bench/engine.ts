import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteBackend } from '../runner/backend/sqlite/index.ts';
import type { Backend } from '../runner/backend/types.ts';
import { createEngine } from '../runner/engine/index.ts';
import type { Engine } from '../runner/engine/types.ts';
import { parseFlow } from '../runner/flow/parse.ts';
import type { Flow } from '../runner/flow/types.ts';
import type { Registry } from '../runner/plugin/registry.ts';
import { pluginRegistry } from '../runner/plugins/index.ts';
import { openWorkingDirectory } from '../runner/repository/index.ts';
import { furtherPlugins } from '../runner/worker/plugins.ts';

/** A task type of the benchmark's own that runs in a thread. */
const plugins = [new URL('./threadTask.ts', import.meta.url).href];

/** A durable engine in a folder of its own. */
export interface Bench {
  engine: Engine;
  backend: Backend;
  registry: Registry;
  flow(source: string): Promise<Flow>;
}

/** Runs `work` with a new engine on a new database (`synchronous=FULL`), and removes both. */
export async function withEngine<T>(work: (bench: Bench) => Promise<T>): Promise<T> {
  return withHome((home) => withEngineAt(home, work));
}

/** Runs `work` with an empty folder, and removes it. */
export async function withHome<T>(work: (home: string) => Promise<T>): Promise<T> {
  const home = await mkdtemp(join(tmpdir(), 'tutti-bench-'));
  try {
    return await work(home);
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Runs `work` with an engine on the database in `home`, made when absent. */
export async function withEngineAt<T>(home: string, work: (bench: Bench) => Promise<T>): Promise<T> {
  const backend = await openSqliteBackend({ home });
  const registry = pluginRegistry(await furtherPlugins(plugins));
  const repository = openWorkingDirectory(home);
  const engine = await createEngine({ backend, registry, repository, plugins });
  try {
    const flow = async (source: string) => {
      const document = await parseFlow(source, { file: 'bench.yaml', registry });
      if (!document.flow) throw new Error(document.violations.map(({ message }) => message).join('\n'));
      return document.flow;
    };
    return await work({ engine, backend, registry, flow });
  } finally {
    await engine.close();
    await backend.close();
  }
}

/** Starts `count` executions at once and waits for all of them; gives executions per second. */
export async function throughput({ engine }: Bench, flow: Flow, count: number): Promise<number> {
  const start = performance.now();
  await Promise.all(
    Array.from({ length: count }, async () => {
      const { id } = await engine.start({ flow });
      const ended = await engine.ended(id);
      if (ended.state.current !== 'SUCCESS') throw new Error(`An execution ended ${ended.state.current}`);
    }),
  );
  return (count / (performance.now() - start)) * 1000;
}

/** A flow of `count` Return tasks in sequence. */
export function sequenceSource(count: number, type = 'io.kestra.plugin.core.debug.Return'): string {
  const tasks = Array.from(
    { length: count },
    (_, i) => `  - {id: t${i}, type: ${type}, format: "{{ task.id }}"}`,
  );
  return `id: sequence\nnamespace: bench\ntasks:\n${tasks.join('\n')}\n`;
}
