import { createHash } from 'node:crypto';
import type { Clock } from '../../../runner/engine/triggers/types.ts';
import type { GitHubAccess } from '../client/types.ts';
import type { CheckKey, CheckReport, Checks, Records } from '../types.ts';
import { type CheckRecord, createShow } from './show.ts';

/** Between two updates of a check that goes on, milliseconds (github §2.6). */
const pace = 5_000;

/** The publisher of checks. */
export interface CheckPublisher extends Checks {
  /** Somebody wants the check once more: the next report makes a new check run, unless the last one goes on. */
  again(key: CheckKey): void;
}

interface Waiter {
  resolve(): void;
  reject(error: unknown): void;
}

/** Reports of one check that are not shown yet. */
interface Lane {
  report: CheckReport | undefined;
  waiters: Waiter[];
  /** When the last update began; undefined before the first one. */
  shownAt: number | undefined;
  busy: boolean;
  cancel: (() => void) | undefined;
}

/** Shows reports as check runs (github §2.6): the first and the last one at once, those between at a pace. */
export function createChecks(parts: {
  records: Records;
  github: GitHubAccess;
  clock: Clock;
}): CheckPublisher {
  const { records, clock } = parts;
  const show = createShow(parts);
  const lanes = new Map<string, Lane>();

  const run = async (id: string, key: CheckKey, lane: Lane) => {
    const { report } = lane;
    if (lane.busy || !report) return;
    const due = lane.shownAt === undefined || report.conclusion ? 0 : lane.shownAt + pace;
    lane.cancel?.();
    lane.cancel = undefined;
    if (due > clock.now()) {
      lane.cancel = clock.at(due, () => void run(id, key, lane));
      return;
    }
    const waiters = lane.waiters.splice(0);
    lane.report = undefined;
    lane.busy = true;
    lane.shownAt = clock.now();
    try {
      await show(id, key, report);
      for (const waiter of waiters) waiter.resolve();
    } catch (error) {
      for (const waiter of waiters) waiter.reject(error);
    }
    lane.busy = false;
    if (lane.report) void run(id, key, lane);
    else if (report.conclusion) lanes.delete(id);
  };

  return {
    publish(key, report) {
      const id = idOf(key);
      const lane = lanes.get(id) ?? {
        report: undefined,
        waiters: [],
        shownAt: undefined,
        busy: false,
        cancel: undefined,
      };
      lanes.set(id, lane);
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      lane.report = report;
      lane.waiters.push({ resolve, reject });
      void run(id, key, lane);
      return promise;
    },
    again(key) {
      const known = records.get<CheckRecord>('check', idOf(key));
      if (known?.id !== undefined && known.conclusion)
        records.put('check', idOf(key), { after: known.id, sent: 0 });
    },
  };
}

/** Name and external id may hold anything. */
function idOf({ repository, sha, name, externalId = '' }: CheckKey): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([name, externalId]))
    .digest('hex')
    .slice(0, 24);
  return `${repository.id}/${sha}/${hash}`;
}
