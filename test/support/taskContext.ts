import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { z } from 'zod';
import { openFileStore } from '../../runner/backend/files.ts';
import { kvAccess } from '../../runner/engine/kvAccess.ts';
import type { LogLevel } from '../../runner/execution/types.ts';
import { render, renderDeep, renderTyped, type Services, settle } from '../../runner/expression/index.ts';
import { createRegistry, type Registry } from '../../runner/plugin/registry.ts';
import type {
  KvAccess,
  LogAccess,
  NamespaceFilesAccess,
  RunnableTask,
  StorageAccess,
  TaskContext,
  TaskResult,
} from '../../runner/plugin/types.ts';
import { core } from '../../runner/plugins/core/index.ts';
import { renderProperties } from '../../runner/worker/properties.ts';
import { memoryKv } from './memoryKv.ts';
import { namespaceFilesOf, storageOf } from './taskFiles.ts';

type Metric = Parameters<TaskContext<unknown>['metric']>[0];
type Written = Record<string, unknown>;

/** Where tasks run in tests: a real context over a temporary directory, with what the tasks did for the test to look at. */
export interface TaskWorld {
  readonly logs: { level: LogLevel; message: string }[];
  readonly metrics: Metric[];
  readonly masked: string[];
  /** What the task said to keep should it fail. */
  readonly keptOutputs: Record<string, unknown>[];
  readonly storage: StorageAccess;
  readonly kv: KvAccess;
  /** The working directory of every run; made at once. */
  readonly directory: string;
  /** Checks the written properties of a task against its schema, renders them, and runs it. */
  run<Shape extends z.ZodRawShape>(
    definition: RunnableTask<Shape>,
    written?: Written,
    options?: { signal?: AbortSignal },
  ): Promise<TaskResult | undefined>;
  /** Stores a text as an earlier task of the execution would have; gives its URI. */
  file(content: string | Uint8Array, name?: string): Promise<string>;
  /** The text of a stored file. */
  text(uri: unknown): Promise<string>;
}

/**
 * A world of its own for one test; removed when the test finished. `variables` are those that expressions read besides `flow`,
 * `execution`, `task` and `taskrun`; `secrets` are in clear text; `namespaceFiles` are those of the flow's namespace by path.
 */
