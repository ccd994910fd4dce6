import type { Backend } from '../backend/types.ts';
import type { ExecutionEvent, Occurrence } from '../execution/events.ts';
import type { ExecutionModel } from '../execution/model.ts';
import type { Execution, ExecutionDocument, LogEntry, LogLevel, MetricEntry } from '../execution/types.ts';
import type { Flow } from '../flow/types.ts';
import type { Registry } from '../plugin/registry.ts';
import type { Repository } from '../repository/types.ts';
import type { Pool } from '../worker/pool.ts';
import type { ChangeSet } from './changes.ts';
import type { Encryption } from './encryption.ts';
import type { FlowLoader } from './flows.ts';
import type { Masker } from './masker.ts';
import type { Timers } from './timers.ts';

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
  readonly waiters: { resolve(document: ExecutionDocument): void; reject(error: unknown): void }[];
}

/** What the parts of one engine share. */
export interface Runtime {
  readonly backend: Backend;
  readonly registry: Registry;
  readonly repository: Repository;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly flows: FlowLoader;
  readonly pool: Pool;
  readonly masker: Masker;
  readonly encryption: Encryption | undefined;
  readonly timers: Timers;
  readonly changes: ChangeSet;
  readonly active: Map<string, Active>;
  readonly logLevel: LogLevel;
  /** Executions that will be made later: retries as new executions. */
  awaited: number;

  /** Clear text of a secret; throws where it is missing. */
  secret(key: string): string;
  /** Hands an event to the machine in the next turn. */
  post(executionId: string, event: Posted): void;
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
}
