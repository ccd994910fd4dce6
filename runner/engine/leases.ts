import type { Backend, Signal } from '../backend/types.ts';
import type { Active } from './runtime.ts';

/** How long this process stays the one that drives an execution unless it says so again, milliseconds. */
export const leaseTime = 30_000;

/** How often an engine looks for what other processes ask of it, milliseconds. */
const signalInterval = 500;

/** Keeps the leases of the executions that an engine drives, and hears what is asked of them. */
export interface Leases {
  /** Begins to renew, until no execution is left. */
  keep(): void;
  clear(): void;
}

/**
 * Leases of `holder`. `lost` is told of executions that another process took over, after this one slept too long; `heard`
 * of what other processes ask.
 */
export function createLeases(
  backend: Backend,
  holder: string,
  active: ReadonlyMap<string, Active>,
  lost: (execution: Active) => void,
  heard: (signal: Signal) => void,
): Leases {
  let timer: NodeJS.Timeout | undefined;
  let ear: NodeJS.Timeout | undefined;
  /** Held when the leases were last renewed: a new execution's lease may not be written yet. */
  let known: ReadonlySet<string> = new Set();

  const renew = async (): Promise<void> => {
    if (active.size === 0) return clear();
    try {
      const held = new Set(await backend.renewLeases(holder));
      for (const id of known) {
        const execution = active.get(id);
        // The lease of one that is over ends with it, though workers may still be busy with a task that it left.
        if (execution && !execution.model.over && !held.has(id)) lost(execution);
      }
      known = held;
    } catch {
      // The database is locked or gone: the next commit says so, and the lease is good for two more tries.
    }
  };

  const listen = async (): Promise<void> => {
    if (active.size === 0) return clear();
    try {
      for (const signal of await backend.takeSignals(holder)) heard(signal);
    } catch {
      // As above; what was asked stays asked.
    }
  };

  const clear = () => {
    clearInterval(timer);
    clearInterval(ear);
    timer = undefined;
    ear = undefined;
  };

  return {
    keep() {
      timer ??= setInterval(renew, leaseTime / 3).unref();
      // Not unreferenced: while an execution is paused, this is what keeps the process there.
      ear ??= setInterval(listen, signalInterval);
    },
    clear,
  };
}
