import type { Logger } from 'pino';
import type { GitHubAccess } from '../client/types.ts';
import type { DeliveryStore } from '../store/deliveries.ts';
import type { Records } from '../types.ts';

/** How far back GitHub sends again, milliseconds: three days on github.com (github §3.1). */
const window = 3 * 86_400_000;

/** How much of what was looked at before is looked at again: a delivery may be listed late. Milliseconds. */
const overlap = 3_600_000;

/** Attempts of one delivery that are asked for; what keeps failing is found by the sweep of its repository. */
const mostAttempts = 5;

export interface RedeliveryParts {
  github: GitHubAccess;
  records: Records;
  deliveries: DeliveryStore;
  now(): number;
  log: Logger;
}

interface Attempt {
  id: number;
  guid: string;
  delivered_at: string;
  status_code: number;
}

/**
 * Asks GitHub to send again what did not get here since the last time (github §3.2.4): ids without an attempt that was answered,
 * and that are not stored.
 */
export function createRedelivery({
  github,
  records,
  deliveries,
  now,
  log,
}: RedeliveryParts): () => Promise<void> {
  const kind = 'redelivery';
  return async () => {
    const begun = now();
    const { until = 0 } = records.get<{ until: number }>(kind, 'deliveries') ?? {};
    const failed = failedOf(await attemptsSince(github, Math.max(until - overlap, begun - window)));
    const lost = failed.filter(({ guid }) => !deliveries.has(guid));
    for (const { id } of lost) await github.app.rest.apps.redeliverWebhookDelivery({ delivery_id: id });
    if (lost.length > 0) log.info({ deliveries: lost.length }, 'asked for lost deliveries');
    records.put(kind, 'deliveries', { until: begun });
  };
}

/** Newest first, as GitHub lists them. */
async function attemptsSince(github: GitHubAccess, since: number): Promise<Attempt[]> {
  const found: Attempt[] = [];
  const pages = github.app.paginate.iterator(github.app.rest.apps.listWebhookDeliveries, { per_page: 100 });
  for await (const { data } of pages) {
    const recent = data.filter(({ delivered_at }) => Date.parse(delivered_at) >= since);
    found.push(...recent);
    if (recent.length < data.length) break;
  }
  return found;
}

/** The last attempt of each delivery that never got here. */
function failedOf(attempts: readonly Attempt[]): Attempt[] {
  return [...Map.groupBy(attempts, ({ guid }) => guid).values()].flatMap((ofOne) => {
    const arrived = ofOne.some(({ status_code }) => status_code >= 200 && status_code < 300);
    return arrived || ofOne.length >= mostAttempts ? [] : [ofOne[0]!];
  });
}
