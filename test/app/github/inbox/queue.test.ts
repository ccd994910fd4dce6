import { describe, expect, it, onTestFinished } from 'vitest';
import { createQueue, Later } from '../../../../app/github/inbox/queue.ts';
import type { Delivery } from '../../../../app/github/store/deliveries.ts';
import { openGitHubStore } from '../../../../app/github/store/index.ts';
import { simulatedClock } from '../../../support/simulatedClock.ts';
import { readableLog, temporaryHome } from '../support.ts';

const start = '2026-11-01T00:00:00Z';

/** A queue over real state. `work` is told of each delivery. */
function queueOf(work: (delivery: Delivery, signal: AbortSignal) => Promise<void>) {
  const clock = simulatedClock(start);
  const store = openGitHubStore(temporaryHome(), clock.now);
  const { deliveries } = store;
  const { log, lines } = readableLog();
  const results: string[] = [];
  const ended = (result: string) => results.push(result);
  const queue = createQueue({ deliveries, work, clock, log, ended });
  onTestFinished(async () => {
    await queue.close(1_000);
    await store.close();
  });
  let count = 0;
  const add = (key: string, installationId = 1) =>
    deliveries.addNow({
      guid: `g-${++count}`,
      event: 'push',
      key,
      installationId,
      body: '{"secret":"body"}',
    });
  return { queue, deliveries, clock, add, results, lines };
}

/** Work that waits until it is let go. */
function gates() {
  const open = new Map<string, () => void>();
  const begun: string[] = [];
  return {
    begun,
    work: ({ guid }: Delivery) =>
      new Promise<void>((resolve) => {
        begun.push(guid);
        open.set(guid, resolve);
      }),
    async finish(guid: string) {
      open.get(guid)!();
      await new Promise(setImmediate);
    },
  };
}

describe('the queue of the inbox (github §3.2)', () => {
  it('does one delivery of a key after the other, and keys beside each other', async () => {
    const { begun, work, finish } = gates();
    const { queue, add } = queueOf(work);
    for (const key of ['a', 'a', 'b', 'a']) add(key);
    queue.start();
    expect(begun).toEqual(['g-1', 'g-3']);
    await finish('g-1');
    expect(begun).toEqual(['g-1', 'g-3', 'g-2']);
    for (const guid of ['g-2', 'g-3', 'g-4']) await finish(guid);
    expect(begun).toEqual(['g-1', 'g-3', 'g-2', 'g-4']);
  });

  it('given a flood of one installation, when another has work, then that begins beside the flood', async () => {
    const { begun, work, finish } = gates();
    const { queue, add } = queueOf(work);
    for (let number = 0; number < 20; number++) add(`flood-${number}`, 1);
    queue.start();
    expect(begun).toHaveLength(8);
    add('other', 2);
    await finish('g-1');
    expect(begun.at(-1)).toBe('g-21');
    for (let round = 0; round < 3; round++) for (const guid of [...begun]) await finish(guid);
  });

  it('marks a delivery done after the work, and forgets its body', async () => {
    const { queue, deliveries, add } = queueOf(async () => expect(deliveries.waiting().count).toBe(1));
    add('a');
    queue.start();
    await queue.idle();
    expect(deliveries.waiting()).toEqual({ count: 0, bytes: 0 });
    expect(deliveries.has('g-1')).toBe(true);
  });

  it('tries a failed one again after growing pauses, while other keys go on', async () => {
    const tries: string[] = [];
    const { queue, add, clock, results } = queueOf(async ({ key }) => {
      tries.push(`${key} ${(clock.now() - Date.parse(start)) / 1_000}`);
      if (key === 'broken' && tries.length < 5) throw new Error('no such luck');
    });
    add('broken');
    add('fine');
    queue.start();
    await clock.goTo('2026-11-01T00:01:00Z', queue.idle);
    expect(tries).toEqual(['broken 0', 'fine 0', 'broken 5', 'broken 15', 'broken 35']);
    expect(results).toEqual(['retried', 'done', 'retried', 'retried', 'done']);
  });

  it('gives one up after twelve tries, keeps its reason, and says so without its body', async () => {
    const { queue, deliveries, add, clock, results, lines } = queueOf(async () => {
      throw Object.assign(new Error('it is broken'), { event: { payload: 'secret payload' } });
    });
    add('a');
    queue.start();
    await clock.goTo('2026-11-02T00:00:00Z', queue.idle);
    expect(results.filter((result) => result === 'retried')).toHaveLength(11);
    expect(results.at(-1)).toBe('dead');
    expect(deliveries.deadCount()).toBe(1);
    expect(lines.join('')).toContain('it is broken');
    expect(lines.join('')).not.toContain('secret');
  });

  it('gives one up that ended the process at every try', async () => {
    const done: string[] = [];
    const { queue, deliveries, add } = queueOf(async ({ guid }) => void done.push(guid));
    add('deadly');
    add('fine');
    // Each take is a try whose end nobody saw.
    for (let time = 0; time < 12; time++) deliveries.take(['fine'], []);
    queue.start();
    await queue.idle();
    expect(done).toEqual(['g-2']);
    expect(deliveries.deadCount()).toBe(1);
  });

  it('given a secondary limit, then waits as long as GitHub says, and does not count the try', async () => {
    const limit = Object.assign(new Error('You have exceeded a secondary rate limit'), {
      status: 403,
      response: { headers: { 'retry-after': '90' } },
    });
    const times: number[] = [];
    const attempts: number[] = [];
    const { queue, add, clock } = queueOf(async (delivery) => {
      times.push((clock.now() - Date.parse(start)) / 1_000);
      attempts.push(delivery.attempts);
      if (times.length < 3) throw new AggregateError([limit], 'failed');
    });
    add('a');
    queue.start();
    await clock.goTo('2026-11-01T00:10:00Z', queue.idle);
    expect(times).toEqual([0, 90, 180]);
    expect(attempts).toEqual([1, 1, 1]);
  });

  it('given work that wants to be asked later, then asks it after that pause', async () => {
    const times: number[] = [];
    const { queue, add, clock } = queueOf(async () => {
      times.push((clock.now() - Date.parse(start)) / 1_000);
      if (times.length < 2) throw new AggregateError([new Later(1_000, 'not yet')], 'failed');
    });
    add('a');
    queue.start();
    await clock.goTo('2026-11-01T00:01:00Z', queue.idle);
    expect(times).toEqual([0, 1]);
  });

  it('given work that is being done, when the server ends, then it is interrupted and stays in the queue', async () => {
    const { queue, deliveries, add } = queueOf(
      (_, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        }),
    );
    add('a');
    queue.start();
    await queue.close(1_000);
    expect(deliveries.waiting().count).toBe(1);
    expect(deliveries.take([], [])?.attempts).toBe(1);
  });

  it('forgets ids after their time, never those that wait', () => {
    const { deliveries, add, clock } = queueOf(async () => {});
    add('a');
    add('b');
    deliveries.done(deliveries.take([], [])!.id);
    clock.jumpTo('2026-12-15T00:00:00Z');
    expect(deliveries.purge(clock.now() - 30 * 86_400_000)).toBe(1);
    expect(deliveries.has('g-1')).toBe(false);
    expect(deliveries.has('g-2')).toBe(true);
  });
});