export async function taskWorld({
  variables = {},
  namespace = 'company.team',
  secrets = {},
  namespaceFiles = {},
  logs = noLogs,
  reach = {},
  taskRun = {},
  registry = createRegistry(core, {}),
}: {
  variables?: Record<string, unknown>;
  namespace?: string;
  secrets?: Record<string, string>;
  namespaceFiles?: Record<string, string>;
  logs?: LogAccess;
  /** Other executions, flows and triggers; by default there are none. */
  reach?: Partial<Pick<TaskContext<unknown>, Reached>>;
  taskRun?: { value?: string; attempt?: number };
  registry?: Registry;
} = {}): Promise<TaskWorld> {
  const root = await mkdtemp(join(tmpdir(), 'task-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const directory = join(root, 'work');
  await mkdir(directory);

  const flow = { id: 'flow', namespace, revision: 1 };
  const execution = { id: 'execution' };
  const files = namespaceFilesOf(namespace, namespaceFiles);
  const storage = storageOf(openFileStore(join(root, 'storage')), files, {
    namespace,
    flowId: flow.id,
    executionId: execution.id,
    taskId: 'task',
    id: 'run',
  });
  const kv = kvAccess(memoryKv(), namespace);
  const services = servicesOf(storage, kv, files, secrets);
  const seen: Pick<TaskWorld, 'logs' | 'metrics' | 'masked' | 'keptOutputs'> = {
    logs: [],
    metrics: [],
    masked: [],
    keptOutputs: [],
  };

  async function run<Shape extends z.ZodRawShape>(
    definition: RunnableTask<Shape>,
    written: Written = {},
    { signal = new AbortController().signal }: { signal?: AbortSignal } = {},
  ): Promise<TaskResult | undefined> {
    const task = { id: 'task', type: definition.type, ...written };
    const current = { id: 'run', attempt: 0, ...taskRun };
    const scope = {
      flow,
      execution,
      task: { id: task.id, type: task.type },
      taskrun: {
        id: current.id,
        attemptsCount: current.attempt,
        ...(current.value !== undefined && { value: current.value }),
      },
      ...variables,
    };
    definition.properties.parse(written);
    const rendering = rendererOf(scope, services);
    const properties = await renderProperties(definition.properties, written, {
      text: rendering.render,
      typed: rendering.renderTyped,
      deep: rendering.renderDeep,
    });
    return definition.run({
      properties: properties as z.infer<z.ZodObject<Shape>>,
      task,
      taskRun: current,
      execution,
      flow,
      signal,
      ...rendering,
      log: (level, message) => seen.logs.push({ level, message }),
      logLines: (level, messages) => void seen.logs.push(...messages.map((message) => ({ level, message }))),
      metric: (entry) => seen.metrics.push(entry),
      mask: (secret) => seen.masked.push(secret),
      storage,
      kv,
      namespaceFiles: files,
      logs,
      ended: { purge: async () => ({ executions: 0, logs: 0, metrics: 0, files: 0 }) },
      ...nothing,
      ...reach,
      workingDirectory: async () => directory,
      keepOutputs: (outputs) => seen.keptOutputs.push(outputs),
      async definition(type) {
        await registry.load([type]);
        return registry.get(type);
      },
      async runTask(other) {
        await registry.load([other.type]);
        const found = registry.get(other.type);
        if (found?.kind !== 'runnable') throw new Error(`No runnable task is called ${other.type}`);
        const { id: _id, type: _type, ...properties } = other;
        return (await run(found, properties)) ?? {};
      },
    });
  }

  return {
    ...seen,
    storage,
    kv,
    directory,
    run,
    file: async (content, name) => (await storage.put(content, { name })).uri,
    text: async (uri) => new TextDecoder().decode(await storage.get(String(uri))),
  };
}

type Reached = 'executions' | 'flows' | 'triggers' | 'credentials' | 'sealed' | 'tests';

const nothing: Pick<TaskContext<unknown>, Reached> = {
  executions: {
    search: async () => ({ results: [], total: 0 }),
    count: async () => 0,
    resume: async () => undefined,
    kill: async () => undefined,
    delete: async () => undefined,
  },
  flows: { list: async () => [] },
  triggers: { toggle: async () => 0 },
  credentials: { github: async () => undefined },
  sealed: false,
  tests: {
    run: async ({ testId }) => Promise.reject(new Error(`There is no test suite ${testId}`)),
    runAll: async () => Promise.reject(new Error('There are no unit tests')),
  },
};

const noLogs: LogAccess = {
  read: async () => ({ entries: [], cursor: 0 }),
  purge: async () => 0,
};

function rendererOf(variables: Record<string, unknown>, services: Services) {
  const scoped = (extra: Record<string, unknown> | undefined) =>
    extra ? { ...variables, ...extra } : variables;
  return {
    render: (template: string, extra?: Record<string, unknown>) =>
      settle((options) => render(template, scoped(extra), options), { services }),
    renderTyped: (template: string, extra?: Record<string, unknown>) =>
      settle((options) => renderTyped(template, scoped(extra), options), { services }),
    renderDeep: <T>(value: T, extra?: Record<string, unknown>) =>
      settle((options) => renderDeep(value, scoped(extra), options), { services }),
  };
}

function servicesOf(
  storage: StorageAccess,
  kv: KvAccess,
  files: NamespaceFilesAccess,
  secrets: Record<string, string>,
): Services {
  const isUri = (path: string) => /^(kestra|file|nsfile):/.test(path);
  const read = (path: string, namespace?: string) =>
    isUri(path) ? storage.get(path) : files.read(path, namespace);
  return {
    now: Date.now,
    randomBytes,
    async secret(key) {
      const secret = secrets[key];
      if (secret === undefined) throw new Error(`Cannot find secret for key '${key}'.`);
      return secret;
    },
    kv: (key, namespace) => kv.get(key, { namespace, inherit: namespace === undefined }),
    read,
    fileSize: async (path, namespace) => {
      try {
        return (await read(path, namespace)).length;
      } catch {
        return undefined;
      }
    },
    fileUri: (path) => `nsfile:///${path}`,
    http: async () => {
      throw new Error('Unable to execute HTTP request');
    },
    errorLogs: async () => [],
    taskStates: () => [],
  };
}
