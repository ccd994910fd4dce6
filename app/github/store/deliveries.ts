import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { Writer } from '../../../runner/backend/sqlite/writer.ts';

/** What GitHub sent, or a sweep found. */
export interface NewDelivery {
  /** Of GitHub; the same when it is sent again. */
  guid: string;
  /** Such as `pull_request`; `hint` for those of sweeps. */
  event: string;
  action?: string;
  installationId?: number;
  /** What is done one after another: a branch, a pull request, an installation. */
  key: string;
  /** JSON. */
  body: string;
}

/** One that is to be done now. */
export interface Delivery extends NewDelivery {
  id: number;
  /** Epoch, milliseconds. */
  received: number;
  /** This one counted. */
  attempts: number;
}

/** What waits, for health and limits. */
export interface Waiting {
  count: number;
  /** Bytes of the bodies. */
  bytes: number;
  /** When the oldest came, epoch milliseconds. */
  oldest?: number;
}

/** The queue: a row a delivery, kept after its end so that the same one is never done twice (github §3.2). */
export interface DeliveryStore {
  /** Resolves when it is durable: false where it was there already. */
  add(delivery: NewDelivery): Promise<boolean>;
  /** As `add`, at once: durable when it returns. */
  addNow(delivery: NewDelivery): boolean;
  /**
   * The oldest that is due and belongs to none of these keys and installations; counts an attempt, so that one that ends the
   * process is not tried for ever.
   */
  take(busyKeys: readonly string[], busyInstallations: readonly number[]): Delivery | undefined;
  done(id: number): void;
  /** Due again at `due`, epoch milliseconds. `uncounted`: the attempt did not count. */
  retry(id: number, due: number, reason: string, uncounted?: boolean): void;
  /** Given up: kept with its body, for people. */
  dead(id: number, reason: string): void;
  /** Whether one of this key with this body waits already. */
  isQueued(key: string, body: string): boolean;
  /** Whether GitHub's id is known. */
  has(guid: string): boolean;
  waiting(): Waiting;
  /** When the next one is due, of those that belong to none of these keys; epoch milliseconds. */
  nextDue(busyKeys: readonly string[]): number | undefined;
  /** How many that were given up are kept. */
  deadCount(): number;
  /** Forgets those that ended before this moment; how many. */
  purge(before: number): number;
}

/** `DeliveryStore` in a table. */
export function deliveryStore(database: DatabaseSync, writer: Writer, now: () => number): DeliveryStore {
  const insert = database.prepare(
    `INSERT INTO deliveries (guid, event, action, installation_id, key, received, due, body, size)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (guid) DO NOTHING`,
  );
  const take = database.prepare(
    `UPDATE deliveries SET attempts = attempts + 1 WHERE id = (
       SELECT id FROM deliveries
       WHERE state = 'queued' AND due <= ? AND key NOT IN (SELECT value FROM json_each(?))
         AND coalesce(installation_id, 0) NOT IN (SELECT value FROM json_each(?))
       ORDER BY id LIMIT 1)
     RETURNING id, guid, event, action, installation_id, key, received, body, attempts`,
  );
  const done = database.prepare(
    `UPDATE deliveries SET state = 'done', body = '', reason = NULL, ended = ? WHERE id = ?`,
  );
  const retry = database.prepare(
    'UPDATE deliveries SET due = ?, reason = ?, attempts = attempts - ? WHERE id = ?',
  );
  const dead = database.prepare(`UPDATE deliveries SET state = 'dead', reason = ?, ended = ? WHERE id = ?`);
  const isQueued = database.prepare(
    `SELECT 1 FROM deliveries WHERE state = 'queued' AND key = ? AND body = ? LIMIT 1`,
  );
  const has = database.prepare('SELECT 1 FROM deliveries WHERE guid = ?');
  const waiting = database.prepare(
    `SELECT count(*) AS count, coalesce(sum(size), 0) AS bytes, min(received) AS oldest
     FROM deliveries WHERE state = 'queued'`,
  );
  const nextDue = database.prepare(
    `SELECT min(due) AS due FROM deliveries
     WHERE state = 'queued' AND key NOT IN (SELECT value FROM json_each(?))`,
  );
  const deadCount = database.prepare(`SELECT count(*) AS count FROM deliveries WHERE state = 'dead'`);
  const purge = database.prepare(`DELETE FROM deliveries WHERE state <> 'queued' AND ended < ?`);

  const addNow = ({ guid, event, action, installationId, key, body }: NewDelivery) => {
    const at = now();
    const size = Buffer.byteLength(body);
    const row = [guid, event, action ?? null, installationId ?? null, key, at, at, body, size];
    return Number(insert.run(...row).changes) === 1;
  };
  return {
    add: (delivery) => writer.write(() => addNow(delivery)),
    addNow,
    take(busyKeys, busyInstallations) {
      const row = take.get(now(), JSON.stringify(busyKeys), JSON.stringify(busyInstallations));
      return row && deliveryOf(row);
    },
    done: (id) => void done.run(now(), id),
    retry: (id, due, reason, uncounted = false) => void retry.run(due, reason, uncounted ? 1 : 0, id),
    dead: (id, reason) => void dead.run(reason, now(), id),
    isQueued: (key, body) => isQueued.get(key, body) !== undefined,
    has: (guid) => has.get(guid) !== undefined,
    waiting() {
      const { count, bytes, oldest } = waiting.get()!;
      return {
        count: Number(count),
        bytes: Number(bytes),
        ...(oldest !== null && { oldest: Number(oldest) }),
      };
    },
    nextDue(busyKeys) {
      const due = nextDue.get(JSON.stringify(busyKeys))?.['due'];
      return due === null || due === undefined ? undefined : Number(due);
    },
    deadCount: () => Number(deadCount.get()!['count']),
    purge: (before) => Number(purge.run(before).changes),
  };
}

function deliveryOf(row: Record<string, SQLOutputValue>): Delivery {
  return {
    id: Number(row['id']),
    guid: String(row['guid']),
    event: String(row['event']),
    ...(row['action'] !== null && { action: String(row['action']) }),
    ...(row['installation_id'] !== null && { installationId: Number(row['installation_id']) }),
    key: String(row['key']),
    received: Number(row['received']),
    body: String(row['body']),
    attempts: Number(row['attempts']),
  };
}
