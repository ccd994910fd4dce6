import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Clock } from '../../../runner/engine/triggers/types.ts';
import { limitedFor } from '../client/limits.ts';
import type { Delivery, DeliveryStore } from '../store/deliveries.ts';

/** Deliveries of different keys that are done at the same time. */
const parallel = 8;

/** Tries before a delivery is given up: with the pauses between them, some two and a half hours. */
const mostAttempts = 12;

/** The first and the longest pause after a failure, milliseconds; each is twice as long as the one before. */
const firstPause = 5_000;
const longestPause = 3_600_000;

/** Thrown where a delivery should be tried again after `pause` milliseconds, and nothing failed. */
export class Later extends Error {
  readonly pause: number;
  constructor(pause: number, reason: string) {
    super(reason);
    this.pause = pause;
  }
}

export interface QueueParts {
  deliveries: DeliveryStore;
  /** Does one; may be called again for the same one after a crash. */
  work(delivery: Delivery, signal: AbortSignal): Promise<void>;
  clock: Clock;
  log: Logger;
  /** Told how each attempt ended. */
  ended?(result: 'done' | 'retried' | 'dead'): void;
}

export interface Queue {
  start(): void;
  /** There is something new. */
  wake(): void;
  /** Resolves when nothing is due and nothing is being done. */
  idle(): Promise<void>;
  /** Takes nothing more, aborts what is being done and waits `grace` milliseconds for it: it is done again at the next start. */
  close(grace: number): Promise<void>;
}

/**
 * Works the inbox (github §3.2.2): one delivery of a key after the other, several keys at the same time, and no installation takes
 * more than half of the places while others wait. A row is marked done only after the work.
 */
export function createQueue({ deliveries, work, clock, log, ended }: QueueParts): Queue {
  const running = new Map<string, { installationId: number; done: Promise<void> }>();
  const ending = new AbortController();
  let idlers: (() => void)[] = [];
  let cancelAlarm: (() => void) | undefined;
  let isStarted = false;
  let isClosed = false;

  const fill = () => {
    if (!isStarted || ending.signal.aborted) return;
    while (running.size < parallel) {
      const keys = [...running.keys()];
      const delivery = deliveries.take(keys, busyInstallations()) ?? deliveries.take(keys, []);
      if (!delivery) break;
      const done = run(delivery).finally(() => {
        running.delete(delivery.key);
        fill();
      });
      running.set(delivery.key, { installationId: delivery.installationId ?? 0, done });
    }
    setAlarm();
    if (running.size > 0) return;
    for (const resolve of idlers) resolve();
    idlers = [];
  };

  const busyInstallations = () => {
    const counts = new Map<number, number>();
    for (const { installationId } of running.values())
      counts.set(installationId, (counts.get(installationId) ?? 0) + 1);
    return [...counts].filter(([, count]) => count >= parallel / 2).map(([id]) => id);
  };

  const setAlarm = () => {
    cancelAlarm?.();
    const due = running.size < parallel ? deliveries.nextDue([...running.keys()]) : undefined;
    cancelAlarm = due === undefined ? undefined : clock.at(due, fill);
  };

  const run = async (delivery: Delivery): Promise<void> => {
    try {
      // Every try of it ended the process before its failure was noted.
      if (delivery.attempts > mostAttempts)
        throw new Error('the server ended each time while it was being done');
      await work(delivery, ending.signal);
      if (isClosed) return;
      deliveries.done(delivery.id);
      ended?.('done');
    } catch (error) {
      if (!isClosed) fail(delivery, error);
    }
  };

  const fail = ({ id, guid, event, attempts }: Delivery, error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    const told = { delivery: guid, event, attempts, reason };
    const limited = limitedFor(error, clock.now());
    const asked = laterOf(error);
    // Undisturbed by what an ending server interrupted.
    if (ending.signal.aborted) deliveries.retry(id, clock.now(), reason, true);
    else if (asked !== undefined) deliveries.retry(id, clock.now() + asked, reason);
    else if (limited !== undefined) {
      log.warn({ ...told, pause: limited }, 'GitHub limits requests, trying again later');
      deliveries.retry(id, clock.now() + limited, reason, true);
      ended?.('retried');
    } else if (attempts >= mostAttempts) {
      log.error({ ...told, stack: stackOf(error) }, 'gave a delivery up');
      deliveries.dead(id, reason);
      ended?.('dead');
    } else {
      const pause = Math.min(longestPause, firstPause * 2 ** (attempts - 1));
      log.warn({ ...told, pause, stack: stackOf(error) }, 'a delivery failed, trying again later');
      deliveries.retry(id, clock.now() + pause, reason);
      ended?.('retried');
    }
  };

  return {
    start() {
      isStarted = true;
      fill();
    },
    wake: fill,
    async idle() {
      if (running.size === 0 && (deliveries.nextDue([]) ?? Number.POSITIVE_INFINITY) > clock.now()) return;
      await new Promise<void>((resolve) => {
        idlers.push(resolve);
      });
    },
    async close(grace) {
      cancelAlarm?.();
      ending.abort(new Error('the server ends'));
      const patience = new AbortController();
      const rest = Promise.all([...running.values()].map(({ done }) => done));
      await Promise.race([rest, delay(grace, undefined, patience).catch(() => undefined)]);
      patience.abort();
      isClosed = true;
      for (const resolve of idlers) resolve();
    },
  };
}

/** The pause that the work asked for, also where its error was collected with others. */
function laterOf(error: unknown): number | undefined {
  if (error instanceof Later) return error.pause;
  if (error instanceof AggregateError && error.errors.length > 0) {
    const pauses = error.errors.map(laterOf);
    if (pauses.every((pause) => pause !== undefined)) return Math.max(...pauses);
  }
  const { cause } = error as { cause?: unknown };
  return cause === undefined || cause === null ? undefined : laterOf(cause);
}

/** Only the stack: Probot hangs the whole payload on errors. */
function stackOf(error: unknown): string | undefined {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  return first instanceof Error ? first.stack : undefined;
}
