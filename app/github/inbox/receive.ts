import { verifyWithFallback } from '@octokit/webhooks-methods';
import type { Logger } from 'pino';
import type { DeliveryStore } from '../store/deliveries.ts';
import { describe, type Payload } from './describe.ts';
import { readBody } from './readBody.ts';

/** More than GitHub ever sends, bytes (github §1.3). */
const mostBytes = 26 * 1024 * 1024;

/** GitHub itself gives up after this time, milliseconds. */
const longestRead = 10_000;

export interface ReceiverParts {
  /** Of the webhook; the one before it while it is being changed. */
  secret: string;
  previousSecret?: string;
  deliveries: DeliveryStore;
  /** The queue takes no more than so many deliveries and bytes. */
  bound: { deliveries: number; bytes: number };
  log: Logger;
  /** Told how each request ended, and of each new row. */
  received(result: ReceiveResult): void;
}

export type ReceiveResult = 'stored' | 'duplicate' | 'ping' | 'refused' | 'full';

/**
 * The webhook route (github §1.3, §3.1, §8.2): checks type, headers, size and signature in this order, and answers 200 when the
 * delivery is durable. Nothing is done here. 503 when the queue is full or the disk refuses: GitHub keeps what failed, and the
 * redelivery sweep asks for it again.
 */
export function createReceiver(parts: ReceiverParts): (request: Request) => Promise<Response> {
  const { secret, previousSecret, deliveries, bound, log, received } = parts;
  const refuse = (status: number, reason: string) => {
    received('refused');
    log.warn({ status, reason }, 'refused a delivery');
    return answer(status, reason);
  };

  return async (request) => {
    if (request.method !== 'POST') return refuse(405, 'expected POST');
    const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
    if (type !== 'application/json')
      return refuse(415, 'expected the content type application/json: set it in the webhook of the App');
    const guid = request.headers.get('x-github-delivery') ?? '';
    const event = request.headers.get('x-github-event') ?? '';
    const signature = request.headers.get('x-hub-signature-256') ?? '';
    if (!/^[\w-]{1,64}$/.test(guid)) return refuse(400, 'expected x-github-delivery, an id');
    if (!/^[a-z_]{1,64}$/.test(event)) return refuse(400, 'expected x-github-event, the name of an event');
    if (!/^sha256=[\da-f]{64}$/.test(signature))
      return refuse(400, 'expected x-hub-signature-256: the App has no webhook secret');

    const { count, bytes } = deliveries.waiting();
    if (count >= bound.deliveries || bytes >= bound.bytes) {
      received('full');
      log.error({ waiting: count, bytes }, 'the inbox is full');
      return answer(503, 'too much waits to be done; send it again later');
    }
    const read = await readBody(request, mostBytes, longestRead);
    if (read === 'large') return refuse(413, `expected at most ${mostBytes} bytes`);
    if (read === 'slow') return refuse(408, `expected the body within ${longestRead / 1_000} seconds`);
    const body = read.toString('utf8');
    const previous = previousSecret === undefined ? [] : [previousSecret];
    if (body === '' || !(await verifyWithFallback(secret, body, signature, previous)))
      return refuse(401, 'the signature does not fit the body: is the webhook secret the one of the App?');
    const payload = parsed(body);
    if (!payload) return refuse(400, 'expected a JSON object');

    if (event === 'ping') {
      received('ping');
      return answer(200, 'pong');
    }
    try {
      const isNew = await deliveries.add({ guid, event, ...describe(event, payload), body });
      received(isNew ? 'stored' : 'duplicate');
      return answer(200, isNew ? 'stored' : 'known already');
    } catch (error) {
      received('full');
      log.error({ err: error }, 'cannot store a delivery');
      return answer(503, 'it could not be stored; send it again later');
    }
  };
}

function parsed(body: string): Payload | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What was refused may still be on its way, so the connection is not used again. */
function answer(status: number, message: string): Response {
  const headers: Record<string, string> =
    status === 200 ? {} : { connection: 'close', ...(status === 503 && { 'retry-after': '60' }) };
  return Response.json({ message }, { status, headers });
}
