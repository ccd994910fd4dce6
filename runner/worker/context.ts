import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { render, renderDeep, renderTyped } from '../expression/index.ts';
import { assertBounded } from '../expression/java/extent.ts';
import type { Registry } from '../plugin/registry.ts';
import type { StorageAccess, TaskContext, TaskResult } from '../plugin/types.ts';
import { makeDirectory, removeDirectory } from './directory.ts';
import type { JobRenderer } from './rendering.ts';
import type { TaskJob, WorkerHost } from './types.ts';

interface ContextOptions {
  job: TaskJob;
  registry: Registry;
  host: WorkerHost;
  signal: AbortSignal;
  /** Filled by `keepOutputs`. */
  kept: { outputs?: Record<string, unknown> };
  renderer: JobRenderer;
  runOther(task: { id: string; type: string }): Promise<TaskResult>;
}

/** The context of a running task over its host, and `dispose`, which removes the working directory if it is its own. */
export function taskContext(options: ContextOptions): {
  context: Omit<TaskContext<unknown>, 'properties'>;
  dispose(): Promise<void>;
} {
  const { job, registry, host, signal, kept, renderer, runOther } = options;
  let directory: Promise<string> | undefined;
  const workingDirectory = async () => {
    if (job.workingDirectory !== undefined) return job.workingDirectory;
    directory ??= makeDirectory(job.taskRun.id);
    return directory;
  };

  return {
    context: {
      task: job.task,
      taskRun: { ...job.taskRun, attempt: job.attempt - 1 },
      execution: job.execution,
      flow: job.flow,
      signal,
      ...(host.confinement && { confinement: host.confinement }),
      render: (template, extra) => renderer.with((variables, o) => render(template, variables, o), extra),
      renderTyped: (template, extra) =>
        renderer.with((variables, o) => renderTyped(template, variables, o), extra),
      renderDeep: (value, extra) => renderer.with((variables, o) => renderDeep(value, variables, o), extra),
      log: (level, message) => void host.log(level, [message]),
      logLines: (level, messages) => host.log(level, messages),
      metric: ({ tags = {}, ...entry }) => host.metric({ ...entry, tags }),
      mask: (secret) => host.mask(secret),
      storage: storageAccess(host, workingDirectory),
      kv: host.kv,
      namespaceFiles: {
        list: (namespace) => host.listNamespaceFiles(namespace),
        read: (path, namespace) => host.readNamespaceFile(path, namespace),
        write: (path, content, namespace) => host.writeNamespaceFile(path, content, namespace),
        delete: (path, namespace) => host.deleteNamespaceFile(path, namespace),
      },
      logs: { read: host.readLogs, purge: host.purgeLogs },
      ended: { purge: host.purgeExecutions },
      executions: host.executions,
      flows: host.flows,
      triggers: host.triggers,
      credentials: host.credentials,
      sealed: host.sealed === true,
      tests: host.tests,
      workingDirectory,
      keepOutputs(outputs) {
        assertBounded(outputs);
        kept.outputs = outputs;
      },
      async definition(type) {
        await registry.load([type]);
        return registry.get(type);
      },
      runTask: runOther,
    },
    async dispose() {
      if (directory) await removeDirectory(await directory);
    },
  };
}

function storageAccess(host: WorkerHost, workingDirectory: () => Promise<string>): StorageAccess {
  return {
    async put(content, { name, extension = '' } = {}) {
      const fileName = name ?? `${crypto.randomUUID()}${extension}`;
      if (typeof content === 'string') return host.storePut(fileName, Buffer.from(content));
      if (content instanceof Uint8Array) return host.storePut(fileName, content);
      const path = join(await workingDirectory(), `.${crypto.randomUUID()}.part`);
      await pipeline(Readable.from(content, { objectMode: false }), createWriteStream(path));
      const stored = await host.storePutFile(fileName, path);
      await rm(path, { force: true });
      return stored;
    },
    putFile: (path, { name = basename(path) } = {}) => host.storePutFile(name, path),
    get: async (uri) => readFile(await host.storeLocalPath(uri)),
    async *stream(uri) {
      yield* createReadStream(await host.storeLocalPath(uri)) as AsyncIterable<Uint8Array>;
    },
    localPath: (uri) => host.storeLocalPath(uri),
    size: (uri) => host.storeSize(uri),
    delete: (uri) => host.storeDelete(uri),
    deleteExecutionFiles: () => host.storeDeleteExecution(),
  };
}
