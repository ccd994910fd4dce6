import type { z } from 'zod';
import type { LogEntry, LogLevel, StateName } from '../execution/types.ts';
import type { CredentialsAccess } from './credentials.ts';
import type { ExecutionsAccess, FlowsAccess, TestsAccess, TriggersAccess } from './instance.ts';

/** An example of a type's use, shown in its documentation. */
export interface Example {
  title?: string;
  /** YAML of a complete flow, or of a single task. */
  code: string;
}

interface Documented {
  /** Canonical name: `io.kestra.plugin.core.log.Log`. */
  type: string;
  /** One line. */
  title: string;
  /** Markdown. */
  description?: string;
  /** Other names this type was ever known by are in `aliases.ts`, not here. */
  deprecated?: string;
  examples?: readonly Example[];
}

/** A file in internal storage, or one that a task made. */
export interface StoredFile {
  uri: string;
  /** Bytes. */
  size: number;
}

/**
 * Where HTTP requests may go (github §8.2, SSRF). Entries are hosts (`files.example.org`, `*.example.org`), addresses, and blocks
 * of addresses (`10.0.0.0/8`).
 */
export interface Egress {
  /** What may be reached beside public addresses; absent: any address. */
  readonly allow?: readonly string[];
  /** Nothing but these, as URLs name them, of what may be reached in any case; absent: all of it. */
  readonly only?: readonly string[];
}

/** What tasks may not have of the machine that they run on. A task that sends requests or starts programs keeps to it. */
export interface Confinement {
  /** Absent: requests go anywhere. */
  readonly egress?: Egress;
  /** Programs inherit nothing of the environment but what every program needs (`bareEnvironment`). */
  readonly bareScripts?: true;
}

/** What a running task can do besides computing (flow-language §6). */
export interface TaskContext<Properties> {
  /** Rendered and converted, except those declared `template` or `fixed` (see `properties.ts`). */
  readonly properties: Properties;
  /** The task as written. */
  readonly task: { id: string; type: string; [property: string]: unknown };
  readonly taskRun: { id: string; value?: string /** finished attempts before this one */; attempt: number };
  readonly execution: { id: string };
  readonly flow: { id: string; namespace: string; revision: number };
  /** Aborted on kill and on timeout; a task that ignores it is ended with its thread. */
  readonly signal: AbortSignal;
  /** Absent: the task has what this machine has. */
  readonly confinement?: Confinement;

  /** Renders with the execution's variables, and `extra` over them (flow-language §4.1). */
  render(template: string, extra?: Record<string, unknown>): Promise<string>;
  /** As `render`, in typed mode. */
  renderTyped(template: string, extra?: Record<string, unknown>): Promise<unknown>;
  /** Renders every string of a value, keys included. */
  renderDeep<T>(value: T, extra?: Record<string, unknown>): Promise<T>;

  /** Writes to the execution's log; secrets are masked, long messages split. */
  log(level: LogLevel, message: string): void;
  /** As `log`, for many messages of one level, in order. Wait for the result before the next call: it paces a task that writes a lot. */
  logLines(level: LogLevel, messages: readonly string[]): void | Promise<void>;
  metric(entry: {
    name: string;
    type: 'counter' | 'timer' | 'gauge';
    value: number;
    tags?: Record<string, string>;
  }): void;
  /** Registers a text that must never appear in a log or a report. */
  mask(secret: string): void;

  readonly storage: StorageAccess;
  readonly kv: KvAccess;
  readonly namespaceFiles: NamespaceFilesAccess;
  readonly logs: LogAccess;
  readonly ended: EndedAccess;
  readonly executions: ExecutionsAccess;
  readonly flows: FlowsAccess;
  readonly triggers: TriggersAccess;
  readonly credentials: CredentialsAccess;
  /** Nothing outside may be reached: a task sends no request to an address that the flow names (github §8.3). */
  readonly sealed: boolean;
  readonly tests: TestsAccess;
  /**
   * A directory of this run, made on first use and removed when the run ended; inside a WorkingDirectory task the one that its
   * tasks share. Absolute path.
   */
  workingDirectory(): Promise<string>;
  /** Outputs to keep although the task fails afterwards (flow-language §7.3 rule 6). */
  keepOutputs(outputs: Record<string, unknown>): void;
  /** Definition of an installed type, by canonical name or alias. */
  definition(type: string): Promise<PluginDefinition | undefined>;
  /** Runs another runnable task in this one's place: TemplatedTask. */
  runTask(task: { id: string; type: string; [property: string]: unknown }): Promise<TaskResult>;
}

