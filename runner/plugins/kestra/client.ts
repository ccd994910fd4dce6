import { guardedFetch } from '../../plugin/egress/fetch.ts';
import type { Egress } from '../../plugin/types.ts';

/** How to reach the REST API of a server. */
export interface Login {
  /** Of the server, without `/api`. */
  url: string;
  tenant: string;
  auth: { apiToken?: string; username?: string; password?: string };
  signal: AbortSignal;
  /** Where requests may go; absent: anywhere. */
  egress?: Egress | undefined;
}

interface Request {
  query?: readonly (readonly [string, string])[];
  json?: unknown;
  form?: FormData;
}

type Method = 'GET' | 'POST' | 'DELETE';

/** Calls of the REST API, by paths below `/api/v1/{tenant}` (surfaces §14). All reject with what the server says is wrong. */
export interface Client {
  send(method: Method, path: string, request?: Request): Promise<void>;
  json<T>(method: Method, path: string, request?: Request): Promise<T>;
  bytes(method: Method, path: string, request?: Request): Promise<Uint8Array>;
}

/** @throws Error for an address or credentials that cannot be used */
export function client({ url, tenant, auth, signal, egress }: Login): Client {
  const base = `${baseOf(url)}/api/v1/${encodeURIComponent(tenant)}`;
  const authorization = authorizationOf(auth);
  const send = egress ? guardedFetch(egress) : fetch;

  const call = async (method: Method, path: string, { query = [], json, form }: Request = {}) => {
    const target = `${base}${path}`;
    const parameters = new URLSearchParams(
      query.map(([name, value]): [string, string] => [name, value]),
    ).toString();
    const body = form ?? (json === undefined ? undefined : JSON.stringify(json));
    const headers = {
      ...(authorization && { authorization }),
      ...(json !== undefined && { 'content-type': 'application/json' }),
    };
    const asked = parameters === '' ? target : `${target}?${parameters}`;
    const response = await send(asked, { method, headers, body, signal }).catch((error: unknown) => {
      signal.throwIfAborted();
      throw new Error(`No response to ${method} ${target}: ${reasonOf(error)}`, { cause: error });
    });
    if (!response.ok)
      throw new Error(`${method} ${target} was answered with ${response.status}${await messageOf(response)}`);
    return response;
  };

  return {
    async send(...request) {
      await (await call(...request)).arrayBuffer();
    },
    async json<T>(...[method, path, request]: Parameters<Client['json']>) {
      const response = await call(method, path, request);
      try {
        return (await response.json()) as T;
      } catch (error) {
        signal.throwIfAborted();
        throw new Error(
          `${method} ${base}${path} was not answered with JSON: is kestraUrl the address of a server?`,
          {
            cause: error,
          },
        );
      }
    },
    bytes: async (...request) => new Uint8Array(await (await call(...request)).arrayBuffer()),
  };
}

/** Without the slash at the end. The text may hold a password, so that it is not shown. */
function baseOf(text: string): string {
  const url = URL.parse(text.trim());
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:')
    throw new Error('Property `kestraUrl`: expected an address such as https://kestra.example.com');
  if (url.username !== '' || url.password !== '')
    throw new Error(
      'Property `kestraUrl` holds a user name or password: set `auth.username` and `auth.password`',
    );
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

/**
 * The header that logs in.
 *
 * @throws Error for credentials that contradict each other, or are half of what is needed
 */
export function authorizationOf({ apiToken, username, password }: Login['auth']): string | undefined {
  if (apiToken && (username || password))
    throw new Error('Property `auth`: set either `apiToken`, or `username` and `password`');
  if (apiToken) return `Bearer ${apiToken}`;
  if (!username && !password) return undefined;
  if (!username || !password) throw new Error('Property `auth`: `username` and `password` belong together');
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** Why there was no response: `fetch` says it in the cause. */
function reasonOf(error: unknown): string {
  const { cause } = error as { cause?: { message?: string; code?: string } };
  return cause?.message || cause?.code || String(error);
}

/** What the server says is wrong, in its words. */
async function messageOf(response: Response): Promise<string> {
  const text = (await response.text().catch(() => '')).trim();
  if (text === '') return '';
  return `: ${messageIn(text) ?? text.slice(0, 500)}`;
}

function messageIn(text: string): string | undefined {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
}
