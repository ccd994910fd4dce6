import { createHmac, randomUUID } from 'node:crypto';
import type { FakeApp } from './auth.ts';
import type { FakeDelivery } from './types.ts';

/** What may go wrong on the way of webhooks (github §3.1). */
export interface WebhookFaults {
  /** Sends each delivery this many times. */
  duplicate(times: number): void;
  /** Holds deliveries back; `release` sends what was held, in a random order of this seed. */
  hold(): void;
  release(options?: { shuffle?: number }): Promise<void>;
  /** Loses the next ones: they are in the list of deliveries, failed. */
  drop(count: number): void;
}

export interface Webhooks extends WebhookFaults {
  /** Where deliveries go; `undefined`: nowhere. */
  target(url: string | undefined): void;
  /** Signs with this secret from now on. */
  secret(secret: string): void;
  readonly deliveries: FakeDelivery[];
  /** Sends an event of the App to its receiver. */
  emit(event: string, payload: Record<string, unknown>): void;
  /** Sends one again, with the same GUID. */
  redeliver(id: number): Promise<void>;
  /** Resolves when everything that was emitted was answered. */
  settled(): Promise<void>;
}

export interface WebhookOptions {
  app: FakeApp;
  now: () => number;
  nextId: () => number;
  /** Is told of each payload before it leaves. */
  check(event: string, payload: Record<string, unknown>): void;
}

/** Sends webhooks as GitHub does: signed, in no hurry, once (github §3.1). */
export function createWebhooks({ app, now, nextId, check }: WebhookOptions): Webhooks {
  const deliveries: FakeDelivery[] = [];
  const held: FakeDelivery[] = [];
  let url: string | undefined;
  let secret = app.webhookSecret;
  let times = 1;
  let lost = 0;
  let holding = false;
  const under = new Set<Promise<void>>();

  const send = (delivery: FakeDelivery): Promise<void> => {
    const sent = post(delivery).finally(() => under.delete(sent));
    under.add(sent);
    return sent;
  };
  const post = async (delivery: FakeDelivery): Promise<void> => {
    if (lost > 0 || url === undefined) {
      if (lost > 0) lost--;
      delivery.statusCode = 0;
      return;
    }
    const body = JSON.stringify(delivery.payload);
    try {
      const response = await fetch(url, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/json',
          'user-agent': 'GitHub-Hookshot/fake',
          'x-github-event': delivery.event,
          'x-github-delivery': delivery.guid,
          'x-github-hook-id': '1',
          'x-github-hook-installation-target-id': String(app.id),
          'x-github-hook-installation-target-type': 'integration',
          'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
        },
        signal: AbortSignal.timeout(10_000),
      });
      await response.arrayBuffer();
      delivery.statusCode = response.status;
    } catch {
      delivery.statusCode = 0;
    }
  };

  return {
    deliveries,
    target(next) {
      url = next;
    },
    secret(next) {
      secret = next;
    },
    emit(event, payload) {
      check(event, payload);
      const delivery: FakeDelivery = {
        id: nextId(),
        guid: randomUUID(),
        event,
        action: payload['action'] as string | undefined,
        payload,
        deliveredAt: new Date(now()).toISOString(),
        redelivery: false,
        statusCode: undefined,
      };
      deliveries.push(delivery);
      if (holding) held.push(delivery);
      else for (let sent = 0; sent < times; sent++) void send(delivery);
    },
    async redeliver(id) {
      const first = deliveries.find((one) => one.id === id);
      if (!first) return;
      const again = { ...first, id: nextId(), redelivery: true, deliveredAt: new Date(now()).toISOString() };
      deliveries.push(again);
      await send(again);
    },
    duplicate(count) {
      times = count;
    },
    hold() {
      holding = true;
    },
    async release({ shuffle } = {}) {
      holding = false;
      const all = held.splice(0).flatMap((one) => Array.from({ length: times }, () => one));
      for (const one of shuffle === undefined ? all : shuffled(all, shuffle)) await send(one);
    },
    drop(count) {
      lost = count;
    },
    async settled() {
      while (under.size > 0) await Promise.all(under);
    },
  };
}

/** Fisher and Yates, with numbers that follow from a seed. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const mixed = [...items];
  let state = seed >>> 0 || 1;
  for (let at = mixed.length - 1; at > 0; at--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const other = state % (at + 1);
    [mixed[at], mixed[other]] = [mixed[other]!, mixed[at]!];
  }
  return mixed;
}
