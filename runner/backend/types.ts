/**
 * Durable state behind one interface (architecture, decisions 4 and 5). The embedded driver is `sqlite`; a PostgreSQL driver
 * passes the same tests. No SQL outside this folder.
 */
import type {
  Execution,
  ExecutionKind,
  LogEntry,
  LogLevel,
  MetricEntry,
  StateName,
  TaskRun,
} from '../execution/types.ts';
import type { Flow } from '../flow/types.ts';
import type { ExecutionPurge, KvEntry, KvType, LogPurge, PurgedExecutions } from '../plugin/types.ts';
import type { TestResults } from './testResults.ts';
import type {
  Transition,
  TriggerChanges,
  TriggerKey,
  TriggerRecord,
  WindowKey,
  WindowRecord,
} from './triggers.ts';

/** Work that must not be forgotten: written in the transaction that asks for it, removed in the one that took its result. */
export interface QueueItem {
  /** Unique; the engine derives it from what it asks for, so that asking twice is asking once: the first one stays. */
  id: string;
  executionId: string;
  /** `run`: a task run for a worker. `render`: a value the machine waits for. `subflow`: an execution to make. */
  kind: 'run' | 'render' | 'subflow';
  /** JSON-able. */
  payload: unknown;
}

/** A moment the engine has to act at. */
export interface Timer {
  /** Unique; setting a timer again replaces it. */
  id: string;
  executionId: string;
  /** Epoch milliseconds. */
  due: number;
  /** JSON-able. */
  payload: unknown;
}

/**
 * Everything that one turn of the engine changed: committed together or not at all. What is removed goes first, so that an
 * id may leave the queue and come again in one commit.
 */
export interface Changes {
  /** Definitions that executions of this commit refer to by `flowHash`; one that is there already stays. */
  flows: { hash: string; flow: Flow }[];
  /** Executions that a process begins to drive; ended with the execution, without a call. */
  leases: { executionId: string; holder: string; ttl: number }[];
  /** Whole records, inserted or replaced. */
  executions: Execution[];
  /**
   * Ids of executions that really ended, listeners and afterExecution included (flow-language §5.4): they hold no slot of
   * their flow any more. One that is written again in a state that is not final is open again, without a slot.
   */
  over: string[];
  /** Whole records, inserted or replaced. `sequence`: position in the execution's creation order, from 0. */
  taskRuns: { taskRun: TaskRun; sequence: number }[];
  deletedTaskRuns: { executionId: string; id: string }[];
  logs: LogEntry[];
  metrics: MetricEntry[];
  enqueued: QueueItem[];
  /** Ids of queue items that are done. */
  dequeued: string[];
  timers: Timer[];
  /** Ids of timers no longer needed. */
  cancelledTimers: string[];
  /** Changes of state that a Flow trigger may listen to: kept until they are `taken`. */
  transitions?: Transition[];
  /** As `transitions`, of a process that knows no triggers: kept only while another one hears them (`hearTransitions`). */
  foreignTransitions?: Transition[];
  /** What the evaluation of triggers changed, with the executions that it made. */
  triggers?: TriggerChanges;
}

/** How texts are compared with values: one of them has to fit. Only `contains` takes letters of either case for the same. */
export interface TextMatch<Field extends string> {
  /** Of which one has to fit. */
  fields: readonly Field[];
  /** `below`: a namespace, or one below it. */
  comparison: 'is' | 'startsWith' | 'endsWith' | 'contains' | 'below';
  values: readonly string[];
  /** None may fit. */
  not?: boolean;
}

/** That an execution has a label with this key and a value that fits. */
export interface LabelMatch {
  key: string;
  comparison: 'is' | 'contains';
  values: readonly string[];
  /** It must have none. */
  not?: boolean;
}

/** How a date compares with a moment. */
export interface DateMatch {
  comparison: '=' | '<>' | '<' | '<=' | '>' | '>=';
  /** ISO instant. */
  at: string;
}

