import type { Clock } from '../../runner/engine/triggers/types.ts';

/** A clock that stands still until it is told to go on. */
export interface SimulatedClock extends Clock {
  /** Goes on to a moment, waking at each time between; waits for `idle` after each. */
  goTo(moment: string, idle: () => Promise<void>): Promise<void>;
  /** Jumps to a moment without waking: the machine was off. */
  jumpTo(moment: string): void;
}

export function simulatedClock(start: string): SimulatedClock {
  let now = Date.parse(start);
  const wakes = new Set<{ due: number; wake: () => void }>();
  return {
    now: () => now,
    at(due, wake) {
      const entry = { due, wake };
      wakes.add(entry);
      return () => wakes.delete(entry);
    },
    async goTo(moment, idle) {
      const end = Date.parse(moment);
      for (;;) {
        await idle();
        const [first] = [...wakes].sort((a, b) => a.due - b.due);
        if (!first || first.due > end) break;
        wakes.delete(first);
        now = Math.max(now, first.due);
        first.wake();
      }
      now = end;
    },
    jumpTo(moment) {
      now = Date.parse(moment);
    },
  };
}
