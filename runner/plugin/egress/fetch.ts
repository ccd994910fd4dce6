import type { Egress } from '../types.ts';
import { guardedConnector } from './connector.ts';

/** `fetch` that goes only where `egress` allows, redirects included (github §8.2, SSRF). Rejects as `fetch` does, the reason in its cause. */
export function guardedFetch(egress: Egress): (url: string, init: RequestInit) => Promise<Response> {
  return async (url, init) => {
    const { Agent, fetch } = await import('undici');
    // Read here: a form of Node's is none to another fetch.
    const request = new Request(url, init);
    const body = request.body === null ? undefined : new Uint8Array(await request.arrayBuffer());
    const dispatcher = new Agent({ connect: await guardedConnector(egress), connections: 1 });
    try {
      const { method, signal } = request;
      const headers = Object.fromEntries(request.headers);
      const response = await fetch(url, { method, headers, signal, dispatcher, ...(body && { body }) });
      const content = await response.arrayBuffer();
      return new Response(nullBody.has(response.status) ? null : content, {
        ...{ status: response.status, statusText: response.statusText },
        headers: Object.fromEntries(response.headers),
      });
    } finally {
      await dispatcher.close();
    }
  };
}

/** Statuses that have no body. */
const nullBody = new Set([204, 205, 304]);
