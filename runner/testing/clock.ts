import { type EngineClock, realClock } from '../engine/clock.ts';
import { createTimers } from '../engine/timers.ts';

/** How long nothing may happen before it counts as nothing at all, milliseconds: an answer may be on its way. */
const silence = 25;

/** A clock for the engine of one case. */
export interface CaseClock extends EngineClock {
  /** Calls `stuck` when the engine waits and no timer will ever wake it. */
  watch(stuck: () => void): void;
}

/**
 * A clock that jumps to the next timer as soon as there is nothing to do but to wait: what takes hours takes none in a test.
 * While a task really runs, its timers come when they are due.
 *
 * @param time epoch milliseconds at which it stands until it jumps; absent: it goes on from the machine's time
 */
export function caseClock(time: number | undefined): CaseClock {
  let standing = time;
  let skipped = 0;
  let look: NodeJS.Timeout | undefined;
  let stuck: (() => void) | undefined;
  const now = () => standing ?? realClock.now() + skipped;
  const real = createTimers(now);
  const dues = new Map<string, number>();

  const reach = (due: number) => {
    const missing = Math.max(0, due - now());
    if (standing === undefined) skipped += missing;
    else standing += missing;
  };

  return {
    now,
    timers: () => ({
      set(id, due, wake) {
        clearTimeout(look);
        dues.set(id, due);
        real.set(id, due, () => {
          dues.delete(id);
          reach(due);
          wake();
        });
      },
      cancel(id) {
        dues.delete(id);
        real.cancel(id);
      },
      hurry: real.hurry,
      clear() {
        clearTimeout(look);
        dues.clear();
        real.clear();
      },
    }),
    idle() {
      clearTimeout(look);
      let next: [string, number] | undefined;
      for (const timer of dues) if (!next || timer[1] < next[1]) next = timer;
      if (next) real.hurry(next[0]);
      else look = setTimeout(() => stuck?.(), silence);
    },
    watch(told) {
      stuck = told;
    },
  };
}
