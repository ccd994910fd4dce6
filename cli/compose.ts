/**
 * The composition root: the only place of the command line that knows which backend, registry and engine there are. Each
 * part is loaded when it is first asked for.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Backend } from '../runner/backend/types.ts';
import type { Engine, EngineOptions, TestRunner } from '../runner/engine/types.ts';
import type { FlowDocument } from '../runner/flow/types.ts';
import type { Registry } from '../runner/plugin/registry.ts';
import type { Namespaces } from '../runner/repository/namespaces.ts';
import type { Repository } from '../runner/repository/types.ts';
import { messageOf, Refusal } from './errors.ts';
import { homeOf, prepareHome } from './home.ts';
import { pluginModules } from './plugins/modules.ts';
import { environmentMask } from './secrets.ts';
import type { FlowSettings } from './serve/config.ts';

/** The plugin types that are installed, those of `TUTTI_PLUGINS` included. Throws `Refusal` where a module has none. */
export async function openRegistry(): Promise<Registry> {
  const { pluginRegistry } = await import('../runner/plugins/index.ts');
  const modules = pluginModules();
  if (modules.length === 0) return pluginRegistry();
  const { furtherPlugins } = await import('../runner/worker/plugins.ts');
  try {
    return pluginRegistry(await furtherPlugins(modules));
  } catch (error) {
    throw new Refusal(`Cannot load the plugins: ${messageOf(error)}`, { cause: error });
  }
}

/** Reads a flow document with what its namespace shares. `file`: the name it has in messages. */
export async function readFlow(
  source: string,
  file: string,
  registry: Registry,
  namespaces: Namespaces,
): Promise<FlowDocument> {
  const { parseFlowIn } = await import('../runner/repository/index.ts');
  return parseFlowIn(namespaces, source, { file, registry });
}

/** As `readFlow`, and warns of expressions that cannot be compiled. */
export async function checkFlow(
  source: string,
  file: string,
  registry: Registry,
  namespaces: Namespaces,
): Promise<FlowDocument> {
  const { parseFlowIn } = await import('../runner/repository/index.ts');
  const { check } = await import('../runner/expression/index.ts');
  return parseFlowIn(namespaces, source, { file, registry, checkTemplate: check });
}

/** What `tutti.yaml` gives all flows of a repository. Throws `Refusal` where the file is wrong. */
export async function flowSettings(root: string): Promise<FlowSettings> {
  if (!existsSync(join(root, 'tutti.yaml'))) return { globals: {}, pluginDefaults: [] };
  const { readFlowSettings } = await import('./serve/config.ts');
  return readFlowSettings(root);
}

/** State of the repository at `root`; made where there is none yet. Throws `Refusal` where it cannot be opened. */
export async function openBackend(root: string): Promise<Backend> {
  const home = homeOf(root);
  prepareHome(home);
  const { openSqliteBackend } = await import('../runner/backend/sqlite/index.ts');
  try {
    return await openSqliteBackend({ home });
  } catch (error) {
    throw new Refusal(`Cannot open the state in ${home}: ${messageOf(error)}`, { cause: error });
  }
}

/** As `openBackend`, but `undefined` where nothing was ever executed. */
export async function openExistingBackend(root: string): Promise<Backend | undefined> {
  return existsSync(homeOf(root)) ? openBackend(root) : undefined;
}

/** An engine that keeps its state in `backend`. Its threads know the plugins of `TUTTI_PLUGINS` too. */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const { createEngine } = await import('../runner/engine/index.ts');
  return createEngine({ plugins: pluginModules(), tests: testRunner(options), ...options });
}

/** Runs unit tests of a repository, and keeps their results in `backend` (surfaces §1.5, §1.6). */
export function testRunner({
  backend,
  registry,
  globals,
  pluginDefaults,
  confined = false,
}: Pick<EngineOptions, 'backend' | 'registry' | 'globals' | 'pluginDefaults'> & {
  /** The repository is not the one of this machine's owner: nothing outside is reached, and no secret is there. */
  confined?: boolean;
}): TestRunner {
  return async (repository) => {
    const { testService } = await import('../runner/testing/service.ts');
    const run = testService({
      ...{ backend, registry, mask: environmentMask() },
      ...(globals && { globals }),
      ...(pluginDefaults && { pluginDefaults }),
      ...(confined ? { environment: {}, sandboxed: true as const } : { environment: process.env }),
    });
    return run(repository);
  };
}

/** A folder as a repository; or what is committed there at a ref. Throws `Refusal` where there is no such ref. */
export async function openRepository(root: string, ref?: string): Promise<Repository> {
  const { openGitRepository, openWorkingDirectory } = await import('../runner/repository/index.ts');
  if (ref === undefined) return openWorkingDirectory(root);
  try {
    const git = await openGitRepository(root);
    return await git.at(await git.resolve(ref));
  } catch (error) {
    throw new Refusal(`--ref: ${messageOf(error)}`, { cause: error });
  }
}
