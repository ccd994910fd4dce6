import type { Backfill, TriggerChanges, TriggerKey, TriggerRecord } from '../../backend/triggers.ts';
import type { Backend } from '../../backend/types.ts';
import type { Execution, Label, LogLevel, StateName } from '../../execution/types.ts';
import type { Variables } from '../../expression/index.ts';
import type { Flow, Typed } from '../../flow/types.ts';
import type { Registry } from '../../plugin/registry.ts';
import type { Renderer } from '../../worker/properties.ts';
import type { EngineListener, TriggeredRequest } from '../types.ts';

/** Time as a scheduler sees it; tests give a simulated one. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Calls `wake` once, at `due` (epoch milliseconds) or soon after; the result takes that back. */
  at(due: number, wake: () => void): () => void;
}

/** One evaluation of a trigger. The execution that comes of it has its id, and its log entries name it. */
export interface Evaluation {
  id: string;
  flow: Flow;
  trigger: Typed;
}

/** What the execution of a polling trigger starts with. */
export interface Polled {
  outputs: Record<string, unknown>;
  logFile?: string;
}

/** What a scheduler needs of an engine. */
export interface TriggerHost {
  readonly backend: Backend;
  readonly registry: Registry;
  /**
   * Makes executions, and writes what changed with them: in one transaction, all or nothing. An execution whose id is there
   * already is left as it is.
   *
   * @throws InputsError for refused inputs. @throws BackendError `CONFLICT` where another process was faster.
   */
  make(requests: readonly TriggeredRequest[], changes: TriggerChanges): Promise<Execution[]>;
  /** Renders with the variables of the flow (`flow`, `vars`, `labels`, `envs` …) and others over them, with all effects. */
  renderer(evaluation: Evaluation, variables?: Variables): Renderer;
  /** The variables of a stored execution, as its own expressions would read them now (flow-language §4.11). */
  variablesOf(execution: Execution): Promise<Variables>;
  /**
   * Evaluates a polling trigger: the variables of the execution to make, if there is to be one, and the URI of what was
   * logged, where the trigger says `logToFile`.
   *
   * @throws what its type throws.
   */
  poll(evaluation: Evaluation, signal: AbortSignal): Promise<Polled | undefined>;
  log(evaluation: Evaluation, level: LogLevel, message: string): void;
  /** A text that must never appear in a log. */
  mask(secret: string): void;
  /** Decides which changes of state are kept until they are taken. Replaces what decided before. */
  keep(wanted: (execution: Execution, state: StateName) => boolean): void;
  listen(listener: EngineListener): () => void;
}

/** What a scheduler is made of. */
export interface SchedulerOptions {
  host: TriggerHost;
  /** Default: the system's. */
  clock?: Clock;
  /** Zone of triggers and windows that name none; default: the machine's. */
  timeZone?: string;
  /** For triggers that do not say it; default ALL. */
  recoverMissedSchedules?: RecoverMissed;
}

/** What becomes of the dates that passed while nothing was evaluated (flow-language §6.13, Schedule). */
export type RecoverMissed = 'ALL' | 'LAST' | 'NONE';

/** A call of a webhook. */
export interface WebhookRequest {
  /** As received, decoded as UTF-8. */
  body: string;
  headers: Readonly<Record<string, readonly string[]>>;
  /** Of the query. */
  parameters: Readonly<Record<string, readonly string[]>>;
}

/** What to answer to it (flow-language §6.13, Webhook). `wait`: answer when the execution ended. */
export type WebhookAnswer =
  | { status: 200; execution: Execution; wait: boolean }
  | { status: 204 }
  | { status: 404 | 409; message: string };

/** Evaluates triggers and starts flows (flow-language §6.13). */
export interface Scheduler {
  /**
   * The flows whose triggers count from now on, all of them. New triggers begin, those that are gone rest, changed ones go on
   * from now and keep the date they were last evaluated for. Resolves when every trigger is set up.
   */
  sync(flows: readonly Flow[]): Promise<void>;
  /** Evaluates the webhooks of a flow for a call with this key. */
  webhook(namespace: string, flowId: string, key: string, request: WebhookRequest): Promise<WebhookAnswer>;
  /** Evaluates what executions of other processes came to since; to be called again and again. Never rejects. */
  hear(): Promise<void>;
  /** Switches a trigger on or off, whatever its flow says. @throws TriggerRefused */
  setDisabled(key: TriggerKey, disabled: boolean): Promise<TriggerRecord>;
  /** Lets a trigger go on although its execution has not ended. @throws TriggerRefused */
  unlock(key: TriggerKey): Promise<TriggerRecord>;
  /** Makes up for dates of the past. @throws TriggerRefused */
  backfill(key: TriggerKey, asked: BackfillRequest): Promise<TriggerRecord>;
  /** @throws TriggerRefused */
  pauseBackfill(key: TriggerKey, paused: boolean): Promise<TriggerRecord>;
  /** @throws TriggerRefused */
  deleteBackfill(key: TriggerKey): Promise<TriggerRecord>;
  /** Resolves when nothing is being evaluated. */
  settled(): Promise<void>;
  /** Evaluates nothing any more; waits for what is being evaluated. */
  close(): Promise<void>;
}

/** Dates are ISO, with an offset; `end` is now by default. */
export type BackfillRequest = Pick<Backfill, 'start' | 'inputs'> & { end?: string; labels?: Label[] };

/** Something was asked of a trigger that it does not do. */
export class TriggerRefused extends Error {
  override name = 'TriggerRefused';
}
