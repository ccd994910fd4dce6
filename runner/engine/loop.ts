import type { Backend, Changes } from '../backend/types.ts';
import type { Command, ExecutionEvent } from '../execution/events.ts';
import { newSeed } from '../execution/ids.ts';
import { apply } from '../execution/machine.ts';
import type { Execution, LogLevel, TaskRun } from '../execution/types.ts';
import type { ChangeSet } from './changes.ts';
import { EngineStopped, StateUnwritable } from './errors.ts';
import { isKept } from './logs.ts';
import type { Active, Posted } from './runtime.ts';
import type { EngineListener } from './types.ts';
import { replayTimerId, timerId } from './wake.ts';
import { withdraw } from './withdraw.ts';

/** Waits between tries to commit when the disk is full or the database locked, milliseconds. */
const commitDelays = [50, 200, 1000, 3000];

interface LoopOptions {
  /** Tries to write for as long as it takes, instead of stopping after some seconds. */
  waits: boolean;
  /** Told once when the state cannot be written for now, and once when it can again. */
  blocked(error: StateUnwritable | undefined): void;
  backend: Backend;
  changes: ChangeSet;
  active: ReadonlyMap<string, Active>;
  logLevel: LogLevel;
  masked(text: string): string;
  listeners: ReadonlySet<EngineListener>;
  /** Carries out what the machine asked for; called after its reason is durable. */
  carryOut(active: Active, command: Command): void;
  /** The execution came into states: those of its history from `since` on. */
  moved(execution: Execution, since: number): void;
  /** An execution may be over. */
  settle(active: Active): void;
  /** Epoch milliseconds, with a fraction. */
  now(): number;
  /** Nothing is left to do until something happens. */
  quiet(): void;
  /** The state cannot be written any more. */
  stop(error: EngineStopped): void;
}

/** Who waits until everything so far is durable; an impatient one no longer than it can be written at once. */
interface Waiter {
  resolve(): void;
  reject(error: unknown): void;
  isImpatient: boolean;
}

type Unwritten = Error & { code: 'FULL' | 'LOCKED' };

/** Takes events in turns: machine, one durable commit, then commands (architecture, “The way of one event”). */
export interface Loop {
  /** Takes an event for the next turn; `false` once it is closed. */
  post(executionId: string, event: Posted): boolean;
  /** Makes sure that a turn comes, for changes that no event made. */
  wake(): void;
  /** Resolves when everything so far is durable. */
  flushed(): Promise<void>;
  /** As `flushed`, but rejects with `StateUnwritable` as soon as the state cannot be written for now. */
  accepted(): Promise<void>;
  /** Forgets an execution that was not accepted; it must not be active any more. */
  withdraw(executionId: string): void;
  /** Takes no more events and carries out no more commands; resolves when what came so far is durable. */
  close(): Promise<void>;
}

