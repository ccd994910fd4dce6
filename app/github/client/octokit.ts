import { createAppAuth } from '@octokit/auth-app';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import type { Logger } from 'pino';
import type { ClientOptions } from './types.ts';

/** How an Octokit shows who it is; `hook` is called for each try of a request. */
export interface Authentication {
  token(): Promise<string>;
  /** The token was refused: whether another one is worth a try. */
  refused?(token: string): boolean;
}

const ThrottledOctokit = Octokit.plugin(throttling, retry);

/** A wait for a limit that is longer than this many seconds is left to the queue, which does other work meanwhile. */
const longestWait = 60;

/**
 * Octokit for one installation (github §0.3, §1.5): its own limiter, three tries at errors of the server, waits for the limits
 * of GitHub when they are short. Logs neither tokens nor bodies.
 */
export function createOctokit(
  options: ClientOptions,
  id: string,
  authentication: Authentication,
  scheme: 'token' | 'bearer' = 'token',
): Octokit {
  const { apiUrl, throttle = true, log } = options;
  const waits =
    (kind: string) =>
    (after: number, request: { method: string; url: string }, _: unknown, count: number) => {
      log.warn({ limit: kind, after, method: request.method, route: request.url }, 'GitHub limits requests');
      return after <= longestWait && count < 1;
    };
  const octokit = new ThrottledOctokit({
    baseUrl: apiUrl,
    userAgent: 'tutti',
    log: quietLog(log),
    authStrategy: () => strategy(authentication, scheme),
    throttle: {
      enabled: throttle,
      id,
      onRateLimit: waits('primary'),
      onSecondaryRateLimit: waits('secondary'),
    },
    retry: { enabled: throttle },
  });
  octokit.hook.before('request', (request) => {
    request.headers['x-github-api-version'] = '2022-11-28';
  });
  return octokit;
}

/** The JWT of the App: at most ten minutes old, made anew before its end (github §3.3). */
export function appAuthentication({ appId, privateKey }: ClientOptions): Authentication {
  const auth = createAppAuth({ appId, privateKey });
  return { token: async () => (await auth({ type: 'app' })).token };
}

type Endpoint = Record<string, unknown> & { headers: Record<string, unknown> };
interface Requester {
  (endpoint: Endpoint): Promise<unknown>;
  endpoint: { merge(route: string | object, parameters?: object): Endpoint };
}

/** An authentication strategy as Octokit's core wants it. */
function strategy({ token, refused }: Authentication, scheme: string) {
  const attempt = async (request: Requester, endpoint: Endpoint, retries: number): Promise<unknown> => {
    const secret = await token();
    endpoint.headers['authorization'] = `${scheme} ${secret}`;
    try {
      return await request(endpoint);
    } catch (error) {
      const isRefused = (error as { status?: number }).status === 401;
      if (retries > 0 && isRefused && refused?.(secret)) return attempt(request, endpoint, retries - 1);
      throw error;
    }
  };
  return Object.assign(async () => ({ type: 'token', token: await token() }), {
    hook: (request: Requester, route: string | object, parameters?: object) =>
      attempt(request, request.endpoint.merge(route, parameters), 1),
  });
}

/** Whoever asked is told why a request failed, so that what Octokit says of each is for debugging. */
function quietLog(log: Logger) {
  const debug = (message: string) => log.debug(message);
  return { debug, info: debug, warn: (message: string) => log.warn(message), error: debug };
}