/** What executions can be sorted by; `duration` counts up to now while they have not ended. */
export type ExecutionOrder = 'id' | 'namespace' | 'flowId' | 'state' | 'startDate' | 'endDate' | 'duration';

/** Which executions to list. */
export interface ExecutionQuery {
  namespace?: string;
  flowId?: string;
  /** All of them hold; `triggeredBy` is the execution that made it. */
  texts?: readonly TextMatch<'id' | 'namespace' | 'flowId' | 'triggeredBy'>[];
  states?: readonly StateName[];
  /** In none of these states. */
  otherStates?: readonly StateName[];
  /** All of them hold. */
  labels?: readonly LabelMatch[];
  /** All of them hold for the date of creation. */
  started?: readonly DateMatch[];
  /** Children that Subflow and ForEachItem tasks of this execution made: their trigger names it and a task run of it. */
  triggeredBy?: string;
  /** Whether another execution made it. */
  isChild?: boolean;
  /** Without those of tests and of the playground (surfaces §3.3). */
  normalOnly?: boolean;
  /** Of this kind, which is not NORMAL. */
  kind?: Exclude<ExecutionKind, 'NORMAL'>;
  /** Default: newest first. */
  sort?: readonly { by: ExecutionOrder; descending?: boolean }[];
  /** Default 25. */
  limit?: number;
  offset?: number;
}

export interface LogQuery {
  executionId: string;
  taskRunId?: string;
  taskId?: string;
  /** Entries of any of these tasks; those of the execution itself are of none. */
  taskIds?: readonly string[];
  /** Only what task runs logged, not the execution itself. */
  ofTaskRuns?: boolean;
  minLevel?: LogLevel;
  attemptNumber?: number;
  /** Only entries after this cursor, as a previous call gave it. */
  after?: number;
  limit?: number;
}

/** Which log entries of any execution to list. */
export interface LogSearch {
  /** All of them hold. */
  texts?: readonly TextMatch<'message' | 'namespace' | 'flowId' | 'taskId' | 'triggerId' | 'executionId'>[];
  levels?: readonly LogLevel[];
  /** All of them hold. */
  written?: readonly DateMatch[];
  /** Default: newest first. */
  oldestFirst?: boolean;
  limit: number;
  offset: number;
}

/** Log entries to delete; the further properties narrow it down. */
export interface LogDeletion extends LogPurge {
  taskRunId?: string;
  taskId?: string;
  triggerId?: string;
  attemptNumber?: number;
}

/** What stays of an execution that is deleted. */
export interface KeptRecords {
  keepLogs?: boolean;
  keepMetrics?: boolean;
}

/** Which metrics of a flow's executions to look at; those of tests and of the playground never count (surfaces §3.3). */
export interface MetricQuery {
  namespace: string;
  flowId: string;
  taskId?: string;
}

/** What to compute of a metric, for each stretch of time in which it was measured. */
export interface MetricAggregation extends MetricQuery {
  name: string;
  aggregation: 'sum' | 'avg' | 'min' | 'max' | 'count';
  /** In UTC; weeks begin on Monday. */
  groupBy: 'minute' | 'hour' | 'day' | 'week' | 'month';
  /** ISO instants, inclusive. */
  from: string;
  to: string;
}

/** What is older than these dates, epoch milliseconds, is deleted; what has none stays. */
export interface Leftovers {
  /** Log entries of executions that have ended or are gone, and of triggers. */
  logsBefore?: number;
  /** KV entries whose time was over by then. */
  kvExpiredBefore?: number;
  /** Caches of tasks, by the date they were written. */
  cachesBefore?: number;
  /** Results of unit tests, by their end. */
  testsBefore?: number;
}

/** How many of each were deleted. */
export interface PurgedLeftovers extends PurgedFiles {
  logs: number;
  kv: number;
  /** Results of unit tests. */
  tests: number;
  /** Definitions of flows that no execution refers to. */
  flows: number;
  /** Timers, queue items, signals, leases, transitions and windows that nothing needs. */
  others: number;
}

