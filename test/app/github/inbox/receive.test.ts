import { describe, expect, it, onTestFinished } from 'vitest';
import { createReceiver, type ReceiveResult } from '../../../../app/github/inbox/receive.ts';
import { openGitHubStore } from '../../../../app/github/store/index.ts';
import { delivery, readableLog, secret, sign, temporaryHome } from '../support.ts';

const push = { ref: 'refs/heads/main', installation: { id: 7 }, repository: { id: 42 } };

function receiver(options: { previousSecret?: string; bound?: { deliveries: number; bytes: number } } = {}) {
  const store = openGitHubStore(temporaryHome(), Date.now);
  onTestFinished(() => store.close());
  const results: ReceiveResult[] = [];
  const { log, lines } = readableLog();
  const receive = createReceiver({
    secret,
    deliveries: store.deliveries,
    bound: { deliveries: 10, bytes: 1_000_000 },
    log,
    received: (result) => results.push(result),
    ...options,
  });
  return { receive, deliveries: store.deliveries, results, lines };
}

describe('the webhook route (github §1.3, §8.2)', () => {
  it('stores a delivery that is signed, then answers 200', async () => {
    const { receive, deliveries, results } = receiver();
    const answer = await receive(delivery('push', push, { 'x-github-delivery': 'a-1' }));
    expect(answer.status).toBe(200);
    expect(results).toEqual(['stored']);
    expect(deliveries.take([], [])).toMatchObject({
      guid: 'a-1',
      event: 'push',
      installationId: 7,
      key: '42 refs/heads/main',
      body: JSON.stringify(push),
    });
  });

  it('knows a delivery that comes again, and stores it once', async () => {
    const { receive, deliveries, results } = receiver();
    for (let time = 0; time < 3; time++)
      expect((await receive(delivery('push', push, { 'x-github-delivery': 'a-1' }))).status).toBe(200);
    expect(results).toEqual(['stored', 'duplicate', 'duplicate']);
    expect(deliveries.waiting().count).toBe(1);
  });

  it('knows it still when it was done long ago', async () => {
    const { receive, deliveries, results } = receiver();
    await receive(delivery('push', push, { 'x-github-delivery': 'a-1' }));
    deliveries.done(deliveries.take([], [])!.id);
    await receive(delivery('push', push, { 'x-github-delivery': 'a-1' }));
    expect(results).toEqual(['stored', 'duplicate']);
    expect(deliveries.take([], [])).toBeUndefined();
  });

  it.each([
    [
      'a signature with another secret',
      { 'x-hub-signature-256': sign(JSON.stringify(push), 'development') },
      401,
    ],
    ['a signature of another body', { 'x-hub-signature-256': sign('{}') }, 401],
    ['no signature', { 'x-hub-signature-256': undefined }, 400],
    [
      'a signature of the old kind',
      { 'x-hub-signature-256': 'sha1=0123456789012345678901234567890123456789' },
      400,
    ],
    ['no id', { 'x-github-delivery': undefined }, 400],
    ['an id that is no id', { 'x-github-delivery': "a'; DROP TABLE deliveries" }, 400],
    ['no event', { 'x-github-event': undefined }, 400],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['no type', { 'content-type': undefined }, 415],
    ['a body that is announced as huge', { 'content-length': String(27 * 1024 * 1024) }, 413],
  ])('refuses %s, and stores nothing', async (_, headers, status) => {
    const { receive, deliveries, results } = receiver();
    expect((await receive(delivery('push', push, headers))).status).toBe(status);
    expect(results).toEqual(['refused']);
    expect(deliveries.waiting().count).toBe(0);
  });

  it.each(['[]', '"text"', 'null', '{', ''])('refuses the signed body %j', async (body) => {
    const { receive, deliveries } = receiver();
    const { status } = await receive(delivery('push', body));
    expect([400, 401]).toContain(status);
    expect(deliveries.waiting().count).toBe(0);
  });

  it('refuses what is no POST', async () => {
    const { receive } = receiver();
    expect((await receive(new Request('http://localhost/api/github/webhooks'))).status).toBe(405);
  });

  it('given a huge body of unknown length, when it is sent, then stops reading after 26 MB', async () => {
    const { receive, deliveries } = receiver();
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1024 * 1024;
        controller.enqueue(new Uint8Array(1024 * 1024));
      },
    });
    const { headers } = delivery('push', push);
    const request = new Request('http://localhost/', { method: 'POST', headers, body, duplex: 'half' });
    expect((await receive(request)).status).toBe(413);
    expect(sent).toBeLessThan(30 * 1024 * 1024);
    expect(deliveries.waiting().count).toBe(0);
  });

  it('given a secret that is being changed, then accepts both and no third', async () => {
    const previous = '7e1b90c24fd64a0c8f5e21d3b6a7c8e9';
    const { receive, results } = receiver({ previousSecret: previous });
    const body = JSON.stringify(push);
    for (const key of [secret, previous, 'another-secret-that-is-long-enough'])
      await receive(delivery('push', push, { 'x-hub-signature-256': sign(body, key) }));
    expect(results).toEqual(['stored', 'stored', 'refused']);
  });

  it('given a full queue, then answers 503 so that GitHub keeps the delivery', async () => {
    const { receive, results } = receiver({ bound: { deliveries: 2, bytes: 1_000_000 } });
    for (let number = 0; number < 2; number++) await receive(delivery('push', push));
    const answer = await receive(delivery('push', push));
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('60');
    expect(results).toEqual(['stored', 'stored', 'full']);
  });

  it('given a queue full of bytes, then answers 503', async () => {
    const { receive, results } = receiver({ bound: { deliveries: 100, bytes: 50 } });
    await receive(delivery('push', push));
    await receive(delivery('push', push));
    expect(results).toEqual(['stored', 'full']);
  });

  it('answers a ping without storing it', async () => {
    const { receive, deliveries, results } = receiver();
    expect((await receive(delivery('ping', { zen: 'Keep it simple.' }))).status).toBe(200);
    expect(results).toEqual(['ping']);
    expect(deliveries.waiting().count).toBe(0);
  });

  it('logs neither secret, signature nor body of what it refused', async () => {
    const { receive, lines } = receiver();
    await receive(delivery('push', { text: 'private text' }, { 'x-hub-signature-256': sign('{}') }));
    const text = lines.join('');
    expect(text).toContain('refused a delivery');
    for (const hidden of [secret, sign('{}'), 'private text']) expect(text).not.toContain(hidden);
  });
});
