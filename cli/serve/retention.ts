import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Metrics } from '../../app/server/metrics.ts';
import { applyRetention, type RetentionPolicy } from '../../runner/backend/retention.ts';
import type { Backend } from '../../runner/backend/types.ts';

/** Time between the start of the server and the first look, milliseconds: it has other things to do first. */
const patience = 30_000;

export interface RetentionParts {
  backend: Backend;
  /** `interval`: milliseconds between two looks. */
  policy: RetentionPolicy & { interval: number };
  log: Logger;
  metrics: Metrics;
}

/**
 * Deletes what is older than the policy allows, in the background: soon after the start, then again and again. The result
 * ends it, in the middle of its work where it has some.
 */
export function keepRetention({ backend, policy, log, metrics }: RetentionParts): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;

  const look = async (): Promise<void> => {
    const begun = performance.now();
    const counts = await applyRetention(backend, policy, Date.now(), signal);
    const deleted = Object.entries(counts).filter(([, count]) => count > 0);
    for (const [kind, count] of deleted) metrics.purged(kind, count);
    const duration = Math.round(performance.now() - begun);
    if (deleted.length > 0) log.info({ ...Object.fromEntries(deleted), duration }, 'purged what is old');
  };

  const looking = (async () => {
    for (let pause = Math.min(patience, policy.interval); ; pause = policy.interval) {
      await delay(pause, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      await look().catch((error: unknown) => log.error({ err: error }, 'cannot purge what is old'));
    }
  })();
  return () => {
    stopping.abort();
    return looking;
  };
}
