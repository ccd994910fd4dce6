import type { PauseEnd } from './flowables/Pause.ts';
import type { Seed } from './ids.ts';
import type {
  Breakpoint,
  Execution,
  ExecutionTrigger,
  Label,
  LogEntry,
  StateName,
  TaskRun,
} from './types.ts';

/** What time it was and what chance gave when something happened: the machine has neither of its own. */
export interface Occurrence {
  /** Epoch milliseconds, with a fraction where the clock has one. */
  at: number;
  seed: Seed;
}

/** Everything that can happen to an execution. */
export type ExecutionEvent = Occurrence &
  /** The execution begins, or got the slot that it was queued for. */
  (
    | { type: 'started' }
    /** `running` executions hold all the slots of the flow (flow-language §7.6). */
    | { type: 'limitReached'; running: number }
    /** A worker took the task run; `attempt` counts from 1. */
    | { type: 'attemptStarted'; taskRunId: string; attempt: number; workerId?: string }
    /** A worker is done with an attempt. */
    | {
        type: 'attemptEnded';
        taskRunId: string;
        attempt: number;
        /** SKIPPED and CANCELLED: what stood in for the task says so. */
        state: Extract<StateName, 'SUCCESS' | 'WARNING' | 'FAILED' | 'KILLED' | 'SKIPPED' | 'CANCELLED'>;
        outputs?: Record<string, unknown>;
        /** Milliseconds the run still has to wait before it ends in this state (Sleep). */
        sleep?: number;
        /** Present where that wait ends with the task's timeout, which is this many milliseconds. */
        timeout?: number;
        logFile?: string;
      }
    /** A value that the machine asked for with a `render` command. */
    | { type: 'rendered'; taskRunId: string; key: string; value: unknown }
    | { type: 'renderFailed'; taskRunId: string; key: string; message: string }
    /** The moment of a timer came. */
    | { type: 'timer'; timer: TimerPurpose }
    | { type: 'subflowCreated'; taskRunId: string; executionId: string; link: string; state: StateName }
    | { type: 'subflowRefused'; taskRunId: string; executionId: string; message: string }
    | {
        type: 'subflowEnded';
        taskRunId: string;
        executionId: string;
        link: string;
        state: StateName;
        outputs?: Record<string, unknown>;
      }
    /** Which of the flow's listeners have conditions that hold, by position. */
    | { type: 'listenersEvaluated'; holding: readonly number[] }
    /** Assertions that the machine cannot render by itself, by the id of their SLA. */
    | { type: 'assertionsRendered'; assertions: Readonly<Record<string, Assertion>> }
    /** The directory of a WorkingDirectory task is there, or its files are kept and it is gone, or either failed. */
    | { type: 'directoryOpened'; taskRunId: string }
    | { type: 'directoryClosed'; taskRunId: string; outputs: Record<string, unknown> }
    | { type: 'directoryFailed'; taskRunId: string; message: string }
    /** The executions that a task run made, as `checkSubflows` asked, the newest first. */
    | { type: 'subflowsFound'; taskRunId: string; subflows: readonly FoundSubflow[] }
    /** The flow's outputs are rendered. */
    | { type: 'outputsRendered'; outputs?: Record<string, unknown>; error?: string }
    /**
     * Someone asked for an end; `cascade: false` leaves the executions that it made alone (flow-language §7.8). `after`: of
     * what still runs after the end too. A kill that comes with another one, such as a parent's, leaves that alone.
     */
    | { type: 'killed'; cascade?: false; after?: true }
    /** The execution is taken up again from its stored records; `sleeping`: task runs whose sleep timer is still set. */
    | { type: 'recovered'; sleeping: readonly string[] }
    /**
     * Someone let a paused task run go on, or the execution where none is; `inputs` are those that its `onResume` asks for,
     * `to` is the state that the run goes to, RUNNING where it is absent.
     */
    | { type: 'resumed'; taskRunId?: string; inputs?: Record<string, unknown>; by?: string; to?: PauseEnd }
    /** Someone let an execution go on that stopped at a breakpoint; these are its breakpoints from now on (flow-language §7.9). */
    | { type: 'resumedFromBreakpoint'; breakpoints: readonly Breakpoint[] }
    /** The execution gets labels of the system: it was replayed (flow-language §7.11). */
    | { type: 'labelled'; labels: readonly Label[] }
    /** Someone ended an execution that waits for a slot of its flow (flow-language §7.12). */
    | { type: 'unqueued'; state: Extract<StateName, 'CANCELLED' | 'FAILED'> }
    /** Someone stopped the execution from starting anything new (flow-language §7.9). */
    | { type: 'paused' }
  );

