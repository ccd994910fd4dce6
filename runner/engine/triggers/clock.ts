import type { Clock } from './types.ts';

/** Longest wait without a look at the clock, milliseconds: a machine that slept, or whose clock was set, notices by then. */
const longestWait = 30_000;

/** The clock of this machine. Its wake-ups keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  at(due, wake) {
    let timer: NodeJS.Timeout;
    const wait = () => {
      const rest = due - Date.now();
      timer = setTimeout(rest > longestWait ? wait : wake, Math.max(0, Math.min(rest, longestWait)));
    };
    wait();
    return () => clearTimeout(timer);
  },
};
