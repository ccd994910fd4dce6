import type { PauseEnd } from './flowables/Pause.ts';
import type { Seed } from './ids.ts';
import type { Execution, ExecutionTrigger, Label, LogEntry, StateName, TaskRun } from './types.ts';

/** What time it was and what chance gave when something happened: the machine has neither of its own. */
export interface Occurrence {
  /** Epoch milliseconds, with a fraction where the clock has one. */
  at: number;
  seed: Seed;
}

/** Everything that can happen to an execution. */
export type ExecutionEvent = Occurrence &
  (
    | { type: 'started' }
    /** A worker took the task run; `attempt` counts from 1. */
    | { type: 'attemptStarted'; taskRunId: string; attempt: number; workerId?: string }
    /** A worker is done with an attempt. */
    | {
        type: 'attemptEnded';
        taskRunId: string;
        attempt: number;
        state: Extract<StateName, 'SUCCESS' | 'WARNING' | 'FAILED' | 'KILLED'>;
        outputs?: Record<string, unknown>;
        /** Milliseconds the run still has to wait before it ends in this state (Sleep). */
        sleep?: number;
        logFile?: string;
      }
    /** A value that the machine asked for with a `render` command. */
    | { type: 'rendered'; taskRunId: string; key: string; value: unknown }
    | { type: 'renderFailed'; taskRunId: string; key: string; message: string }
    /** The moment of a timer came. */
    | { type: 'timer'; timer: TimerPurpose }
    | { type: 'subflowCreated'; taskRunId: string; executionId: string; link: string }
    | { type: 'subflowRefused'; taskRunId: string; message: string }
    | {
        type: 'subflowEnded';
        taskRunId: string;
        executionId: string;
        state: StateName;
        outputs?: Record<string, unknown>;
      }
    /** The flow's outputs are rendered. */
    | { type: 'outputsRendered'; outputs?: Record<string, unknown>; error?: string }
    | { type: 'killed' }
    /** Someone let a paused task run go on; `inputs` are those that its `onResume` asks for. */
    | { type: 'resumed'; taskRunId: string; inputs?: Record<string, unknown>; by?: string }
  );

/** What a timer is for. */
export interface TimerPurpose {
  kind: 'retry' | 'sleep' | 'pause' | 'loop';
  taskRunId: string;
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

/** What one event changed. The records are the machine's own: write them before the next event is applied. */
export interface Outcome {
  /** Present when the execution's own record changed. */
  execution?: Execution;
  taskRuns: { taskRun: TaskRun; sequence: number }[];
  deletedTaskRuns: string[];
  logs: LogEntry[];
  commands: Command[];
}
