import { createTimers, type Timers } from './timers.ts';

/** What time it is for an engine. Unit tests of flows have one of their own (surfaces §1.3). */
export interface EngineClock {
  /** Epoch milliseconds, with a fraction. */
  now(): number;
  /** Wake-ups by this clock. */
  timers(): Timers;
  /** Told when executions go on only once time has passed: a clock may jump then. */
  idle?(): void;
}

const now = () => performance.timeOrigin + performance.now();

/** The machine's. */
export const realClock: EngineClock = { now, timers: () => createTimers(now) };