/** Which files to delete of internal storage. */
export interface FilePurge {
  /** Folders of executions that are not known, written before this date, epoch milliseconds. */
  orphansBefore: number;
  /** Caches of tasks, by the date they were written; without it they stay. */
  cachesBefore?: number;
  /** Those of these ids of which there is an execution. */
  known(ids: readonly string[]): Promise<ReadonlySet<string>>;
  signal?: AbortSignal;
}

/** How many of each were deleted. */
export interface PurgedFiles {
  /** Folders of executions that are gone. */
  orphans: number;
  caches: number;
}

/** What one process asks of the one that drives an execution. */
export interface Signal {
  executionId: string;
  /** JSON-able. */
  payload: unknown;
}

export interface Backend {
  /**
   * Applies `changes`, as they are at the call, in one durable transaction that commits of the same turn of the event loop
   * may share. Rejects with a `BackendError`, changing nothing, when the disk is full or the database stays locked.
   */
  commit(changes: Changes): Promise<void>;

  execution(id: string): Promise<Execution | undefined>;
  /** The flow of executions with this `flowHash`. */
  flow(hash: string): Promise<Flow | undefined>;
  /** In creation order. */
  taskRuns(executionId: string): Promise<TaskRun[]>;
  /** As `taskRuns`, with their positions: for taking the execution up again. */
  taskRunRows(executionId: string): Promise<{ taskRun: TaskRun; sequence: number }[]>;
  executions(query: ExecutionQuery): Promise<Execution[]>;
  countExecutions(query: ExecutionQuery): Promise<number>;
  /** In order of writing; `cursor` continues after the last one. */
  logs(query: LogQuery): Promise<{ entries: LogEntry[]; cursor: number }>;
  /** A page of log entries of any execution, and how many there are in all; it stops counting at ten thousand. */
  searchLogs(search: LogSearch): Promise<{ entries: LogEntry[]; total: number }>;
  /** Deletes log entries; gives how many. */
  deleteLogs(deletion: LogDeletion): Promise<number>;
  metrics(executionId: string, taskRunId?: string): Promise<MetricEntry[]>;
  /** Names of metrics, sorted. */
  metricNames(query: MetricQuery): Promise<string[]>;
  /** Ids of the tasks of a flow that measured something, sorted. */
  metricTasks(query: MetricQuery): Promise<string[]>;
  /** Oldest first; `date`: ISO instant at which the stretch of time begins. */
  aggregateMetric(aggregation: MetricAggregation): Promise<{ date: string; value: number }[]>;
  /** Flows of which there are executions, sorted. */
  executedFlows(): Promise<{ namespace: string; flowId: string }[]>;
  /** Removes an execution with its task runs, logs, metrics, queue items and timers. */
  deleteExecution(id: string, kept?: KeptRecords): Promise<void>;

  /**
   * Purges ended executions in steps of some milliseconds; what a purge that was killed left goes first. One stays that is
   * held, that something will be made of, or that one which has not ended needs: its parent, what it started, its replays.
   */
  purgeExecutions(purge: ExecutionPurge, signal?: AbortSignal): Promise<PurgedExecutions>;
  /** How many executions `purgeExecutions` would purge now. */
  countPurgeable(purge: ExecutionPurge): Promise<number>;
  /** Deletes what nothing needs any more, in steps of some milliseconds. */
  purgeLeftovers(leftovers: Leftovers, signal?: AbortSignal): Promise<PurgedLeftovers>;
  /** Gives the space of what was deleted back to the disk, in steps of some milliseconds. */
  compact(signal?: AbortSignal): Promise<void>;

  /**
   * Gives an execution one of the `limit` slots of its flow (flow-language §7.6). Refused while that many executions of the
   * flow hold one, or would before it: those that are QUEUED, older and driven by a live process come first. Of several
   * processes that ask at once, each sees what the others got.
   */
  admit(executionId: string, limit: number): Promise<Admission>;

  /** Queue items and timers of an execution, for taking it up again. */
  pending(executionId: string): Promise<{ queue: QueueItem[]; timers: Timer[] }>;

