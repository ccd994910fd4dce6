import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../../runner/engine/triggers/clock.ts';

describe('the clock of the system', () => {
  it('given a time to come, then it wakes then, not before', async () => {
    const due = systemClock.now() + 30;
    await new Promise<void>((wake) => systemClock.at(due, wake));
    expect(systemClock.now()).toBeGreaterThanOrEqual(due - 1);
  });

  it('given a time that has passed, then it wakes soon', async () => {
    await new Promise<void>((wake) => systemClock.at(0, wake));
  });

  it('given a wake-up that is taken back, then it does not come', async () => {
    let woken = false;
    const cancel = systemClock.at(systemClock.now() + 10, () => {
      woken = true;
    });
    cancel();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(woken).toBe(false);
  });
});
