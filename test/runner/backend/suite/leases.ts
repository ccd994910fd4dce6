import { expect, test } from 'vitest';
import { changes, execution, state, transition } from '../fixtures.ts';
import type { Place } from '../suite.ts';

export function leaseTests(place: () => Place): void {
  /** Two processes with one clock. */
  async function given() {
    const clock = { now: 1_000_000 };
    const now = () => clock.now;
    const [one, two] = await Promise.all([place().open({ now }), place().open({ now })]);
    return { clock, one, two };
  }

  test('given a live lease, then its holder may take it again and nobody else may', async () => {
    const { one, two } = await given();
    expect(await one.lease('e1', 'one', 30_000)).toBe(true);
    expect(await one.lease('e1', 'one', 30_000)).toBe(true);
    expect(await two.lease('e1', 'two', 30_000)).toBe(false);
    expect(await two.lease('e2', 'two', 30_000)).toBe(true);
  });

  test('given two processes that ask at once, then one gets the lease', async () => {
    const { one, two } = await given();
    const answers = await Promise.all([one.lease('e1', 'one', 30_000), two.lease('e1', 'two', 30_000)]);
    expect(answers.filter((got) => got)).toHaveLength(1);
  });

  test('given a lease whose time is over, then another takes it over, and the first holder learns of it', async () => {
    const { clock, one, two } = await given();
    await one.lease('e1', 'one', 30_000);
    await one.lease('e2', 'one', 60_000);
    clock.now += 29_999;
    expect(await two.lease('e1', 'two', 30_000)).toBe(false);
    clock.now += 1;
    expect(await two.lease('e1', 'two', 30_000)).toBe(true);
    expect(await one.renewLeases('one')).toEqual(['e2']);
    expect(await one.lease('e1', 'one', 30_000)).toBe(false);
  });

  test('given renewals, then a lease lives on for its own time', async () => {
    const { clock, one, two } = await given();
    await one.lease('e1', 'one', 30_000);
    clock.now += 25_000;
    expect(await one.renewLeases('one')).toEqual(['e1']);
    clock.now += 25_000;
    expect(await two.lease('e1', 'two', 30_000)).toBe(false);
  });

  test('given a release, then another may take the lease at once; only the holder releases', async () => {
    const { one, two } = await given();
    await one.lease('e1', 'one', 30_000);
    await two.release('e1', 'two');
    expect(await two.lease('e1', 'two', 30_000)).toBe(false);
    await one.release('e1', 'one');
    expect(await two.lease('e1', 'two', 30_000)).toBe(true);
  });

  test('given executions, then abandoned are those with work left and no live lease, oldest first', async () => {
    const { clock, one, two } = await given();
    const ended = (id: string) => execution(id, { state: state('SUCCESS') });
    const executions = [execution('running'), ended('done'), execution('driven'), execution('paused')];
    await one.commit(changes({ executions, over: ['done'] }));
    // Its final state is set, its afterExecution tasks are not done.
    await one.commit({ ...transition('afterwards'), executions: [ended('afterwards')] });
    await one.lease('driven', 'one', 30_000);
    expect(await two.abandoned()).toEqual(['running', 'paused', 'afterwards']);

    clock.now += 30_000;
    expect(await two.abandoned()).toEqual(['running', 'driven', 'paused', 'afterwards']);

    await one.commit(changes({ over: ['afterwards', 'running', 'driven', 'paused'] }));
    expect(await two.abandoned(), 'a timer is left').toEqual(['afterwards']);

    await one.commit(changes({ dequeued: ['run:afterwards'], cancelledTimers: ['timer:afterwards'] }));
    expect(await two.abandoned()).toEqual([]);
  });
}
