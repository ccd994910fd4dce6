import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { authenticate } from '../api/auth.ts';
import { type ApiOptions, createApi } from '../api/index.ts';
import type { Metrics } from './metrics.ts';

export interface ServerOptions extends ApiOptions {
  host: string;
  /** 0: any that is free. */
  port: number;
  metrics: Metrics;
  health: Health;
  /** Answers `path`, which checks by itself who sent a request. */
  webhook?: { path: string; receive(request: Request): Promise<Response> };
  /** Told of each answered request. `duration` in milliseconds. */
  answered?(request: { method: string; path: string; status: number; duration: number }): void;
}

/** How the server is. */
export interface Health {
  /** Whether it should get requests: it has taken up its work, and is not about to end. */
  isReady(): boolean;
  /** Rejects where state cannot be read. */
  check(): Promise<void>;
  /** What else readiness tells of itself: to everybody, so nothing that is secret. */
  details(): Record<string, unknown>;
}

export interface RunningServer {
  /** With a port, without a slash at the end. */
  readonly url: string;
  /** Takes no new connections; resolves when requests that are being answered are, or `grace` milliseconds are over. */
  close(grace: number): Promise<void>;
}

/** Serves the API, `/health` and `/metrics` over HTTP. Rejects where it cannot listen. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { host, port } = options;
  const server = createAdaptorServer({ fetch: createApp(options).fetch }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`,
    async close(grace) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // Those that are answered meanwhile would be kept for further requests.
      const tidying = setInterval(() => server.closeIdleConnections(), 50);
      // Whoever follows an execution would do so for long.
      const impatience = setTimeout(() => server.closeAllConnections(), grace);
      await closed;
      clearTimeout(impatience);
      clearInterval(tidying);
    },
  };
}

function createApp(options: ServerOptions): Hono {
  const { metrics, health, answered, credentials, webhook } = options;
  const app = new Hono();
  app.use(async (context, next) => {
    const start = performance.now();
    await next();
    const { method, path } = context.req;
    const duration = performance.now() - start;
    metrics.request(method, context.res.status, duration);
    answered?.({ method, path, status: context.res.status, duration });
  });
  app.get('/health/liveness', (context) => context.json({ status: 'UP' }));
  for (const path of ['/health', '/health/readiness'])
    app.get(path, async (context) => {
      const isUp =
        health.isReady() &&
        (await health.check().then(
          () => true,
          () => false,
        ));
      return context.json({ status: isUp ? 'UP' : 'DOWN', ...health.details() }, isUp ? 200 : 503);
    });
  app.use('/metrics', authenticate(credentials));
  app.get(
    '/metrics',
    async () =>
      new Response(await metrics.text(), {
        headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
      }),
  );
  if (webhook) app.all(webhook.path, (context) => webhook.receive(context.req.raw));
  app.route('/', createApi(options));
  return app;
}
