import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { manifestOf } from './manifest.ts';
import { createdPage, problemPage, startPage } from './pages.ts';

export interface SetupOptions {
  /** The App's name, unique on GitHub. */
  name: string;
  /** Where GitHub reaches the server, without a slash at the end. */
  url: string;
  /** Organisation that owns the App; by default whoever creates it. */
  organization?: string;
  isPublic?: boolean;
  /** Of GitHub's REST API and site, without a slash at the end. */
  apiUrl: string;
  siteUrl: string;
  /** Of the page; 0: any that is free. */
  port: number;
  /** Keeps what GitHub gave; called once. */
  created(credentials: AppCredentials): void;
}

/** What GitHub gives once, for a new App. */
export interface AppCredentials {
  appId: string;
  slug: string;
  privateKey: string;
  webhookSecret: string;
  /** The App's page, where it is installed. */
  page: string;
}

/** A page that waits for somebody to create the App. */
export interface Setup {
  /** To be opened in a browser on this machine. */
  readonly url: string;
  /** Resolves when the credentials are kept; rejects where they could not be. */
  readonly done: Promise<AppCredentials>;
  close(): Promise<void>;
}

/**
 * Serves the page that creates the App from its manifest (github §1.6). It listens at this machine only, and takes a code only
 * with the `state` that it gave: nobody else can make it keep another App's credentials. GitHub allows an hour.
 */
export async function startSetup(options: SetupOptions): Promise<Setup> {
  const { siteUrl, organization, created } = options;
  const state = randomBytes(32).toString('hex');
  const done = Promise.withResolvers<AppCredentials>();
  done.promise.catch(() => undefined);
  let isUsed = false;
  let own = '';

  const app = new Hono();
  app.use(async (context, next) => {
    // A name of somebody else's that leads to this machine would read the page's state.
    if (context.req.header('host') !== new URL(own).host) return context.text('Unknown host', 421);
    await next();
    context.header(
      'content-security-policy',
      `default-src 'none'; style-src 'unsafe-inline'; form-action ${siteUrl}`,
    );
    context.header('cache-control', 'no-store');
    context.header('referrer-policy', 'no-referrer');
  });
  app.get('/', (context) => {
    const owner = organization === undefined ? '' : `organizations/${encodeURIComponent(organization)}/`;
    const action = `${siteUrl}/${owner}settings/apps/new?state=${state}`;
    const { name, url, isPublic = false } = options;
    const manifest = manifestOf({ name, url, isPublic, redirectUrl: `${own}/created` });
    return context.html(startPage(action, JSON.stringify(manifest)));
  });
  app.get('/created', async (context) => {
    const { code = '', state: given = '' } = context.req.query();
    if (!isSame(given, state) || !/^[\w-]{1,200}$/.test(code))
      return context.html(
        problemPage('This is not the answer to a question of this page. Start again at /.'),
        400,
      );
    if (isUsed) return context.html(problemPage('The App was created already.'), 409);
    isUsed = true;
    try {
      const credentials = await exchange(options.apiUrl, code);
      created(credentials);
      done.resolve(credentials);
      return context.html(createdPage(`${credentials.page}/installations/new`));
    } catch (error) {
      done.reject(error);
      return context.html(problemPage((error as Error).message), 502);
    }
  });

  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port: options.port }, resolve);
  });
  own = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `${own}/`,
    done: done.promise,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

/** Gives the code back for the credentials, which GitHub does once. */
async function exchange(apiUrl: string, code: string): Promise<AppCredentials> {
  const answer = await fetch(`${apiUrl}/app-manifests/${code}/conversions`, {
    method: 'POST',
    headers: { accept: 'application/vnd.github+json', 'user-agent': 'tutti' },
    signal: AbortSignal.timeout(30_000),
  });
  if (answer.status !== 201)
    throw new Error(`GitHub did not give the credentials of the App (status ${answer.status}): start again`);
  const { id, slug, pem, webhook_secret, html_url } = (await answer.json()) as {
    id: number;
    slug: string;
    pem: string;
    webhook_secret: string | null;
    html_url: string;
  };
  if (!webhook_secret) throw new Error('GitHub gave no webhook secret: set one in the settings of the App');
  return { appId: String(id), slug, privateKey: pem, webhookSecret: webhook_secret, page: html_url };
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