/** The loop of one engine: every event that arrives while a turn runs belongs to the next (group commit). */
export function createLoop(options: LoopOptions): Loop {
  const { backend, changes, active } = options;
  let inbox: { executionId: string; event: ExecutionEvent }[] = [];
  let flushWaiters: Waiter[] = [];
  /** What is being written, for as long as that takes. */
  let taken: Changes | undefined;
  let blocked: StateUnwritable | undefined;
  const withdrawn = new Set<string>();
  let scheduled = false;
  let closed = false;
  let stopped: EngineStopped | undefined;

  const wake = () => {
    if (scheduled || stopped) return;
    scheduled = true;
    setImmediate(turn);
  };

  const turn = async () => {
    const events = inbox;
    const waiters = flushWaiters;
    inbox = [];
    flushWaiters = [];
    const commands: { active: Active; command: Command }[] = [];
    const touched = new Map<string, TaskRun[]>();
    for (const { executionId, event } of events) {
      const execution = active.get(executionId);
      if (execution) take(execution, event, commands, touched);
    }
    try {
      taken = changes.empty ? undefined : changes.take();
      for (const id of taken ? withdrawn : []) withdraw(taken!, id);
      withdrawn.clear();
      if (taken) await commit(taken, waiters);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      stopped = new EngineStopped(`The engine stopped, for it cannot write its state: ${reason}`, {
        cause: error,
      });
      for (const waiter of [...waiters, ...flushWaiters]) waiter.reject(stopped);
      return options.stop(stopped);
    }
    if (taken) notify(options, taken, touched);
    for (const waiter of waiters) waiter.resolve();
    taken = undefined;
    for (const { active: execution, command } of closed ? [] : commands)
      if (active.get(execution.model.execution.id) === execution) options.carryOut(execution, command);
    scheduled = false;
    for (const executionId of touched.keys()) {
      const execution = active.get(executionId);
      if (execution) options.settle(execution);
    }
    if (inbox.length > 0 || !changes.empty || flushWaiters.length > 0) wake();
    else options.quiet();
  };

  const take = (
    execution: Active,
    event: ExecutionEvent,
    commands: { active: Active; command: Command }[],
    touched: Map<string, TaskRun[]>,
  ) => {
    const { model } = execution;
    const since = model.execution.state.histories.length;
    const outcome = apply(model, event);
    const runs = touched.get(model.execution.id) ?? [];
    touched.set(model.execution.id, runs);
    if (outcome.execution) {
      changes.execution(outcome.execution);
      options.moved(outcome.execution, since);
    }
    if (outcome.over) changes.over(model.execution.id);
    for (const { taskRun, sequence } of outcome.taskRuns) {
      changes.taskRun(taskRun, sequence);
      runs.push(taskRun);
    }
    for (const id of outcome.deletedTaskRuns) changes.deleteTaskRun(model.execution.id, id);
    for (const entry of outcome.logs)
      if (isKept(entry.level, options.logLevel))
        changes.log({ ...entry, message: options.masked(entry.message) });
    for (const command of outcome.commands) {
      remember(changes, model.execution.id, command);
      commands.push({ active: execution, command });
    }
  };

  /** A full disk or a locked database may pass: tries again, for some seconds or as long as it takes. Nothing else does. */
  const commit = async (written: Changes, waiters: readonly Waiter[]): Promise<void> => {
    for (let tries = 0; ; tries++) {
      try {
        await backend.commit(written);
        if (blocked) {
          blocked = undefined;
          options.blocked(undefined);
        }
        return;
      } catch (error) {
        if (!mayPass(error)) throw error;
        const delay = commitDelays[tries] ?? (options.waits && !closed ? commitDelays.at(-1) : undefined);
        if (delay === undefined) throw error;
        if (options.waits) block(error, waiters);
        await new Promise((resolve) => setTimeout(resolve, delay));
      }
    }
  };

  const block = (error: Unwritten, waiters: readonly Waiter[]) => {
    if (!blocked) {
      blocked = new StateUnwritable(error);
      options.blocked(blocked);
    }
    for (const waiter of [...waiters, ...flushWaiters]) if (waiter.isImpatient) waiter.reject(blocked);
  };

  const flushed = (isImpatient = false) => {
    if (stopped) return Promise.reject(stopped);
    if (isImpatient && blocked) return Promise.reject(blocked);
    return new Promise<void>((resolve, reject) => {
      flushWaiters.push({ resolve, reject, isImpatient });
      wake();
    });
  };

  return {
    post(executionId, event) {
      if (closed) return false;
      inbox.push({ executionId, event: { ...event, at: options.now(), seed: newSeed() } as ExecutionEvent });
      wake();
      return true;
    },
    wake,
    flushed: () => flushed(),
    accepted: () => flushed(true),
    withdraw(executionId) {
      if (taken) withdraw(taken, executionId);
      withdrawn.add(executionId);
    },
    close() {
      closed = true;
      return flushed();
    },
  };
}

/** Commands that must survive a crash are written with the change that asks for them. */
function remember(changes: ChangeSet, executionId: string, command: Command): void {
  switch (command.type) {
    case 'run':
      return changes.enqueue({ id: command.taskRunId, executionId, kind: 'run', payload: null });
    case 'startSubflow':
      return changes.enqueue({
        id: command.subflow.executionId,
        executionId,
        kind: 'subflow',
        payload: command.subflow,
      });
    case 'setTimer':
      return changes.setTimer({
        id: timerId(command.timer),
        executionId,
        due: command.due,
        payload: command.timer,
      });
    case 'cancelTimer':
      return changes.cancelTimer(timerId(command.timer));
    case 'replay':
      return changes.setTimer({
        id: replayTimerId(executionId),
        executionId,
        due: command.due,
        payload: null,
      });
  }
}

function mayPass(error: unknown): error is Unwritten {
  const { code } = error as { code?: unknown };
  return code === 'FULL' || code === 'LOCKED';
}

function notify(options: LoopOptions, changes: Changes, touched: ReadonlyMap<string, TaskRun[]>): void {
  for (const listener of options.listeners) {
    try {
      if (changes.logs.length > 0) listener.logged?.(changes.logs);
      for (const [executionId, runs] of touched) {
        const execution = options.active.get(executionId)?.model.execution;
        if (execution) listener.changed?.(execution, runs);
      }
    } catch (error) {
      // Who looks on must not stop what is looked at.
      process.emitWarning(error instanceof Error ? error : String(error));
    }
  }
}
