import type { TriggerKey } from '../backend/triggers.ts';
import type { Backend } from '../backend/types.ts';
import type { ExecutionEvent, Occurrence, SubflowRequest } from '../execution/events.ts';
import type { MachineInput } from '../execution/machine.ts';
import type { ExecutionModel } from '../execution/model.ts';
import type { Execution, ExecutionDocument, LogEntry, LogLevel, MetricEntry } from '../execution/types.ts';
import type { Flow } from '../flow/types.ts';
import type { Registry } from '../plugin/registry.ts';
import type { Confinement } from '../plugin/types.ts';
import type { Repository } from '../repository/types.ts';
import type { Pool } from '../worker/pool.ts';
import type { Admissions } from './admissions.ts';
import type { ChangeSet } from './changes.ts';
import type { EngineClock } from './clock.ts';
import type { Control } from './control.ts';
import type { CredentialsSource } from './credentials.ts';
import type { SharedDirectory } from './directory/index.ts';
import type { Encryption } from './encryption.ts';
import type { Kept } from './ended.ts';
import type { FlowLoader } from './flows.ts';
import type { Masker } from './masker.ts';
import type { StandIn } from './standIn.ts';
import type { Timers } from './timers.ts';
import type { EngineOptions } from './types.ts';

/** An event as it is posted: the engine adds the time and chance of its arrival. */
export type Posted = ExecutionEvent extends infer E
  ? E extends Occurrence
    ? Omit<E, keyof Occurrence>
    : never
  : never;

/** An execution that this engine drives. */
export interface Active {
  readonly model: ExecutionModel;
  /** Attempts that a worker is busy with, by task run id. */
  readonly running: Map<string, AbortController>;
  /** Work for it outside the machine that has not come back: renderings, subflows being made. */
  pending: number;
  /** Directories that its WorkingDirectory task runs have open, by task run id. */
  readonly directories: Map<string, SharedDirectory>;
  /** Subflows that had been asked for and not yet made when the execution was taken up, by execution id. */
  readonly subflows?: ReadonlyMap<string, SubflowRequest>;
  /** Stands in for its tasks. */
  readonly standIn?: StandIn;
  readonly waiters: { resolve(document: ExecutionDocument): void; reject(error: unknown): void }[];
}

/** What the parts of one engine share. */
export interface Runtime {
  readonly backend: Backend;
  /** This engine among those on the same backend. */
  readonly holder: string;
  readonly registry: Registry;
  readonly repository: Repository;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The variable `globals` of expressions. */
  readonly globals: Readonly<Record<string, unknown>>;
  readonly flows: FlowLoader;
  readonly pool: Pool;
  readonly masker: Masker;
  readonly encryption: Encryption | undefined;
  readonly clock: EngineClock;
  readonly timers: Timers;
  readonly admissions: Admissions;
  readonly changes: ChangeSet;
  readonly active: Map<string, Active>;
  readonly logLevel: LogLevel;
  /** As in `EngineOptions`. */
  readonly sealed: boolean;
  readonly confinement?: Confinement;
  refuses(type: string): string | undefined;
  readonly localFiles: boolean;
  readonly credentials: CredentialsSource | undefined;
  readonly tests: EngineOptions['tests'];
  /** Attempts and work on files that must be over before the engine is closed. */
  readonly unfinished: Set<Promise<void>>;
  /** Executions that will be made later: retries as new executions. */
  awaited: number;

  /** Clear text of a secret; throws where it is missing. */
  secret(key: string): string;
  /** Hands an event to the machine in the next turn; `false` from an engine that closes and takes none any more. */
  post(executionId: string, event: Posted): boolean;
  /** What the machine needs for an execution of a flow; loads the flow's plugins. */
  machineInput(flow: Flow, execution: Execution): Promise<MachineInput>;
  /** Makes an execution durable and lets it begin; resolves when it is. */
  launch(flow: Flow, execution: Execution): Promise<void>;
  /** Writes to the log; the promise, where there is one, paces writers of many lines. */
  log(
    source: Omit<LogEntry, 'level' | 'timestamp' | 'message'>,
    level: LogLevel,
    messages: readonly string[],
    least: LogLevel,
  ): void | Promise<void>;
  metric(entry: Omit<MetricEntry, 'timestamp'>): void;
  /** Resolves when everything that was changed so far is durable. */
  flushed(): Promise<void>;
  /** A directory for local copies, removed when the engine closes. */
  scratch(): Promise<string>;
  kill(executionId: string): void;
  /** As `Engine.control`. */
  control(executionId: string, asked: Control): Promise<void>;
  /** As `Engine.delete`. */
  delete(executionId: string, kept?: Kept): Promise<void>;
  /** Switches a trigger on or off, whatever its flow says, and tells whoever evaluates it. */
  switchTrigger(key: TriggerKey, to: { disabled: boolean }): Promise<void>;
}
