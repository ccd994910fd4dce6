import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openMemoryBackend, openSqliteBackend } from '../../runner/backend/sqlite/index.ts';
import type { Backend } from '../../runner/backend/types.ts';
import {
  createEngine,
  type Engine,
  type EngineOptions,
  type StartRequest,
} from '../../runner/engine/index.ts';
import type { Execution, ExecutionDocument, LogLevel } from '../../runner/execution/types.ts';
import { parseFlow } from '../../runner/flow/parse.ts';
import type { Flow } from '../../runner/flow/types.ts';
import { pluginRegistry } from '../../runner/plugins/index.ts';
import { openWorkingDirectory } from '../../runner/repository/index.ts';
import { furtherPlugins } from '../../runner/worker/plugins.ts';

/** Tasks of the tests' own, see the module. */
const plugins = [new URL('./plugins/tasks.ts', import.meta.url).href];

export interface EngineWorldOptions
  extends Partial<
    Pick<
      EngineOptions,
      | 'environment'
      | 'threads'
      | 'isolation'
      | 'sealed'
      | 'logLevel'
      | 'backend'
      | 'credentials'
      | 'confinement'
    >
  > {
  /** Files of the repository by path: flows, namespace files. */
  files?: Record<string, string>;
  /** `disk`: a database that outlives the process. Default `memory`. */
  state?: 'disk' | 'memory';
}

/** A real engine over a repository of its own, for one test. */
export interface EngineWorld {
  readonly engine: Engine;
  readonly backend: Backend;
  /** Folder of the state, where it is on disk. */
  readonly home: string;
  /** The flow of a document: `rest` follows its id and namespace. */
  flow(rest: string): Promise<Flow>;
  start(rest: string, request?: Omit<StartRequest, 'flow'>): Promise<Execution>;
  /** Starts a flow and waits for its end. */
  run(rest: string, request?: Omit<StartRequest, 'flow'>): Promise<ExecutionDocument>;
  /** Messages of an execution's log, of a level and above. */
  messages(executionId: string, minLevel?: LogLevel): Promise<string[]>;
  /** Waits until a task run of an execution is in a state, and gives it. */
  reached(executionId: string, taskId: string, state: string): Promise<void>;
}

/** Opens such an engine; what it made is removed when the test finished. */
export async function engineWorld(options: EngineWorldOptions = {}): Promise<EngineWorld> {
  const root = await mkdtemp(join(tmpdir(), 'tutti-engine-test-'));
  onTestFinished(() => rm(root, { recursive: true, force: true, maxRetries: 3 }));
  for (const [path, content] of Object.entries(options.files ?? {})) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
  const home = join(root, '.tutti');
  const backend =
    options.backend ??
    (options.state === 'disk' ? await openSqliteBackend({ home }) : await openMemoryBackend());
  if (!options.backend) onTestFinished(() => backend.close());
  const registry = pluginRegistry(await furtherPlugins(plugins));
  const engine = await createEngine({
    backend,
    registry,
    repository: openWorkingDirectory(root),
    environment: options.environment ?? {},
    plugins,
    ...(options.threads !== undefined && { threads: options.threads }),
    ...(options.isolation && { isolation: options.isolation }),
    ...(options.sealed && { sealed: options.sealed }),
    ...(options.logLevel && { logLevel: options.logLevel }),
    credentials: options.credentials,
    ...(options.confinement && { confinement: options.confinement }),
  });
  onTestFinished(() => engine.close());

  const flow = async (rest: string) => {
    const parsed = await parseFlow(`id: flow\nnamespace: tests\n${rest}`, { file: 'flow.yaml', registry });
    if (parsed.flow) return parsed.flow;
    throw new Error(parsed.violations.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  };
  const start: EngineWorld['start'] = async (rest, request = {}) =>
    engine.start({ flow: await flow(rest), ...request });
  return {
    engine,
    backend,
    home,
    flow,
    start,
    run: async (rest, request) => engine.ended((await start(rest, request)).id),
    async messages(executionId, minLevel = 'TRACE') {
      return (await backend.logs({ executionId, minLevel })).entries.map(({ message }) => message);
    },
    async reached(executionId, taskId, state) {
      const isThere = async () =>
        (await backend.taskRuns(executionId)).some(
          (run) => run.taskId === taskId && run.state.current === state,
        );
      while (!(await isThere())) await new Promise((resolve) => setTimeout(resolve, 10));
    },
  };
}

/** The states of an execution's task runs, as `task STATE`, in creation order. */
export function states({ taskRunList }: ExecutionDocument): string[] {
  return taskRunList.map(
    ({ taskId, value, state }) => `${taskId}${value === undefined ? '' : `[${value}]`} ${state.current}`,
  );
}

/** Whether a process runs; one that nobody waited for (a zombie) does not. */
export function isRunning(pid: number): boolean {
  const { readFileSync } = process.getBuiltinModule('node:fs');
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
