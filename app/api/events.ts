import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';

/** One server-sent event; `id` is what Kestra's clients look at: `start`, `progress`, `end`. */
export interface Event {
  id: string;
  /** JSON on one line. */
  data: string;
}

/** Time between two signs of life, milliseconds: proxies close what is silent for long. */
const heartbeat = 15_000;

/**
 * Answers with server-sent events until they end or the client goes away, which `signal` tells. A comment is sent now and then,
 * so that neither side holds a dead connection.
 */
export function events(context: Context, source: (signal: AbortSignal) => AsyncIterable<Event>): Response {
  context.header('X-Accel-Buffering', 'no');
  return streamSSE(context, async (stream) => {
    const gone = new AbortController();
    stream.onAbort(() => gone.abort());
    const beat = setInterval(() => void stream.write(': alive\n\n'), heartbeat);
    try {
      for await (const event of source(gone.signal)) await stream.writeSSE({ ...event, event: 'message' });
    } finally {
      clearInterval(beat);
      gone.abort();
    }
  });
}
