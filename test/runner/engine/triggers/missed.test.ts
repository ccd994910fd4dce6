import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openMemoryBackend } from '../../../../runner/backend/sqlite/index.ts';
import { createEngine } from '../../../../runner/engine/index.ts';
import { createScheduler, type TriggerHost } from '../../../../runner/engine/triggers/index.ts';
import { parseFlow } from '../../../../runner/flow/parse.ts';
import { pluginRegistry } from '../../../../runner/plugins/index.ts';
import { openWorkingDirectory } from '../../../../runner/repository/index.ts';
import { flowWith, schedulerWorld } from '../../../support/scheduler.ts';
import { simulatedClock } from '../../../support/simulatedClock.ts';

const hourly = (rest = '') =>
  flowWith(`- id: clock\n  type: io.kestra.plugin.core.trigger.Schedule\n  cron: "0 * * * *"\n${rest}`);
const at = (...hours: number[]) => hours.map((hour) => `2025-06-10T${String(hour).padStart(2, '0')}:00:00Z`);

describe('dates that were missed while nothing ran (flow-language §6.13, recoverMissedSchedules)', () => {
  it.each([
    ['ALL', at(9, 10, 11, 12, 13)],
    ['LAST', at(9, 12, 13)],
    ['NONE', at(9, 13)],
  ])('given %s, then %j are evaluated', async (policy, expected) => {
    const world = await schedulerWorld();
    await world.sync(hourly(`  recoverMissedSchedules: ${policy}`));
    await world.until('2025-06-10T09:30:00Z');
    await world.restart('2025-06-10T12:30:00Z');
    await world.until('2025-06-10T13:30:00Z');
    expect(await world.dates()).toEqual(expected);
  });

  it.each([
    ['ALL', at(9, 10, 11, 12)],
    ['LAST', at(9, 12)],
    ['NONE', at(9)],
  ])('given %s and a machine that slept, then it is the same', async (policy, expected) => {
    const world = await schedulerWorld();
    await world.sync(hourly(`  recoverMissedSchedules: ${policy}`));
    await world.until('2025-06-10T09:30:00Z');
    world.clock.jumpTo('2025-06-10T12:30:00Z');
    await world.until('2025-06-10T12:31:00Z');
    expect(await world.dates()).toEqual(expected);
  });

  it('given nothing in the flow, then the scheduler decides', async () => {
    const world = await schedulerWorld({ recoverMissedSchedules: 'LAST' });
    await world.sync(hourly());
    await world.restart('2025-06-10T12:30:00Z');
    expect(await world.dates()).toEqual(at(12));
  });

  it('given a date that is noticed a moment late, then it is not missed', async () => {
    const world = await schedulerWorld();
    await world.sync(hourly('  recoverMissedSchedules: NONE'));
    world.clock.jumpTo('2025-06-10T09:00:04Z');
    await world.until('2025-06-10T09:00:05Z');
    expect(await world.dates()).toEqual(at(9));
  });

  it('given lateMaximumDelay, then dates that are later are left out', async () => {
    const world = await schedulerWorld();
    await world.sync(hourly('  lateMaximumDelay: PT90M'));
    await world.restart('2025-06-10T12:30:00Z');
    expect(await world.dates()).toEqual(at(11, 12));
  });

  it('given a trigger that is switched on again, then dates of that time are not missed', async () => {
    const world = await schedulerWorld();
    await world.sync(hourly());
    const key = { namespace: 'tests', flowId: 'flow', triggerId: 'clock' };
    await world.scheduler.setDisabled(key, true);
    await world.until('2025-06-10T11:30:00Z');
    await world.scheduler.setDisabled(key, false);
    await world.until('2025-06-10T12:30:00Z');
    expect(await world.dates()).toEqual(at(12));
  });
});

