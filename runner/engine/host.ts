import { executionFolder, parseStorageUri, storageUri, taskRunFolder } from '../backend/storageUri.ts';
import type { Backend } from '../backend/types.ts';
import type { LogEntry, LogLevel } from '../execution/types.ts';
import type { Repository } from '../repository/types.ts';
import type { WorkerHost } from '../worker/types.ts';
import { realClock } from './clock.ts';
import { noCredentials } from './credentials.ts';
import { logsWithFiles } from './fileLogs.ts';
import { executionsAccess } from './instance/executions.ts';
import { flowsAccess } from './instance/flows.ts';
import { testsAccess } from './instance/tests.ts';
import { triggersAccess } from './instance/triggers.ts';
import { kvAccess } from './kvAccess.ts';
import { localFile } from './localFile.ts';
import { levelOf } from './logs.ts';
import type { Runtime } from './runtime.ts';
import { treeAt } from './tree.ts';

/** Log entries that a task gets at a time. */
const logPage = 1_000;

/** Whose work a host serves: a task run, or the execution itself (its inputs and outputs). */
export interface HostScope {
  executionId: string;
  namespace: string;
  flowId: string;
  /** Of the execution; namespace files are read there. */
  commit?: string;
  taskRun?: { id: string; taskId: string; attempt: number; logLevel?: unknown };
  /** The trigger whose evaluation may make the execution. */
  trigger?: { id: string; logLevel?: unknown };
}

/** What a worker reaches of this engine, for one task run or one execution. */
export function workerHost(runtime: Runtime, scope: HostScope): WorkerHost {
  const { backend, repository, masker } = runtime;
  const { namespace, taskRun, trigger } = scope;
  const files = backend.files;
  const folder = taskRun
    ? taskRunFolder({ ...scope, id: taskRun.id, taskId: taskRun.taskId })
    : `${executionFolder({ ...scope, id: scope.executionId })}${trigger ? `/trigger/${trigger.id}` : ''}`;
  const stored = (path: string, { size }: { size: number }) => ({ uri: storageUri(path), size });
  const source = logSource(scope);
  const tree = () => treeAt(runtime, scope.commit);
  const least = levelOf((taskRun ?? trigger)?.logLevel, runtime.logLevel);

  return {
    async secret(key) {
      const secret = runtime.secret(key);
      masker.add(secret);
      return secret;
    },
    ...(runtime.clock !== realClock && { now: runtime.clock.now }),
    kv: kvAccess(backend.kv, namespace, runtime.clock.now),
    ...(runtime.sealed && { sealed: true }),
    ...(runtime.confinement && { confinement: runtime.confinement }),
    async storePut(name, content) {
      const path = `${folder}/${name}`;
      return stored(path, await files.put(path, content));
    },
    async storePutFile(name, localPath) {
      const path = `${folder}/${name}`;
      return stored(path, await files.putFile(path, localPath));
    },
    storeLocalPath: (uri) => localFile(runtime, uri, scope),
    storeSize: (uri) => sizeOf(runtime, backend, uri, scope),
    storeDelete: (uri) => files.delete(parseStorageUri(uri)),
    async storeDeleteExecution() {
      const deleted = await files.deleteFolder(executionFolder({ ...scope, id: scope.executionId }));
      return deleted.map(storageUri);
    },
    listNamespaceFiles: async (other) => (await tree()).listFiles(other ?? namespace),
    readNamespaceFile: async (path, other) =>
      (await tree()).readFile(other ?? namespace, path.replace(/^\/+/, '')),
    async writeNamespaceFile(path, content, other) {
      if (!repository.writeFile) throw unchangeable(repository);
      return repository.writeFile(other ?? namespace, path, content);
    },
    async deleteNamespaceFile(path, other) {
      if (!repository.deleteFile) throw unchangeable(repository);
      return repository.deleteFile(other ?? namespace, path);
    },
    async readLogs({ executionId = scope.executionId, ...query }) {
      await runtime.flushed();
      return backend.logs({ ...query, executionId, ofTaskRuns: true, limit: logPage });
    },
    async purgeLogs(purge) {
      await runtime.flushed();
      return backend.deleteLogs(purge);
    },
    async purgeExecutions(purge) {
      await runtime.flushed();
      return backend.purgeExecutions(purge);
    },
    executions: executionsAccess(runtime, scope),
    flows: flowsAccess(runtime, scope),
    triggers: triggersAccess(runtime, scope),
    credentials: noCredentials,
    tests: testsAccess(runtime, scope),
    async errorLogs() {
      await runtime.flushed();
      return logsWithFiles(backend, { executionId: scope.executionId, minLevel: 'ERROR' });
    },
    log: (level: LogLevel, messages) => runtime.log(source, level, messages, least),
    metric(entry) {
      if (!taskRun) return;
      runtime.metric({
        ...entry,
        executionId: scope.executionId,
        namespace,
        flowId: scope.flowId,
        taskId: taskRun.taskId,
        taskRunId: taskRun.id,
      });
    },
    mask: (secret) => masker.add(secret),
  };
}

function logSource({
  executionId,
  namespace,
  flowId,
  taskRun,
  trigger,
}: HostScope): Omit<LogEntry, 'level' | 'timestamp' | 'message'> {
  if (!taskRun) return { executionId, namespace, flowId, ...(trigger && { triggerId: trigger.id }) };
  return {
    executionId,
    namespace,
    flowId,
    taskId: taskRun.taskId,
    taskRunId: taskRun.id,
    attemptNumber: taskRun.attempt - 1,
  };
}

function unchangeable({ root, commit }: Repository): Error {
  return new Error(
    `Namespace files are read from ${commit === undefined ? root : `commit ${commit}`} and cannot be changed by a task: commit the change to the repository`,
  );
}

async function sizeOf(
  runtime: Runtime,
  backend: Backend,
  uri: string,
  scope: HostScope,
): Promise<number | undefined> {
  if (uri.startsWith('kestra://')) return backend.files.size(parseStorageUri(uri));
  const { stat } = await import('node:fs/promises');
  try {
    return (await stat(await localFile(runtime, uri, scope))).size;
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return undefined;
    throw error;
  }
}
