import type { TriggerKey } from '../backend/triggers.ts';
import type { Backend } from '../backend/types.ts';
import type { InputReport } from '../execution/inputs/index.ts';
import type {
  Breakpoint,
  Execution,
  ExecutionDocument,
  ExecutionKind,
  ExecutionTrigger,
  Label,
  LogEntry,
  LogLevel,
  StateName,
  TaskRun,
} from '../execution/types.ts';
import type { PluginDefault } from '../flow/defaults.ts';
import type { Flow, Input } from '../flow/types.ts';
import type { TestsAccess } from '../plugin/instance.ts';
import type { Registry } from '../plugin/registry.ts';
import type { Confinement } from '../plugin/types.ts';
import type { Repository } from '../repository/types.ts';
import type { Pool } from '../worker/pool.ts';
import type { EngineClock } from './clock.ts';
import type { Control } from './control.ts';
import type { CredentialsSource } from './credentials.ts';
import type { Kept } from './ended.ts';
import type { StateUnwritable } from './errors.ts';
import type { Renderer } from './inspect.ts';
import type { ReplayRequest, RestartRequest } from './operations.ts';
import type { StandIn } from './standIn.ts';
import type { TriggerHost } from './triggers/types.ts';

/** What an engine is made of. */
export interface EngineOptions {
  backend: Backend;
  registry: Registry;
  /** Where subflows and namespace files are found. */
  repository: Repository;
  /** Environment for `secret()` and `envs`; defaults to the process's. */
  environment?: Readonly<Record<string, string | undefined>>;
  /** The variable `globals` of expressions (flow-language §4.11); default: empty. */
  globals?: Readonly<Record<string, unknown>> | undefined;
  /** Plugin defaults of all flows; those of flows and namespaces have priority (flow-language §1.5). */
  pluginDefaults?: readonly PluginDefault[] | undefined;
  /** Modules of further plugins, as specifiers that a worker thread can import too. */
  plugins?: readonly string[];
  /** Least level that is kept. Default TRACE; a task's `logLevel` wins. */
  logLevel?: LogLevel;
  /** Expressions reach nothing outside: `http()` gives an empty object. */
  sealed?: true;
  /** What is kept from tasks: addresses that are not public, the environment of this process (github §8.2). Default: nothing. */
  confinement?: Confinement;
  /**
   * Why tasks of a type may not run here, where they may not: such a task fails with this sentence. `type` is the canonical
   * name.
   */
  refuses?(type: string): string | undefined;
  /** Runs unit tests of flows for tasks that ask for it (surfaces §1.6); without it such tasks fail. */
  tests?: TestRunner | undefined;
  /** Where tasks get credentials that their flow does not write; default: nowhere. */
  credentials?: CredentialsSource | undefined;
  /** `false`: FILE inputs name files by URI only, whoever gives them; a path would be read of any file of this machine. */
  localFiles?: boolean;
  /** The time that executions go by; default: the machine's. Timeouts of tasks that run are measured by that in any case. */
  clock?: EngineClock;
  /** Workers that several engines share, which whoever made them closes; default: its own. */
  pool?: Pool;
  /** Threads for tasks; default: the number of cores. */
  threads?: number;
  /**
   * `threads` (default): tasks share this process; one that outruns the limit of its heap may take it along. `processes`: a
   * process for each task that runs at once, which costs its memory.
   */
  isolation?: 'threads' | 'processes';
  /**
   * What becomes of the engine while its disk is full or its database locked. `stop` (default): it stops after some seconds.
   * `wait`: new executions are refused with `StateUnwritable`, and what was accepted goes on when the state can be written.
   */
  unwritable?: 'stop' | 'wait';
}

/** Unit tests of a repository. */
export type TestRunner = (repository: Repository) => TestsAccess | Promise<TestsAccess>;

/** A wish to run a flow. */
export interface StartRequest {
  flow: Flow;
  /** The commit that the flow was read from; by default the one that the repository is at. */
  commit?: string;
  /** As submitted: text, or JSON values. Resolved and checked against the flow's inputs (flow-language §2.4). */
  inputs?: Record<string, unknown>;
  /** The inputs are kept as they are, without checks and defaults: those of most triggers (flow-language §2.4, table). */
  unresolved?: true;
  /** A task gives the inputs: no path of this machine is read for them (flow-language §2.5). */
  madeByFlow?: true;
  labels?: Label[];
  trigger?: ExecutionTrigger;
  kind?: ExecutionKind;
  /** Where the execution stops (flow-language §7.9). */
  breakpoints?: readonly Breakpoint[];
  /** ISO instant: before it, nothing of the execution runs (flow-language §7.1). */
  scheduleDate?: string;
  /** Stands in for tasks, as long as this process drives the execution. */
  standIn?: StandIn;
  /** Defaults to a new id. Starting one that exists already gives that one, so that asking twice is asking once. */
  executionId?: string;
}

