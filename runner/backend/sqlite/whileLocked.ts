import { setTimeout as delay } from 'node:timers/promises';
import { isLocked } from './errors.ts';

/**
 * Tries `work` again while another connection holds the lock, without blocking the event loop in between, until
 * `deadline` (milliseconds of `performance.now()`); then throws SQLite's error.
 */
export async function whileLocked<T>(deadline: number, work: () => T): Promise<T> {
  for (let pause = 2; ; pause = Math.min(pause * 2, 50)) {
    try {
      return work();
    } catch (error) {
      if (!isLocked(error) || performance.now() + pause > deadline) throw error;
    }
    // A share of chance, so that two processes do not meet again and again.
    await delay(pause * (0.5 + Math.random()));
  }
}
