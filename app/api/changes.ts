import { setTimeout as delay } from 'node:timers/promises';
import type { Engine, EngineListener } from '../../runner/engine/types.ts';

/** Time after which one looks again although nothing was heard: another process may drive the execution. Milliseconds. */
const patience = 1_000;

/** Shortest time between two looks, milliseconds: an execution with many tasks changes a thousand times a second. */
const pace = 100;

/** Wakes whoever follows an execution. */
export interface Follower {
  /** Resolves when something of the execution may have changed; at once if it did since the last call. */
  changed(): Promise<void>;
  close(): void;
}

/** Listens to what an engine does with an execution, and looks now and then for what others do. */
export function followExecution(engine: Engine, executionId: string, signal: AbortSignal): Follower {
  return follow(engine, signal, (notice) => ({
    changed: ({ id }) => id === executionId && notice(),
    logged: (entries) => entries.some((entry) => entry.executionId === executionId) && notice(),
  }));
}

/** The same for every execution. */
export function followEngine(engine: Engine, signal: AbortSignal): Follower {
  return follow(engine, signal, (notice) => ({ changed: notice }));
}

function follow(
  engine: Engine,
  signal: AbortSignal,
  listener: (notice: () => void) => EngineListener,
): Follower {
  let stale = false;
  let wake: (() => void) | undefined;
  const notice = () => {
    stale = true;
    wake?.();
  };
  const stop = engine.listen(listener(notice));
  signal.addEventListener('abort', notice, { once: true });
  return {
    async changed() {
      await delay(pace, undefined, { signal }).catch(() => undefined);
      if (!stale) {
        const late = new AbortController();
        await Promise.race([
          new Promise<void>((resolve) => {
            wake = resolve;
          }),
          delay(patience, undefined, { signal: late.signal }).catch(() => undefined),
        ]);
        late.abort();
      }
      stale = false;
    },
    close: stop,
  };
}