/** Internal storage as a task sees it (flow-language §6.7). */
export interface StorageAccess {
  /** Stores under the task run's folder. `name` defaults to a random one; keeps `extension` (with its dot). */
  put(
    content: Uint8Array | string | AsyncIterable<Uint8Array>,
    options?: { name?: string; extension?: string },
  ): Promise<StoredFile>;
  /** Copies a local file into storage. */
  putFile(path: string, options?: { name?: string }): Promise<StoredFile>;
  /** Content of a `kestra://`, `file://` or `nsfile://` URI. Rejects with a message naming the URI when it is absent or not allowed. */
  get(uri: string): Promise<Uint8Array>;
  /** As `get`, in pieces. */
  stream(uri: string): AsyncIterable<Uint8Array>;
  /** Absolute path of a local, read-only copy. */
  localPath(uri: string): Promise<string>;
  size(uri: string): Promise<number | undefined>;
  delete(uri: string): Promise<boolean>;
  /** Deletes every file of the current execution; gives their URIs. */
  deleteExecutionFiles(): Promise<string[]>;
}

export type KvType = 'STRING' | 'NUMBER' | 'BOOLEAN' | 'DATETIME' | 'DATE' | 'DURATION' | 'JSON';

/** A KV entry without its value. */
export interface KvEntry {
  namespace: string;
  key: string;
  type: KvType;
  description?: string;
  creationDate: string;
  updateDate: string;
  expirationDate?: string;
}

/** The KV store (flow-language §6.4). `namespace` defaults to the flow's. */
export interface KvAccess {
  set(
    key: string,
    value: unknown,
    options?: {
      namespace?: string;
      type?: KvType /** milliseconds from now */;
      ttl?: number;
      overwrite?: boolean;
      description?: string;
    },
  ): Promise<void>;
  /** `undefined` when absent. With `inherit`, parents of the namespace are asked too. */
  get(
    key: string,
    options?: { namespace?: string; inherit?: boolean },
  ): Promise<{ value: unknown; type: KvType; expired: boolean } | undefined>;
  /** Entries of a namespace, expired ones included. */
  list(options?: { namespace?: string; prefix?: string }): Promise<KvEntry[]>;
  delete(key: string, options?: { namespace?: string }): Promise<boolean>;
  /** Every namespace that has an entry. */
  namespaces(): Promise<string[]>;
}

/**
 * Namespace files, read from the repository at the execution's commit. `namespace` defaults to the flow's. Only those of a
 * working directory can be changed; `write` and `delete` reject where the repository is a tree of Git.
 */
export interface NamespaceFilesAccess {
  /** Paths without a leading slash, sorted. */
  list(namespace?: string): Promise<string[]>;
  /** Rejects when absent. */
  read(path: string, namespace?: string): Promise<Uint8Array>;
  write(path: string, content: Uint8Array, namespace?: string): Promise<void>;
  /** Whether there was such a file. */
  delete(path: string, namespace?: string): Promise<boolean>;
}

/** Logs of executions, as they are stored: with secrets masked (flow-language §6.3). */
export interface LogAccess {
  /** What task runs logged, in order of writing: one page of it; `cursor` continues after it. */
  read(query: LogRead): Promise<{ entries: LogEntry[]; cursor: number }>;
  /** Deletes entries; gives how many. */
  purge(query: LogPurge): Promise<number>;
}

/** Which log entries of task runs to read. */
export interface LogRead {
  /** The current execution by default. */
  executionId?: string;
  taskIds?: readonly string[];
  minLevel?: LogLevel;
  after?: number;
}

/** Which log entries to delete: those that all of these hold for. */
export interface LogPurge {
  /** Without `flowId` the namespaces below it are meant too. */
  namespace?: string;
  flowId?: string;
  executionId?: string;
  levels?: readonly LogLevel[];
  /** ISO instants, inclusive. */
  from?: string;
  to: string;
}

/** Executions that have ended. */
export interface EndedAccess {
  /** Deletes them, or parts of them (flow-language §6.2, PurgeExecutions). */
  purge(query: ExecutionPurge): Promise<PurgedExecutions>;
}