/** A wish of a trigger. */
export interface TriggeredRequest extends StartRequest {
  /** The execution is FAILED from the start and runs nothing: the trigger could not be evaluated (flow-language §6.13). */
  failed?: true;
}

/** Told after a change is durable, in the order of the changes. */
export interface EngineListener {
  changed?(execution: Execution, taskRuns: readonly TaskRun[]): void;
  logged?(entries: readonly LogEntry[]): void;
  /** The state cannot be written for now; without an error, it can again. */
  blocked?(error: StateUnwritable | undefined): void;
  /** A task switched a trigger on or off. */
  switched?(trigger: TriggerKey): void;
}

/** What an engine has to do. */
export interface EngineLoad {
  /** Ids of the executions that it drives, also those that only wait. */
  executions: string[];
  /** Attempts that run at this moment: none where every execution waits for somebody or for a time. */
  attempts: number;
  /** Executions that it will make: retries as new ones (flow-language §7.4). */
  awaited: number;
}

/** Runs executions of one process (architecture, “The way of one event”). */
export interface Engine {
  /**
   * Makes an execution; resolves once it is durable. Rejects with `InputsError` when the inputs are refused and with
   * `FlowRefused` when the flow is disabled, with `StateUnwritable` when the disk is full: nothing was made then.
   */
  start(request: StartRequest): Promise<Execution>;
  /** Resolves when the execution really ended, afterExecution tasks included (flow-language §5.4). */
  ended(executionId: string): Promise<ExecutionDocument>;
  /** Takes up the executions that no live process drives, after a stop; gives their ids. */
  recover(): Promise<string[]>;
  /**
   * Asks something of an execution, whichever process drives it: kill, pause, resume, resume from a breakpoint, force-run,
   * unqueue (flow-language §7.8, §7.9, §7.12).
   *
   * @throws OperationRefused when its state does not allow it. @throws InputsError for refused inputs of a resume.
   */
  control(executionId: string, asked: Control): Promise<void>;
  /**
   * Lets an ended or paused execution go on from its failed or paused task runs, or a new one with another revision of the
   * flow (flow-language §7.10). @throws OperationRefused
   */
  restart(executionId: string, asked?: RestartRequest): Promise<Execution>;
  /** Makes a new execution that repeats another one, from its start or a task run on (flow-language §7.11). @throws OperationRefused */
  replay(executionId: string, asked?: ReplayRequest): Promise<Execution>;
  /** Gives a task run another end; the execution goes on from there (flow-language §7.12). @throws OperationRefused */
  changeState(executionId: string, change: { taskRunId: string; state: StateName }): Promise<Execution>;
  /** Gives an ended execution another end, and nothing else (flow-language §7.12). @throws OperationRefused */
  changeStatus(executionId: string, state: StateName): Promise<Execution>;
  /** Replaces the labels that people gave an ended execution (flow-language §7.12). @throws OperationRefused */
  setLabels(executionId: string, labels: readonly Label[]): Promise<Execution>;
  /** Deletes an ended execution with its task runs, logs, metrics and files, but for what is to stay. @throws OperationRefused */
  delete(executionId: string, kept?: Kept): Promise<void>;
  /**
   * What would become of inputs, without making an execution (surfaces §10.6). `resume`: those that `declared` names, of a
   * paused execution.
   */
  inspectInputs(
    flow: Flow,
    inputs: Readonly<Record<string, unknown>>,
    resume?: { declared: readonly Input[]; execution: Execution },
  ): Promise<InputReport[]>;
  /** Renders a text as a task run would now; what secrets gave is masked. @throws OperationRefused, and what rendering throws */
  evaluate(executionId: string, taskRunId: string, template: string): Promise<string>;
  /**
   * Renders values with what is known of an execution of this flow: of one that ended, or of one that is still to be made.
   */
  renderer(flow: Flow, executionId: string): Promise<Renderer>;
  /** Why the state cannot be written for now, if so: nothing should be asked of the engine that changes anything. */
  blocked(): StateUnwritable | undefined;
  /** Whether this engine drives an execution now. */
  drives(executionId: string): boolean;
  /** What this engine has to do now. */
  load(): EngineLoad;
  /**
   * Asks for an end: running tasks are interrupted, the execution becomes KILLED, and so do its subflows. One that has its
   * final state keeps it; what runs after it is killed.
   */
  kill(executionId: string): Promise<void>;
  /** Resolves when this engine drives no execution any more, nor will make one (retries as new executions). */
  idle(): Promise<void>;
  /** Adds a listener; the result removes it. */
  listen(listener: EngineListener): () => void;
  /** What a scheduler needs of this engine. */
  readonly triggers: TriggerHost;
  /** Masks every secret that was read so far in a text. */
  mask(text: string): string;
  /**
   * Stops taking work, waits `grace` milliseconds for executions to end, then interrupts running tasks; what has not ended
   * stays as it is stored. Resolves when nothing of a task runs any more. Does not close the backend.
   */
  close(grace?: number): Promise<void>;
}