describe('two schedulers over one database', () => {
  it('given dates and executions of other flows, then each is evaluated by one of them', async () => {
    const world = await schedulerWorld();
    const listening = flowWith('- id: up\n  type: io.kestra.plugin.core.trigger.Flow', '', 'listening');
    const flows = await world.sync(hourly(), listening);
    const other = createScheduler({ host: world.engine.triggers, clock: world.clock, timeZone: 'UTC' });
    await other.sync(flows);
    await world.until('2025-06-10T12:30:00Z');
    await other.settled();
    await world.idle();
    expect(await world.dates()).toEqual(at(9, 10, 11, 12));
    expect(await world.executions('listening')).toHaveLength(4);
    await other.close();
  });
});

describe('a scheduler that is thrown away at any moment', () => {
  /** A life of the scheduler: how long it lives, at which write it dies and whether that write was kept, how long it is down. */
  const life = fc.record({
    minutes: fc.integer({ min: 1, max: 240 }),
    dies: fc.option(fc.record({ at: fc.integer({ min: 1, max: 8 }), kept: fc.boolean() })),
    down: fc.integer({ min: 0, max: 300 }),
  });

  it('given ALL, then every date is evaluated exactly once, in order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 5 }), async (lives) => {
        const backend = await openMemoryBackend();
        const registry = pluginRegistry();
        const engine = await createEngine({
          backend,
          registry,
          repository: openWorkingDirectory(import.meta.dirname),
          environment: {},
          logLevel: 'ERROR',
        });
        const { flow } = await parseFlow(hourly(), { file: 'flow.yaml', registry });
        const clock = simulatedClock('2025-06-10T08:30:00Z');
        const later = (minutes: number) => new Date(clock.now() + minutes * 60_000).toISOString();

        for (const { minutes, dies, down } of [...lives, { minutes: 1, dies: null, down: 0 }]) {
          const host = dying(engine.triggers, dies?.at ?? Infinity, dies?.kept ?? false);
          const scheduler = createScheduler({ host, clock, timeZone: 'UTC' });
          await scheduler.sync([flow!]).catch(() => undefined);
          const idle = async () => {
            for (let turn = 0; turn < 3; turn++) {
              if (!host.hasDied()) await Promise.race([scheduler.settled(), host.died]);
              await engine.idle();
            }
          };
          await clock.goTo(later(minutes), idle);
          void scheduler.close();
          clock.jumpTo(later(down));
        }
        const scheduler = createScheduler({ host: engine.triggers, clock, timeZone: 'UTC' });
        await scheduler.sync([flow!]);
        for (let quiet = 0; quiet < 80; quiet++) {
          await scheduler.settled();
          await engine.idle();
        }
        await scheduler.close();

        const found = await backend.executions({ limit: 1_000 });
        const dates = found.reverse().map(({ trigger }) => String(trigger?.variables?.['date']));
        const expected: string[] = [];
        for (let due = Date.parse('2025-06-10T09:00:00Z'); due <= clock.now(); due += 3_600_000)
          expected.push(new Date(due).toISOString().replace('.000', ''));
        await engine.close();
        await backend.close();
        // Where it died before it knew the trigger, the first dates of that time are before its first one.
        expect(dates).toEqual(expected.slice(expected.length - dates.length));
        if (lives[0]!.dies?.at !== 1) expect(dates).toHaveLength(expected.length);
      }),
      { numRuns: 15 },
    );
  }, 60_000);
});

/** A host that stops to answer at its n-th write, done or not: what happens to a process that is killed. */
function dying(host: TriggerHost, at: number, kept: boolean) {
  let writes = 0;
  let die: () => void = () => undefined;
  let dead = false;
  const died = new Promise<void>((resolve) => {
    die = resolve;
  });
  const never = new Promise<never>(() => undefined);
  return {
    ...host,
    died,
    hasDied: () => dead,
    async make(...asked: Parameters<TriggerHost['make']>) {
      if (dead) return never;
      if (++writes < at) return host.make(...asked);
      if (kept) await host.make(...asked);
      dead = true;
      die();
      return never;
    },
  };
}