/** What an assertion rendered to, or why it could not be rendered. */
export type Assertion = { value: string } | { error: string };

/** What a timer is for. */
export interface TimerPurpose {
  kind: 'retry' | 'sleep' | 'pause' | 'loop' | 'sla';
  /** The task run that waits; of `sla` the execution. */
  taskRunId: string;
  /** Id of the SLA whose time is over. */
  sla?: string;
  /** Of a sleep that ends with the task's timeout: that timeout, milliseconds. */
  timeout?: number;
  /** Where a paused run goes then. */
  to?: PauseEnd;
}

/** What the machine asks of the engine. */
export type Command =
  | { type: 'run'; taskRunId: string }
  /** Interrupt the worker that runs this task run. */
  | { type: 'cancel'; taskRunId: string }
  | { type: 'render'; taskRunId: string; key: string; mode: RenderMode; value: unknown }
  | { type: 'setTimer'; timer: TimerPurpose; due: number }
  | { type: 'cancelTimer'; timer: TimerPurpose }
  | { type: 'startSubflow'; taskRunId: string; subflow: SubflowRequest }
  | { type: 'killSubflow'; executionId: string }
  /** Kill every execution that this one made. */
  | { type: 'killSubflows' }
  /** Find out which listeners have conditions that hold. */
  | { type: 'evaluateListeners' }
  /** Render assertions that need time, chance or I/O: templates by the id of their SLA. */
  | { type: 'renderAssertions'; assertions: Readonly<Record<string, string>> }
  /** Find out what became of a subflow while no engine drove its parent. */
  | { type: 'checkSubflow'; taskRunId: string; executionId: string }
  /** Find every subflow that a task run made for the batches of a file. */
  | { type: 'checkSubflows'; taskRunId: string }
  /** Make the directory that the children of a WorkingDirectory task share; keep its files and remove it. */
  | { type: 'openDirectory'; taskRunId: string }
  | { type: 'closeDirectory'; taskRunId: string }
  /** Render the flow's outputs. */
  | { type: 'renderOutputs' }
  /** The execution ended as RETRIED: make the next one at `due`, epoch milliseconds (flow-language §7.4). */
  | { type: 'replay'; due: number };

/** How a value is rendered: to text, keeping a lone expression's type, or every string within it. */
export type RenderMode = 'text' | 'typed' | 'deep';

/** The execution that a Subflow task asks for (flow-language §6.1 Subflow). */
export interface SubflowRequest {
  executionId: string;
  namespace: string;
  flowId: string;
  revision?: number;
  inputs: Record<string, unknown>;
  labels: Label[];
  inheritLabels: boolean;
  scheduleDate?: string;
  wait: boolean;
  trigger: ExecutionTrigger;
}

/** One of the executions that a task run made for the batches of a file. */
export interface FoundSubflow {
  executionId: string;
  /** Number of the batch, from 1. */
  iteration: number;
  /** ISO instant. */
  created: string;
  state: StateName;
  /** Whether it exists; one that was only asked for is being made again. */
  made: boolean;
}

/** What one event changed. The records are the machine's own: write them before the next event is applied. */
export interface Outcome {
  /** Present when the execution's own record changed. */
  execution?: Execution;
  /** Present when the execution really ended with this event, afterExecution included (flow-language §5.4). */
  over?: true;
  taskRuns: { taskRun: TaskRun; sequence: number }[];
  deletedTaskRuns: string[];
  logs: LogEntry[];
  commands: Command[];
}
