import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Clock, createScheduler } from '../../runner/engine/triggers/index.ts';
import type { Flow } from '../../runner/flow/types.ts';
import { type Bench, withEngine } from '../engine.ts';
import { type Cost, elapsed, growth, median } from '../measure.ts';
import type { Workload } from '../types.ts';

const minute = 60_000;
const minutes = 5;

/** 1,000 flows with a Schedule of every minute, on a clock that jumps: from the tick until each execution has ended. */
export const schedule: Workload = async () => {
  const costs: Cost[] = [];
  for (const count of [500, 1000, 2000]) costs.push(await perExecution(count));
  const [half, full, twice] = costs as [Cost, Cost, Cost];
  const tick = full.cost * full.count;
  return [
    {
      name: '1,000 schedules a minute: one tick',
      value: tick,
      unit: 'ms',
      target: { text: '≤ 6,000 ms, a tenth of the minute', met: tick <= 6000 },
    },
    growth('1,000 schedules a minute: an execution', 'ms', full, half),
    growth('2,000 schedules a minute: an execution', 'ms', twice, full),
  ];
};

function perExecution(count: number): Promise<Cost> {
  return withEngine(async (bench) => {
    const { engine, backend } = bench;
    // The engine's own clock is the real one; dates of triggers lie in the past of it.
    const clock = jumpingClock(Date.parse('2025-06-10T08:00:30Z'));
    const scheduler = createScheduler({ host: engine.triggers, clock, timeZone: 'UTC' });
    await scheduler.sync(await flowsOf(bench, count));
    await scheduler.settled();
    const idle = async () => {
      for (let before = -1; before !== clock.waiting(); ) {
        before = clock.waiting();
        await scheduler.settled();
        await engine.idle();
        await nextTurn();
      }
    };
    const times: number[] = [];
    for (let tick = 0; tick < minutes; tick++)
      times.push(
        await elapsed(async () => {
          clock.advance(minute);
          await idle();
        }),
      );
    await scheduler.close();
    const made = await backend.countExecutions({ states: ['SUCCESS'] });
    if (made !== count * minutes)
      throw new Error(`Expected ${count * minutes} executions, but ${made} ended`);
    return { count, cost: median(times) / count };
  });
}

function flowsOf({ flow }: Bench, count: number): Promise<Flow[]> {
  return Promise.all(
    Array.from({ length: count }, (_, i) =>
      flow(`id: scheduled-${i}
namespace: bench
tasks:
  - {id: t, type: io.kestra.plugin.core.debug.Return, format: "{{ trigger.date }}"}
triggers:
  - {id: every-minute, type: io.kestra.plugin.core.trigger.Schedule, cron: "* * * * *"}
`),
    ),
  );
}

/** A clock that stands still until it is told to jump; whoever waits for a time up to then is woken at once. */
function jumpingClock(start: number): Clock & { advance(milliseconds: number): void; waiting(): number } {
  let now = start;
  const sleepers = new Set<{ due: number; wake: () => void }>();
  return {
    now: () => now,
    at(due, wake) {
      const sleeper = { due, wake };
      sleepers.add(sleeper);
      return () => void sleepers.delete(sleeper);
    },
    advance(milliseconds) {
      now += milliseconds;
      for (const sleeper of [...sleepers]) {
        if (sleeper.due > now) continue;
        sleepers.delete(sleeper);
        sleeper.wake();
      }
    },
    waiting: () => sleepers.size,
  };
}
