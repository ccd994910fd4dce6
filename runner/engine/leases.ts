import type { Backend } from '../backend/types.ts';
import type { Active } from './runtime.ts';

/** How long this process stays the one that drives an execution unless it says so again, milliseconds. */
export const leaseTime = 30_000;

/** Renews the leases of the executions that an engine drives. */
export interface Leases {
  /** Begins to renew, until no execution is left. */
  keep(): void;
  clear(): void;
}

/** Leases of `holder`; `lost` is told of executions that another process took over, after this one slept too long. */
export function createLeases(
  backend: Backend,
  holder: string,
  active: ReadonlyMap<string, Active>,
  lost: (execution: Active) => void,
): Leases {
  let timer: NodeJS.Timeout | undefined;

  const renew = async (): Promise<void> => {
    if (active.size === 0) return clear();
    const driven = [...active.values()];
    try {
      const held = new Set(await backend.renewLeases(holder));
      for (const execution of driven) if (!held.has(execution.model.execution.id)) lost(execution);
    } catch {
      // The database is locked or gone: the next commit says so, and the lease is good for two more tries.
    }
  };

  const clear = () => {
    clearInterval(timer);
    timer = undefined;
  };

  return {
    keep() {
      timer ??= setInterval(renew, leaseTime / 3).unref();
    },
    clear,
  };
}
