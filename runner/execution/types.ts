/**
 * The records of an execution, as they are stored, as the API shows them (surfaces §10.9) and as the machine changes them.
 * Dates are ISO-8601 instants with `Z`.
 */

/** flow-language §5.1. */
export type StateName =
  | 'CREATED'
  | 'RUNNING'
  | 'PAUSED'
  | 'RESTARTED'
  | 'KILLING'
  | 'SUCCESS'
  | 'WARNING'
  | 'FAILED'
  | 'KILLED'
  | 'CANCELLED'
  | 'QUEUED'
  | 'RETRYING'
  | 'RETRIED'
  | 'SKIPPED'
  | 'BREAKPOINT';

/** One entry of a state's history. */
export interface StateChange {
  state: StateName;
  date: string;
}

/** The current state and how it came about; the history only grows (flow-language §5.1). */
export interface State {
  current: StateName;
  histories: StateChange[];
}

export interface Label {
  key: string;
  value: string;
}

/** What made the execution: a trigger of the flow, or the Subflow task of another execution. */
export interface ExecutionTrigger {
  id: string;
  /** The type as it was written. */
  type: string;
  variables?: Record<string, unknown>;
  logFile?: string;
}

/** A normal run, a unit test, or a task of the playground. */
export type ExecutionKind = 'NORMAL' | 'TEST' | 'PLAYGROUND';

/** Where an execution stops: before the runs of a task, or before its run for one value of a loop (flow-language §7.9). */
export interface Breakpoint {
  /** Of the task. */
  id: string;
  value?: string;
}

/** One run of a flow. */
export interface Execution {
  id: string;
  namespace: string;
  flowId: string;
  /** Number of the flow's revision as Kestra's clients show it; 1 where the flow comes from a plain folder. */
  flowRevision: number;
  /** Commit the flow was read from, where it came from Git. */
  commit?: string;
  /** Names the stored definition that the execution runs. Never shown to clients. */
  flowHash?: string;
  state: State;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
  /** Flow variables, changed by SetVariables and UnsetVariables. */
  variables?: Record<string, unknown>;
  labels: Label[];
  parentId?: string;
  originalId: string;
  trigger?: ExecutionTrigger;
  metadata: { attemptNumber: number; originalCreatedDate: string };
  scheduleDate?: string;
  kind: ExecutionKind;
  breakpoints?: Breakpoint[];
}

/** One try of a runnable task. */
export interface Attempt {
  state: State;
  workerId?: string;
  /** Storage URI of the attempt's log where the task says `logToFile`. */
  logFile?: string;
}

/** One run of one task of an execution (flow-language §7.2). */
export interface TaskRun {
  id: string;
  executionId: string;
  namespace: string;
  flowId: string;
  taskId: string;
  parentTaskRunId?: string;
  /** The loop's value, as text. */
  value?: string;
  /** Running index of a loop's child. */
  iteration?: number;
  /** Storage URI of the batch, for the children of ForEachItem. */
  items?: string;
  /** Absent on flowable tasks. */
  attempts?: Attempt[];
  outputs?: Record<string, unknown>;
  state: State;
  dynamic?: boolean;
  /** Runs although the execution was killed (afterExecution). */
  forceExecution?: boolean;
  /**
   * What a flowable task rendered when it started, such as the values of a loop: read again when the execution is taken up
   * after a stop, so that it goes on with the same children. Never shown to clients.
   */
  evaluated?: Record<string, unknown>;
}

/** An execution with its task runs in creation order: what `GET /executions/{id}` and `tutti run --json` print. */
export interface ExecutionDocument extends Execution {
  taskRunList: TaskRun[];
}

export type LogLevel = 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';

/** One log entry of an execution. */
export interface LogEntry {
  executionId: string;
  namespace: string;
  flowId: string;
  taskId?: string;
  taskRunId?: string;
  /** Of what a trigger logged; the execution is then the one that it made, or would have made. */
  triggerId?: string;
  /** 0-based. */
  attemptNumber?: number;
  level: LogLevel;
  timestamp: string;
  message: string;
}

/** One metric of a task run. */
export interface MetricEntry {
  executionId: string;
  namespace: string;
  flowId: string;
  taskId: string;
  taskRunId: string;
  name: string;
  type: 'counter' | 'timer' | 'gauge';
  /** Timers: seconds. */
  value: number;
  tags: Record<string, string>;
  timestamp: string;
}
