import { isoInstant } from '../execution/states.ts';
import type { Backend } from './types.ts';

/** How long what has ended is kept, milliseconds; `null`: forever. */
export interface RetentionPolicy {
  /** Executions after their end, with all that belongs to them; results of unit tests too. */
  executions: number | null;
  /** Log entries of executions that have ended, and of triggers. */
  logs: number | null;
  /** Caches of tasks after they were written. */
  caches: number | null;
  /** KV entries after their time was over. */
  kv: number | null;
}

/** How much retention deleted, by kind. */
export type Retained = Record<
  'executions' | 'logs' | 'metrics' | 'files' | 'kv' | 'tests' | 'flows' | 'caches' | 'orphans' | 'others',
  number
>;

/** Deletes what is older than a policy allows, and gives its space back to the disk. `now`: epoch milliseconds. */
export async function applyRetention(
  backend: Backend,
  policy: RetentionPolicy,
  now: number,
  signal?: AbortSignal,
): Promise<Retained> {
  const { executions, logs, caches, kv } = policy;
  const ended =
    executions === null
      ? { executions: 0, logs: 0, metrics: 0, files: 0 }
      : await backend.purgeExecutions({ endedBefore: isoInstant(now - executions) }, signal);
  const left = await backend.purgeLeftovers(
    {
      ...(executions !== null && { testsBefore: now - executions }),
      ...(logs !== null && { logsBefore: now - logs }),
      ...(caches !== null && { cachesBefore: now - caches }),
      ...(kv !== null && { kvExpiredBefore: now - kv }),
    },
    signal,
  );
  await backend.compact(signal);
  return { ...ended, ...left, logs: ended.logs + left.logs };
}