  /**
   * Makes this process the one that drives an execution, or says no because another live process does. A lease is live
   * while its holder renewed it within `ttl` milliseconds.
   */
  lease(executionId: string, holder: string, ttl: number): Promise<boolean>;
  /**
   * Renews every lease of a holder; gives the executions it still holds. One that is missing was taken over while this
   * process slept: stop driving it.
   */
  renewLeases(holder: string): Promise<string[]>;
  release(executionId: string, holder: string): Promise<void>;
  /** Leaves a signal for the process that drives an execution. */
  signal(signal: Signal): Promise<void>;
  /** The signals for executions whose lease the holder has, oldest first; each is given once. */
  takeSignals(holder: string): Promise<Signal[]>;
  /** Executions, oldest first, that have not ended or have queue items or timers left, and that no live process drives. */
  abandoned(): Promise<string[]>;

  /** The state of a trigger; absent until it was first evaluated. */
  trigger(key: TriggerKey): Promise<TriggerRecord | undefined>;
  /** Sorted by namespace, flow and trigger. */
  triggers(): Promise<TriggerRecord[]>;
  window(key: WindowKey): Promise<WindowRecord | undefined>;
  /** Deletes the windows that ended before a moment, epoch milliseconds. */
  deleteWindows(before: number): Promise<void>;
  /** From now on, for `ttl` milliseconds, foreign transitions are kept: somebody will take them, now or at its next start. */
  hearTransitions(ttl: number): Promise<void>;
  /** Transitions that are not taken, oldest first; at most `limit`. */
  transitions(limit: number): Promise<Transition[]>;

  readonly kv: KvStore;
  readonly testResults: TestResults;
  readonly files: FileStore;

  close(): Promise<void>;
}

/** Whether an execution may run beside the others of its flow. */
export interface Admission {
  granted: boolean;
  /** Executions of the flow, itself left out, that hold a slot: admitted, and not really ended. */
  running: number;
}

/** One KV entry with its value. */
export interface KvRecord extends KvEntry {
  value: unknown;
}

/** KV by namespace; expired entries stay until they are purged (flow-language §6.4). */
export interface KvStore {
  get(namespace: string, key: string): Promise<KvRecord | undefined>;
  /** `ttl` in milliseconds from now. Keeps the creation date and, unless given, the description of an existing entry. */
  set(entry: {
    namespace: string;
    key: string;
    type: KvType;
    value: unknown;
    description?: string;
    ttl?: number;
  }): Promise<void>;
  delete(namespace: string, key: string): Promise<boolean>;
  /** Sorted by key. */
  list(namespace: string, prefix?: string): Promise<KvEntry[]>;
  namespaces(): Promise<string[]>;
}

/** Internal storage: files by absolute path such as `/company/team/flow/executions/…/data.csv` (flow-language §6.7). */
export interface FileStore {
  /** Writes a file whole or not at all. */
  put(path: string, content: Uint8Array | AsyncIterable<Uint8Array>): Promise<{ size: number }>;
  /** Copies a local file in. */
  putFile(path: string, localPath: string): Promise<{ size: number }>;
  /** Rejects with `code: 'ENOENT'` when absent. */
  get(path: string): Promise<Uint8Array>;
  stream(path: string): AsyncIterable<Uint8Array>;
  /** A local path to read from; never write there. */
  localPath(path: string): Promise<string>;
  /** Bytes, or `undefined` when absent. */
  size(path: string): Promise<number | undefined>;
  /** When it was written, epoch milliseconds, or `undefined` when absent. */
  modified(path: string): Promise<number | undefined>;
  delete(path: string): Promise<boolean>;
  /** Deletes everything under a folder; gives the paths of its files. */
  deleteFolder(path: string): Promise<string[]>;
  /** Paths of the files under a folder, sorted. */
  list(folder: string): Promise<string[]>;
  purge(purge: FilePurge): Promise<PurgedFiles>;
}