/** Which ended executions to purge: those that all of these hold for. One that something still runs of or needs stays. */
export interface ExecutionPurge {
  /** Without `flowId` the namespaces below it are meant too. */
  namespace?: string;
  flowId?: string;
  states?: readonly StateName[];
  /** ISO instants, inclusive: when they began. */
  from?: string;
  to?: string;
  /** ISO instant. */
  endedBefore?: string;
  /** The executions stay, with their task runs. */
  keepExecutions?: boolean;
  keepLogs?: boolean;
  keepMetrics?: boolean;
  keepFiles?: boolean;
}

/** How much a purge deleted. */
export interface PurgedExecutions {
  /** Executions, or those that parts were deleted of. */
  executions: number;
  logs: number;
  metrics: number;
  files: number;
}

/** Outputs, and a state other than SUCCESS where the task says so. */
export interface TaskResult {
  outputs?: Record<string, unknown>;
  state?: Extract<StateName, 'SUCCESS' | 'WARNING' | 'FAILED'>;
  /** Milliseconds after which the engine ends the run: a durable timer, for a wait holds no worker. */
  sleep?: number;
}

/** A task that a worker runs (flow-language §6: runnable). */
export interface RunnableTask<Shape extends z.ZodRawShape = z.ZodRawShape> extends Documented {
  kind: 'runnable';
  properties: z.ZodObject<Shape>;
  /** What it gives; nothing where it is absent. Keys that are not known beforehand: `z.record`, `z.looseObject`. */
  outputs?: z.ZodType;
  /**
   * Where `run` executes. `inline`: it computes a little or waits on I/O and may share the engine's thread.
   * `thread` (default): it may block, spin or crash.
   */
  runs?: 'inline' | 'thread';
  /** Nothing but the result comes of a run: its start need not be on record before it begins, which saves a commit. */
  pure?: true;
  /** What it gives depends on more than its properties, such as KV entries: a recorded test gives it (surfaces §1). */
  reads?: true;
  run(
    context: TaskContext<z.infer<z.ZodObject<Shape>>>,
  ): Promise<TaskResult | undefined> | TaskResult | undefined;
}

/** A task that the machine itself carries out; its behaviour lives in `runner/execution`. */
export interface MachineTask<Shape extends z.ZodRawShape = z.ZodRawShape> extends Documented {
  /** `flowable`: expands children. `executable`: makes executions. `updating`: changes the execution itself. */
  kind: 'flowable' | 'executable' | 'updating';
  properties: z.ZodObject<Shape>;
  outputs?: z.ZodType;
  /** Checks of the written task as a whole; messages as in flow-language §1.4. */
  validate?(
    task: Record<string, unknown>,
    resolve: (type: string) => string,
  ): { path: (string | number)[]; message: string }[];
}

export type TaskDefinition = RunnableTask | MachineTask;

/** What a polling trigger can do while it looks whether the flow is to start: there is no execution yet. */
export type TriggerContext<Properties> = Omit<
  TaskContext<Properties>,
  'task' | 'taskRun' | 'keepOutputs' | 'runTask' | 'metric'
> & {
  /** As written. */
  readonly trigger: { id: string; type: string; [property: string]: unknown };
};

/** A trigger type. Those without `evaluate` are evaluated by the engine. */
export interface TriggerDefinition<Shape extends z.ZodRawShape = z.ZodRawShape> extends Documented {
  kind: 'trigger';
  properties: z.ZodObject<Shape>;
  /**
   * Of a polling trigger, called once per `interval`: what the execution reads as `trigger`, or nothing where none is to
   * start (flow-language §6.13). What it throws is logged.
   */
  evaluate?(
    context: TriggerContext<z.infer<z.ZodObject<Shape>>>,
  ): Promise<Record<string, unknown> | undefined> | Record<string, unknown> | undefined;
  /** What its executions read as `trigger` (flow-language §6.13); absent where that is not known beforehand. */
  outputs?: z.ZodType;
  validate?(trigger: Record<string, unknown>): { path: (string | number)[]; message: string }[];
}

export interface ConditionDefinition extends Documented {
  kind: 'condition';
  properties: z.ZodObject;
}

/** Where script tasks run their commands. */
export interface TaskRunnerDefinition extends Documented {
  kind: 'taskRunner';
  properties: z.ZodObject;
}

export type PluginDefinition =
  | TaskDefinition
  | TriggerDefinition
  | ConditionDefinition
  | TaskRunnerDefinition;
