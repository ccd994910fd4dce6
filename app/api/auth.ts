import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';

/** Who may use the API. */
export interface Credentials {
  /** Basic auth. */
  users: readonly { username: string; password: string }[];
  /** Bearer tokens. */
  tokens: readonly string[];
}

/** Whether there is anybody who could log in. */
export function hasCredentials({ users, tokens }: Credentials): boolean {
  return users.length > 0 || tokens.length > 0;
}

/**
 * Lets in who knows a password or a token, and calls of webhooks, whose key is one. Without credentials everybody on this
 * machine is let in: then what a web page of another origin asks for is refused, and so are names that are not this machine's,
 * under which such a page could reach it.
 */
export function authenticate(credentials: Credentials): MiddlewareHandler {
  const isOpen = !hasCredentials(credentials);
  return async (context, next) => {
    if (isForeign(context)) return refuse(context, 403, 'Requests of web pages of other origins are refused');
    if (isWebhook(context.req.path)) return next();
    if (isOpen) {
      if (isLocalName(context)) return next();
      return refuse(
        context,
        403,
        'Without credentials the server answers under the names of this machine only',
      );
    }
    if (isKnown(credentials, context.req.header('authorization'))) return next();
    context.header('WWW-Authenticate', 'Basic realm="tutti"');
    return refuse(context, 401, 'Unauthorized');
  };
}

/** Whether a segment of an address names a tenant other than `main`: `owner--repository`. */
export function isFurtherTenant(name: string): boolean {
  return name.includes('--');
}

function isWebhook(path: string): boolean {
  const [, tenant, rest] = /^\/api\/v1\/(?:([^/]+)\/)?(executions\/webhook\/.*)$/.exec(path) ?? [];
  return rest !== undefined && (tenant === undefined || tenant === 'main' || isFurtherTenant(tenant));
}

/** Whether a browser sends what a page of another origin asks for, and it may change something. */
function isForeign(context: Context): boolean {
  const origin = context.req.header('origin');
  if (origin === undefined || context.req.method === 'GET' || context.req.method === 'HEAD') return false;
  try {
    return new URL(origin).host !== context.req.header('host');
  } catch {
    // `null`, the origin of sandboxed pages.
    return true;
  }
}

function isLocalName(context: Context): boolean {
  const host = (context.req.header('host') ?? '').replace(/:\d+$/, '').toLowerCase();
  return isLoopback(host);
}

/** Whether a name or address, as it stands in a URL or not, is one that only this machine reaches. */
export function isLoopback(host: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/.test(host);
}

/** Whether somebody logs in with this name and password. */
export function isUser({ users }: Credentials, given: { username: string; password: string }): boolean {
  return someEqual(users.map(pairOf), pairOf(given));
}

/** The name in the Basic auth of a request that was let in; `undefined` where it has none. */
export function userOf(context: Context): string | undefined {
  const [scheme, value] = authorizationOf(context.req.header('authorization'));
  return scheme === 'basic' ? decoded(value).split(':')[0] : undefined;
}

function isKnown({ users, tokens }: Credentials, header: string | undefined): boolean {
  const [scheme, value] = authorizationOf(header);
  if (scheme === 'bearer') return someEqual(tokens, value);
  return scheme === 'basic' && someEqual(users.map(pairOf), decoded(value));
}

function authorizationOf(header = ''): [scheme: string, value: string] {
  const [, scheme = '', value = ''] = /^(\w+) +(.+)$/.exec(header) ?? [];
  return [scheme.toLowerCase(), value];
}

function pairOf({ username, password }: { username: string; password: string }): string {
  return `${username}:${password}`;
}

function decoded(value: string): string {
  return Buffer.from(value, 'base64').toString('utf8');
}

/** Compares all of them, in a time that tells nothing. */
function someEqual(known: readonly string[], given: string): boolean {
  const digest = digestOf(given);
  return known.map((one) => timingSafeEqual(digestOf(one), digest)).some(Boolean);
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function refuse(context: Context, status: 401 | 403, message: string): Response {
  return context.json(
    {
      message,
      _links: { self: { href: context.req.path, templated: false } },
      _embedded: { errors: [{ message }] },
    },
    status,
  );
}
