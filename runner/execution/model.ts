import type { Variables } from '../expression/index.ts';
import type { Flow, Task } from '../flow/types.ts';
import type { Assertion, Command } from './events.ts';
import type { SubflowEnd } from './executable.ts';
import type { Chance } from './ids.ts';
import type { Child, Lane } from './lanes/types.ts';
import type { Sla } from './sla/types.ts';
import type { Execution, LogEntry, StateName, TaskRun } from './types.ts';

/** How the machine treats a task: `runnable` on a worker, the others by itself (flow-language §6). */
export type TaskKind = 'runnable' | 'flowable' | 'executable' | 'updating';

/** What the machine must know of the plugins. */
export interface TaskCatalogue {
  /** Canonical name of a type as written. */
  resolve(type: string): string;
  /** `undefined` where the type is not installed. */
  kind(type: string): TaskKind | undefined;
}

/** Which of a parent's lists a task run belongs to. */
export type Branch = 'tasks' | 'errors' | 'finally' | 'afterExecution';

/** A task run with what the machine keeps beside the record. */
export interface RunNode {
  readonly run: TaskRun;
  /** Position in creation order. */
  readonly sequence: number;
  readonly task: Task;
  readonly kind: TaskKind;
  /** The list of children it belongs to. */
  readonly group: Group;
  readonly branch: Branch;
  /** Loop values of its ancestors, outermost first, its own excluded. */
  readonly path: readonly string[];
  /** Its children, where it is a flowable that has started. */
  children?: Group;
  /** Values that were rendered for it outside the machine, by key. */
  rendered?: Map<string, { value: unknown } | { error: string }>;
  /** Its worker is done; a timer ends it (Sleep). */
  sleeping?: boolean;
  /** It was made before a stop, and its list has not come to it again: the list hears of its end when it does. */
  ahead?: true;
  /** How far the directory is that its children share, where it is a WorkingDirectory. */
  directory?: 'opening' | 'open' | 'closing' | 'closed';
  /** The executions that it makes, where it makes one for each batch of a file, while it is RUNNING. */
  batches?: Batches;
  /** Ends of such executions that were reported before it was taken up again. */
  early?: SubflowEnd[];
  /** What to do when the value it waits for is there. */
  awaiting?: { key: string; resume: (turn: Turn) => void };
}

/** The executions that one task run makes for the batches of a file (flow-language §6.1 ForEachItem). */
export interface Batches {
  /** Batches that executions are asked for, in this order: storage URI, and number from 1. */
  readonly waiting: readonly { items: string; iteration: number }[];
  /** Index of the first one that no execution was asked for. */
  next: number;
  /** Number of executions that were asked for and of which is not known whether they were made. */
  asked: number;
  /** Executions that were asked for and have not ended, by id, in the state that they are counted in. */
  readonly children: Map<string, { state: StateName; made: boolean }>;
  /** Why executions could not be made. */
  readonly refused: Set<string>;
}

/** The children of one parent: its task list and the lists that run on error and at the end (flow-language §5.4). */
export interface Group {
  /** Absent for the flow itself. */
  readonly owner?: RunNode;
  readonly errors: Lane | undefined;
  finally: Lane | undefined;
  main: Lane;
  phase: 'main' | 'errors' | 'finally' | 'ended';
  /** The list counts as failed although no child of it did (a pause or loop that ran out of time). */
  forced?: 'FAILED';
  /** Task runs that were made before a stop, by `childKey`: they are taken up instead of made anew. */
  existing?: Map<string, RunNode>;
  /** Children that a list has given while the group was taken up, and that are made when it is their turn. */
  offered?: Map<Lane, Child[]>;
  /** It runs after the execution has its final state. */
  readonly after: boolean;
  /** Name of the list that `finally` stands for: afterExecution runs like one. */
  readonly finallyBranch: Branch;
  /** Children of the main list by state: what the final state is computed from. */
  readonly counts: Partial<Record<StateName, number>>;
  /** Children that have not ended. */
  readonly live: Set<RunNode>;
}

/** An execution as the machine works on it. */
export interface ExecutionModel {
  readonly flow: Flow;
  readonly execution: Execution;
  readonly catalogue: TaskCatalogue;
  readonly nodes: Map<string, RunNode>;
  /** Number of task runs ever made, which is the next one's position. */
  sequence: number;
  readonly root: Group;
  /** Listeners and afterExecution tasks, once the execution has its final state. */
  after?: Group;
  /** The final state, while the flow's outputs are being rendered. */
  finalState?: StateName;
  /** Groups to look at, because a child of theirs ended or they are new. */
  readonly stale: Set<Group>;
  /** Task runs that are PAUSED. */
  readonly paused: Set<RunNode>;
  /** Task runs that are no flowables and have not ended. */
  liveLeaves: number;
  /** The variables `outputs` and `tasks` (flow-language §3.1, §3.2), kept up to date run by run. */
  readonly outputs: Record<string, unknown>;
  readonly taskStates: Record<string, unknown>;
  /** Variables that stay the same for the whole execution: `flow`, `envs`, `globals`, `kestra`, `inputs` … */
  readonly constants: Variables;
  /** The `labels` variable, made anew when a label changes. */
  labels?: Record<string, unknown>;
  /** The flow's service levels (flow-language §7.7). */
  readonly sla: readonly Sla[];
  /** Why each assertion does not hold, by the id of its SLA, as it was logged. */
  readonly violations: Map<string, string>;
  /** Assertions are rendered outside the machine; nothing starts or ends meanwhile. */
  asserting?: boolean;
  /** The conditions of listeners are evaluated outside the machine. */
  listening?: boolean;
  /** Nothing will happen any more: final state, listeners and afterExecution are over. */
  over: boolean;
  /** Decrypts what is stored encrypted, for expressions. */
  readonly reveal: (outputs: Record<string, unknown>) => Record<string, unknown>;
  /** Storage URI of the folder of a task run's files. */
  readonly folderOf: (run: TaskRun) => string;
}

/** One event being applied: the model, the time, and what comes out. */
export interface Turn {
  readonly model: ExecutionModel;
  /** Epoch milliseconds. */
  readonly at: number;
  /** The same moment as ISO instant. */
  readonly date: string;
  readonly chance: Chance;
  readonly commands: Command[];
  readonly logs: LogEntry[];
  readonly changed: Set<RunNode>;
  readonly deleted: string[];
  executionChanged: boolean;
  /** Assertions that were rendered outside the machine for this turn, by the id of their SLA. */
  assertions?: Readonly<Record<string, Assertion>>;
}
