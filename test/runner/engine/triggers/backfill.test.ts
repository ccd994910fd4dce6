import { describe, expect, it } from 'vitest';
import { flowWith, schedulerWorld } from '../../../support/scheduler.ts';

const daily = (rest = '', flow = '') =>
  flowWith(`- id: clock\n  type: io.kestra.plugin.core.trigger.Schedule\n  cron: "0 9 * * *"\n${rest}`, flow);
const key = { namespace: 'tests', flowId: 'flow', triggerId: 'clock' };
const days = (...of: string[]) => of.map((day) => `2025-${day}T09:00:00Z`);

describe('a backfill (flow-language §6.13, Schedule)', () => {
  it('given a start and an end, then its dates are evaluated one after another, and the schedule goes on', async () => {
    const world = await schedulerWorld();
    await world.sync(daily('  lateMaximumDelay: PT1H\n  recoverMissedSchedules: NONE'));
    await world.scheduler.backfill(key, { start: '2025-05-01T09:00:00Z', end: '2025-05-03T09:00:00Z' });
    await world.idle();
    expect(await world.dates()).toEqual(days('05-01', '05-02', '05-03'));
    await world.until('2025-06-10T10:00:00Z');
    expect(await world.dates()).toEqual(days('05-01', '05-02', '05-03', '06-10'));
    expect(await world.backend.trigger(key)).not.toHaveProperty('backfill');
  });

  it('given no end, then it ends now', async () => {
    const world = await schedulerWorld({ now: '2025-06-10T10:00:00Z' });
    await world.sync(daily());
    await world.scheduler.backfill(key, { start: '2025-06-09T00:00:00Z' });
    await world.idle();
    expect(await world.dates()).toEqual(days('06-09', '06-10'));
  });

  it('given inputs and labels, then they go over and beside those of the trigger', async () => {
    const world = await schedulerWorld();
    await world.sync(
      daily(
        '  inputs: {a: "1", b: "2"}\n  labels: {kind: usual}',
        'inputs: [{id: a, type: INT}, {id: b, type: INT}]',
      ),
    );
    await world.scheduler.backfill(key, {
      start: '2025-05-01T00:00:00Z',
      end: '2025-05-02T00:00:00Z',
      inputs: { b: 3 },
      labels: [{ key: 'why', value: 'repair' }],
    });
    await world.idle();
    const [execution] = await world.executions();
    expect(execution?.inputs).toEqual({ a: 1, b: 3 });
    expect(execution?.labels.slice(0, 2)).toEqual([
      { key: 'kind', value: 'usual' },
      { key: 'why', value: 'repair' },
    ]);
  });

  it('given a pause, then the schedule goes on meanwhile, and the backfill afterwards', async () => {
    const world = await schedulerWorld();
    await world.sync(daily());
    await world.scheduler.setDisabled(key, true);
    await world.scheduler.backfill(key, { start: '2025-05-01T00:00:00Z', end: '2025-05-03T00:00:00Z' });
    await world.scheduler.pauseBackfill(key, true);
    await world.scheduler.setDisabled(key, false);
    await world.until('2025-06-10T10:00:00Z');
    expect(await world.dates()).toEqual(days('06-10'));
    await world.scheduler.pauseBackfill(key, false);
    await world.idle();
    expect(await world.dates()).toEqual(days('06-10', '05-01', '05-02'));
  });

  it('given its deletion, then its dates are left out', async () => {
    const world = await schedulerWorld();
    await world.sync(daily());
    await world.scheduler.setDisabled(key, true);
    await world.scheduler.backfill(key, { start: '2025-05-01T00:00:00Z' });
    await world.scheduler.deleteBackfill(key);
    await world.scheduler.setDisabled(key, false);
    await world.until('2025-06-10T10:00:00Z');
    expect(await world.dates()).toEqual(days('06-10'));
  });

  it('given the same dates again, then they are evaluated again', async () => {
    const world = await schedulerWorld();
    await world.sync(daily());
    const asked = { start: '2025-05-01T00:00:00Z', end: '2025-05-02T00:00:00Z' };
    await world.scheduler.backfill(key, asked);
    await world.until('2025-06-10T08:10:00Z');
    await world.scheduler.backfill(key, asked);
    await world.idle();
    expect(await world.dates()).toEqual(days('05-01', '05-01'));
  });

  it('given a process that stops, then the next one goes on', async () => {
    const world = await schedulerWorld();
    await world.sync(daily());
    await world.scheduler.setDisabled(key, true);
    await world.scheduler.backfill(key, { start: '2025-05-01T00:00:00Z', end: '2025-05-03T00:00:00Z' });
    await world.restart('2025-06-10T08:30:00Z');
    await world.scheduler.setDisabled(key, false);
    await world.idle();
    expect(await world.dates()).toEqual(days('05-01', '05-02'));
  });

  it.each([
    [
      'an end before its start',
      key,
      { start: '2025-05-02T00:00:00Z', end: '2025-05-01T00:00:00Z' },
      /before it ends/,
    ],
    ['no date', key, { start: '2025-05-02T10:00:00Z', end: '2025-05-02T11:00:00Z' }, /has no date from/],
    ['a date that is none', key, { start: 'soon' }, /`start` must be an ISO date/],
    ['another trigger', { ...key, triggerId: 'other' }, { start: '2025-05-02T00:00:00Z' }, /not found/],
  ])('given %s, then it is refused', async (_, of, asked, message) => {
    const world = await schedulerWorld();
    await world.sync(daily());
    await expect(world.scheduler.backfill(of, asked)).rejects.toThrow(message);
  });

  it('given none, then it cannot be paused or deleted', async () => {
    const world = await schedulerWorld();
    await world.sync(daily());
    await expect(world.scheduler.pauseBackfill(key, true)).rejects.toThrow('The trigger has no backfill');
    await expect(world.scheduler.deleteBackfill(key)).rejects.toThrow('The trigger has no backfill');
  });
});
