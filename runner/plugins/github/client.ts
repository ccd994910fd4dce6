import { setTimeout as sleep } from 'node:timers/promises';
import { guardedFetch } from '../../plugin/egress/fetch.ts';
import type { Egress } from '../../plugin/types.ts';

/** How to reach the REST API. */
interface Way {
  /** Without a slash at the end. */
  apiUrl: string;
  /** Without one, requests are anonymous. */
  token?: string | undefined;
  /** What to do about an answer that says the token is missing or not enough. */
  hint: string;
  signal: AbortSignal;
  /** Where requests may go; absent: anywhere. */
  egress?: Egress | undefined;
  /** Told before it waits for a limit, seconds. */
  waits(seconds: number): void;
}

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
type Query = Readonly<Record<string, string | number | undefined>>;

/** Calls of GitHub's REST API, by paths such as `/repos/acme/flows/issues`. All reject with what GitHub says is wrong. */
export interface Client {
  get<T>(path: string, query?: Query): Promise<T>;
  /** As `get`; `undefined` where there is no such thing. */
  find<T>(path: string, query?: Query): Promise<T | undefined>;
  send<T>(method: Method, path: string, body?: unknown): Promise<T>;
  /** Pages of a list, of 100 at a time, until the last one. */
  pages<T>(path: string, query?: Query): AsyncGenerator<T>;
}

/** GitHub answered that it will not do it. */
export class GitHubError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Tries of one request in all. */
const mostTries = 4;
/** A limit that is over later than that is an error, seconds: the task's `retry` can wait longer. */
const longestWait = 60;
/** GitHub gives up on a request after 10 s of work; what takes longer than this is lost, milliseconds. */
const longestAnswer = 60_000;

/** A client of the REST API (github §1.5): three more tries where GitHub failed, or asks for a pause that is short. */
export function client(way: Way): Client {
  const call = async (method: Method, target: string, body?: unknown): Promise<Response> => {
    for (let tries = 1; ; tries++) {
      const response = await request(way, method, target, body).catch((error: unknown) => {
        way.signal.throwIfAborted();
        // Nobody knows whether a POST arrived.
        if (tries < mostTries && method !== 'POST') return undefined;
        throw new Error(`No response to ${method} ${target}: ${reasonOf(error)}`, { cause: error });
      });
      if (response?.ok) return response;
      const wait = response ? pauseAfter(response, method, tries) : backoff(tries);
      if (response && (wait === undefined || wait > longestWait || tries >= mostTries))
        throw await errorOf(way, response, method, target, wait);
      await response?.body?.cancel();
      if (wait! >= 1) way.waits(wait!);
      await sleep(wait! * 1_000, undefined, { signal: way.signal });
    }
  };
  const address = (path: string, query: Query = {}) => {
    const named = Object.entries(query).filter(([, value]) => value !== undefined);
    const text = new URLSearchParams(
      named.map(([name, value]): [string, string] => [name, String(value)]),
    ).toString();
    return `${way.apiUrl}${path}${text && `?${text}`}`;
  };
  const get = async <T>(path: string, query?: Query) =>
    (await (await call('GET', address(path, query))).json()) as T;

  return {
    get,
    find: <T>(path: string, query?: Query) =>
      get<T>(path, query).catch((error: unknown) => {
        if (error instanceof GitHubError && error.status === 404) return undefined;
        throw error;
      }),
    async send<T>(method: Method, path: string, body?: unknown) {
      const text = await (await call(method, address(path), body)).text();
      return (text === '' ? undefined : JSON.parse(text)) as T;
    },
    async *pages<T>(path: string, query: Query = {}) {
      let next: string | undefined = address(path, { ...query, per_page: 100 });
      while (next !== undefined) {
        const response = await call('GET', next);
        yield (await response.json()) as T;
        next = nextPage(response.headers.get('link'), way.apiUrl);
      }
    },
  };
}

function request(
  { token, signal, egress }: Way,
  method: Method,
  target: string,
  body: unknown,
): Promise<Response> {
  const send = egress ? guardedFetch(egress) : fetch;
  return send(target, {
    method,
    headers: {
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
      'user-agent': 'tutti',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.any([signal, AbortSignal.timeout(longestAnswer)]),
  });
}

/** Seconds after which another try makes sense; `undefined`: never. A POST that failed may have been done. */
function pauseAfter({ status, headers }: Response, method: Method, tries: number): number | undefined {
  if (status >= 500)
    return method === 'POST' ? undefined : (numberIn(headers, 'retry-after') ?? backoff(tries));
  if (status !== 403 && status !== 429) return undefined;
  const after = numberIn(headers, 'retry-after');
  if (after !== undefined) return after;
  if (headers.get('x-ratelimit-remaining') === '0')
    return Math.max(0, (numberIn(headers, 'x-ratelimit-reset') ?? 0) - Date.now() / 1_000) + 1;
  return status === 429 ? longestWait : undefined;
}

function numberIn(headers: Headers, name: string): number | undefined {
  const value = Number(headers.get(name) ?? Number.NaN);
  return Number.isFinite(value) ? Math.max(0, value) : undefined;
}

/** Seconds: 0.25, 0.5, 1. */
function backoff(tries: number): number {
  return 2 ** (tries - 3);
}

/** The next page is asked for where the first one was: a `link` leads the token nowhere else. */
function nextPage(link: string | null, apiUrl: string): string | undefined {
  const next = /<([^>]+)>;\s*rel="next"/.exec(link ?? '')?.[1];
  return next?.startsWith(`${apiUrl}/`) ? next : undefined;
}

async function errorOf(
  { hint }: Way,
  response: Response,
  method: Method,
  target: string,
  wait: number | undefined,
): Promise<GitHubError> {
  const { status } = response;
  const said = detailsIn(await response.text().catch(() => ''));
  const isLimit = wait !== undefined && status < 500;
  const advice = isLimit
    ? `the limit of requests is reached, and over in ${Math.ceil(wait)} seconds: set \`retry\` to wait for it`
    : status === 401 || status === 403 || status === 404
      ? hint
      : undefined;
  const what = `${method} ${target.split('?')[0]} was answered with ${status}`;
  return new GitHubError(status, `${what}${said && `: ${said}`}${advice ? ` (${advice})` : ''}`);
}

interface Refusal {
  message?: string;
  errors?: (string | { message?: string; resource?: string; field?: string; code?: string })[];
}

/** What GitHub says is wrong: the message, and each field with what it has against it. */
function detailsIn(text: string): string {
  try {
    const { message = '', errors = [] } = JSON.parse(text) as Refusal;
    const parts = errors.map((error) => {
      if (typeof error === 'string') return error;
      const { resource, field, code } = error;
      return error.message ?? [resource, field, code].filter(Boolean).join(' ');
    });
    return [message, ...parts].filter(Boolean).join('; ');
  } catch {
    return text.slice(0, 500);
  }
}

/** Why there was no response: `fetch` says it in the cause. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as { cause?: { message?: string; code?: string }; message?: string };
  return cause?.message || cause?.code || message || String(error);
}
