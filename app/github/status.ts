import type { Family } from '../server/prometheus.ts';
import type { ReceiveResult } from './inbox/receive.ts';
import type { DeliveryStore } from './store/deliveries.ts';

/** What the App tells of itself: to everybody, so nothing of its repositories. */
export interface InboxHealth {
  /** Deliveries that wait. */
  waiting: number;
  /** Age of the oldest of them, seconds. */
  oldest?: number;
  /** Deliveries that were given up and are kept. */
  dead: number;
}

/** Counts what the App does. */
export interface AppStatus {
  received(result: ReceiveResult): void;
  worked(result: 'done' | 'retried' | 'dead'): void;
  /** An answer of GitHub's API; status 0: there was none. */
  answered(status: number, headers: object, installationId?: number): void;
  health(): InboxHealth;
  /** For Prometheus. */
  families(): Family[];
}

/** Limits of installations that are remembered; those that were told longest ago go. */
const mostLimits = 1_000;

export function createStatus(deliveries: DeliveryStore, now: () => number): AppStatus {
  const received = new Map<string, number>();
  const worked = new Map<string, number>();
  const answers = new Map<string, number>();
  const left = new Map<string, number>();
  const health = (): InboxHealth => {
    const { count, oldest } = deliveries.waiting();
    return {
      waiting: count,
      ...(oldest !== undefined && { oldest: Math.max(0, now() - oldest) / 1_000 }),
      dead: deliveries.deadCount(),
    };
  };
  return {
    received: (result) => count(received, result),
    worked: (result) => count(worked, result),
    answered(status, headers, installationId) {
      count(answers, String(status));
      const remaining = (headers as Record<string, unknown>)['x-ratelimit-remaining'];
      if (installationId === undefined || remaining === undefined) return;
      left.delete(String(installationId));
      left.set(String(installationId), Number(remaining));
      if (left.size > mostLimits) left.delete(left.keys().next().value!);
    },
    health,
    families() {
      const { waiting, oldest = 0, dead } = health();
      return [
        family('tutti_github_inbox_deliveries', 'Deliveries that wait', 'gauge', [sample({}, waiting)]),
        family('tutti_github_inbox_oldest_seconds', 'Age of the oldest delivery that waits', 'gauge', [
          sample({}, oldest),
        ]),
        family('tutti_github_inbox_dead', 'Deliveries that were given up and are kept', 'gauge', [
          sample({}, dead),
        ]),
        family(
          'tutti_github_deliveries_received_total',
          'Requests of webhooks since the start, by result',
          'counter',
          samples('result', received),
        ),
        family(
          'tutti_github_deliveries_worked_total',
          'Attempts at deliveries since the start, by result',
          'counter',
          samples('result', worked),
        ),
        family(
          'tutti_github_api_requests_total',
          'Answers of GitHub’s API since the start, by status; 0: none came',
          'counter',
          samples('status', answers),
        ),
        family(
          'tutti_github_rate_limit_remaining',
          'Requests that GitHub grants until its limit is reset',
          'gauge',
          samples('installation', left),
        ),
      ];
    },
  };
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function family(name: string, help: string, type: Family['type'], all: Family['samples']): Family {
  return { name, help, type, samples: all };
}

function samples(label: string, counts: ReadonlyMap<string, number>): Family['samples'] {
  return [...counts].map(([value, total]) => sample({ [label]: value }, total));
}

function sample(labels: Readonly<Record<string, string>>, value: number) {
  return { suffix: '', labels, value };
}
