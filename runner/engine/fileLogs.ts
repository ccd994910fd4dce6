import { Readable } from 'node:stream';
import { parseStorageUri } from '../backend/storageUri.ts';
import type { Backend, LogQuery } from '../backend/types.ts';
import type { LogEntry, LogLevel } from '../execution/types.ts';
import { walkTasks } from '../flow/nested.ts';
import { logLinesOf } from './logFile.ts';
import { isKept } from './logs.ts';

/** The log of an execution by time, with what tasks and its trigger wrote to files (flow-language §1.3 `logToFile`). */
export async function logsWithFiles(backend: Backend, query: LogQuery): Promise<LogEntry[]> {
  const { entries } = await backend.logs(query);
  const inFiles = await Array.fromAsync(logsInFiles(backend, query));
  if (inFiles.length === 0) return entries;
  return [...entries, ...inFiles].sort((a, b) => (a.timestamp < b.timestamp ? -1 : 1));
}

/** What the trigger and ended attempts of an execution wrote to files, file after file. Files that are gone are left out. */
export async function* logsInFiles(backend: Backend, query: LogQuery): AsyncGenerator<LogEntry> {
  for (const { uri, source } of await logFiles(backend, query))
    for await (const line of linesIn(backend, uri))
      if (isKept(line.level, query.minLevel ?? 'TRACE')) yield { ...source, ...line };
}

interface StoredLog {
  uri: string;
  source: Omit<LogEntry, 'timestamp' | 'level' | 'message'>;
}

async function logFiles(backend: Backend, query: LogQuery): Promise<StoredLog[]> {
  const { executionId } = query;
  const execution = await backend.execution(executionId);
  if (!execution) return [];
  const { namespace, flowId, trigger } = execution;
  const files: StoredLog[] = [];
  const ofTask = query.ofTaskRuns ?? query.taskRunId ?? query.taskId ?? query.taskIds ?? query.attemptNumber;
  if (trigger?.logFile !== undefined && ofTask === undefined)
    files.push({ uri: trigger.logFile, source: { executionId, namespace, flowId, triggerId: trigger.id } });
  const flow = execution.flowHash === undefined ? undefined : await backend.flow(execution.flowHash);
  // Task runs are many, and few flows have such tasks.
  if (!flow || ![...walkTasks(flow)].some(({ task }) => task.logToFile)) return files;
  for (const { id: taskRunId, taskId, attempts = [] } of await backend.taskRuns(executionId)) {
    if ((query.taskRunId ?? taskRunId) !== taskRunId || (query.taskId ?? taskId) !== taskId) continue;
    if (query.taskIds && !query.taskIds.includes(taskId)) continue;
    for (const [attemptNumber, { logFile }] of attempts.entries())
      if (logFile !== undefined && (query.attemptNumber ?? attemptNumber) === attemptNumber)
        files.push({
          uri: logFile,
          source: { executionId, namespace, flowId, taskId, taskRunId, attemptNumber },
        });
  }
  return files;
}

async function* linesIn(
  { files }: Backend,
  uri: string,
): AsyncGenerator<{ timestamp: string; level: LogLevel; message: string }> {
  try {
    yield* logLinesOf(Readable.from(files.stream(parseStorageUri(uri)), { objectMode: false }));
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ENOENT') throw error;
  }
}
