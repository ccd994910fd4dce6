import type { LogLevel } from '../execution/types.ts';
import type { TaskState } from '../expression/index.ts';
import type { Task } from '../flow/types.ts';
import type { CredentialsAccess } from '../plugin/credentials.ts';
import type { ExecutionsAccess, FlowsAccess, TestsAccess, TriggersAccess } from '../plugin/instance.ts';
import type { Confinement, EndedAccess, KvAccess, LogAccess, StoredFile } from '../plugin/types.ts';

/** One attempt of one runnable task, as a worker gets it. */
export interface TaskJob {
  execution: { id: string };
  flow: { id: string; namespace: string; revision: number };
  task: Task;
  taskRun: { id: string; value?: string };
  /** 1 for the first. */
  attempt: number;
  /** The variables of the task run (flow-language §4.11). */
  variables: Readonly<Record<string, unknown>>;
  /** Absolute path of the directory that it shares with other tasks; without one it gets its own. */
  workingDirectory?: string;
  /** For `tasksWithState()`. */
  taskStates(): TaskState[];
}

/** A job that travels as JSON text: only the variables that the task's expressions read. */
export type PortableJob = Omit<TaskJob, 'taskStates'> & {
  taskStates: TaskState[];
  /** As of the host that it belongs to. */
  sealed?: true;
  /** Milliseconds that its time is ahead of the machine's. */
  skew?: number;
  confinement?: Confinement;
};

/** What became of an attempt. */
export interface JobResult {
  state: 'SUCCESS' | 'WARNING' | 'FAILED' | 'KILLED';
  outputs?: Record<string, unknown>;
  /** Milliseconds to wait before the run ends. */
  sleep?: number;
  /** Present where that wait ends with the task's timeout, which is this many milliseconds. */
  timeout?: number;
}

/** Why a running attempt is aborted. */
export type AbortReason = 'kill' | 'timeout';

/**
 * What a worker reaches of the engine. Every argument and result is plain data, so that the same code runs in the
 * engine's thread, in a worker thread behind a message port, and on another machine.
 */
export interface WorkerHost {
  /** Clear text of a secret; it is masked in logs from then on. */
  secret(key: string, namespace: string | undefined): Promise<string>;
  kv: KvAccess;
  /** What `now()` gives, epoch milliseconds with a fraction. Absent in a worker, which has `skew`. */
  now?(): number;
  /** Nothing outside may be reached: `http()` gives an empty object. */
  sealed?: true;
  /** What is kept from tasks and from `http()`; absent: nothing. */
  confinement?: Confinement;
  /** Stores bytes under the task run's folder. */
  storePut(name: string, content: Uint8Array): Promise<StoredFile>;
  /** Copies a local file under the task run's folder. */
  storePutFile(name: string, localPath: string): Promise<StoredFile>;
  /** A local path to read a `kestra://`, `file://` or `nsfile://` URI from. */
  storeLocalPath(uri: string): Promise<string>;
  storeSize(uri: string): Promise<number | undefined>;
  storeDelete(uri: string): Promise<boolean>;
  storeDeleteExecution(): Promise<string[]>;
  listNamespaceFiles(namespace: string | undefined): Promise<string[]>;
  readNamespaceFile(path: string, namespace: string | undefined): Promise<Uint8Array>;
  writeNamespaceFile(path: string, content: Uint8Array, namespace: string | undefined): Promise<void>;
  deleteNamespaceFile(path: string, namespace: string | undefined): Promise<boolean>;
  /** ERROR log entries of the execution. */
  errorLogs(): Promise<unknown[]>;
  readLogs: LogAccess['read'];
  purgeLogs: LogAccess['purge'];
  purgeExecutions: EndedAccess['purge'];
  executions: ExecutionsAccess;
  flows: FlowsAccess;
  triggers: TriggersAccess;
  credentials: CredentialsAccess;
  tests: TestsAccess;
  log(level: LogLevel, messages: readonly string[]): void | Promise<void>;
  metric(entry: {
    name: string;
    type: 'counter' | 'timer' | 'gauge';
    value: number;
    tags: Record<string, string>;
  }): void;
  mask(secret: string): void;
}
