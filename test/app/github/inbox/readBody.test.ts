import { describe, expect, it } from 'vitest';
import { readBody } from '../../../../app/github/inbox/readBody.ts';

/** A request whose body comes in these parts, and then, where it does not end, never goes on. */
function requestOf(parts: readonly string[], ends = true): { request: Request; cancelled: Promise<void> } {
  const gone = Promise.withResolvers<void>();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const part of parts) controller.enqueue(Buffer.from(part));
      if (ends) controller.close();
    },
    cancel: () => gone.resolve(),
  });
  const request = new Request('http://localhost/', { method: 'POST', body, duplex: 'half' });
  return { request, cancelled: gone.promise };
}

describe('reading a body that nobody vouches for (github §8.2)', () => {
  it('gives what was sent, also in parts that cut a character', async () => {
    const [first, second] = [Buffer.from('né').subarray(0, 2), Buffer.from('né').subarray(2)];
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(first);
        controller.enqueue(second);
        controller.close();
      },
    });
    const request = new Request('http://localhost/', { method: 'POST', body, duplex: 'half' });
    expect(String(await readBody(request, 100, 1_000))).toBe('né');
  });

  it('given a sender that stops in the middle, then gives up and lets the connection go', async () => {
    const { request, cancelled } = requestOf(['{'], false);
    expect(await readBody(request, 100, 20)).toBe('slow');
    await cancelled;
  });

  it('given one byte too many, then gives up and lets the connection go', async () => {
    const { request, cancelled } = requestOf(['12345', '67890', '1'], false);
    expect(await readBody(request, 10, 1_000)).toBe('large');
    await cancelled;
    expect(await readBody(requestOf(['12345', '67890']).request, 10, 1_000)).toHaveLength(10);
  });
});
