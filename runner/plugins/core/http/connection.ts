import type { Readable } from 'node:stream';
import type { Dispatcher, FormData } from 'undici';
import { guardedConnector } from '../../../plugin/egress/connector.ts';
import type { Egress } from '../../../plugin/types.ts';
import type { HttpOptions } from './options.ts';

/** Sends a request; gives the raw header list: name, value, name, value … */
type Send = (
  url: URL,
  request: {
    method: string;
    headers: Record<string, string>;
    body: string | Buffer | FormData | undefined;
    signal: AbortSignal | undefined;
  },
) => Promise<{ statusCode: number; headers: string[]; body: Readable }>;

/**
 * How requests with these options travel: timeouts, proxy, TLS, redirects (flow-language §6.10), and with `egress` where to
 * (github §8.2). `close` is to be called when the response was read.
 */
export async function connection(
  options: HttpOptions,
  egress?: Egress,
): Promise<{ send: Send; close: () => void }> {
  // Loaded at the first request only, for it takes longer to load than most flows take to run.
  const undici = await import('undici');
  const { dispatcher, own } = egress
    ? { dispatcher: await guardedAgent(undici, options, egress), own: true }
    : dispatcherFor(undici, options);
  const idle =
    options.timeout?.readIdleTimeout ?? options.readIdleTimeout ?? options.readTimeout ?? defaultIdleTimeout;
  const composed = dispatcher.compose(
    undici.interceptors.redirect({ maxRedirections: options.followRedirects === false ? 0 : mostRedirects }),
  );
  return {
    async send(url, request) {
      const { statusCode, headers, body } = await undici.request(url, {
        ...request,
        method: request.method as Dispatcher.HttpMethod,
        dispatcher: composed,
        headersTimeout: idle,
        bodyTimeout: idle,
        responseHeaders: 'raw',
      });
      // Typed as a map, but a list where raw headers are asked for.
      return { statusCode, headers: headers as unknown as string[], body };
    },
    close: () => {
      if (own) void dispatcher.close();
    },
  };
}

const defaultIdleTimeout = 300_000;
const mostRedirects = 20;

/** Connections are shared by all requests that ask for nothing special. */
let shared: Dispatcher | undefined;

/** Connections of their own: none that somebody opened without a guard is used again. */
async function guardedAgent(
  undici: typeof import('undici'),
  options: HttpOptions,
  egress: Egress,
): Promise<Dispatcher> {
  const proxy = proxyOf(options);
  if (proxy) {
    throw new Error(
      `A proxy (${proxy.address}) may not be used here: it would decide what is reached. Leave the proxy out of the options`,
    );
  }
  const timeout = options.timeout?.connectTimeout ?? options.connectTimeout;
  const connect = await guardedConnector(egress, {
    ...(timeout !== undefined && { timeout }),
    ...(options.ssl?.insecureTrustAllCertificates === true && { rejectUnauthorized: false }),
  });
  return new undici.Agent({ connect });
}

function dispatcherFor(
  undici: typeof import('undici'),
  options: HttpOptions,
): { dispatcher: Dispatcher; own: boolean } {
  const connectTimeout = options.timeout?.connectTimeout ?? options.connectTimeout;
  const insecure = options.ssl?.insecureTrustAllCertificates === true;
  const tls = insecure ? { rejectUnauthorized: false } : {};
  const proxy = proxyOf(options);
  if (proxy?.type === 'HTTP') {
    const token = proxy.username
      ? `Basic ${Buffer.from(`${proxy.username}:${proxy.password ?? ''}`).toString('base64')}`
      : undefined;
    const uri = `http://${proxy.address}:${proxy.port ?? 80}`;
    return { own: true, dispatcher: new undici.ProxyAgent({ uri, token, requestTls: tls, connectTimeout }) };
  }
  if (proxy?.type === 'SOCKS') {
    const { username, password } = proxy;
    const uri = `socks5://${proxy.address}:${proxy.port ?? 1080}`;
    return {
      own: true,
      dispatcher: new undici.Socks5ProxyAgent(uri, { username, password, requestTls: tls, connectTimeout }),
    };
  }
  if (insecure || connectTimeout !== undefined) {
    return { own: true, dispatcher: new undici.Agent({ connect: { ...tls, timeout: connectTimeout } }) };
  }
  shared ??= new undici.Agent();
  return { own: false, dispatcher: shared };
}

function proxyOf(options: HttpOptions): NonNullable<HttpOptions['proxy']> | undefined {
  const proxy = options.proxy ?? {
    type: options.proxyType ?? (options.proxyAddress ? 'HTTP' : 'DIRECT'),
    address: options.proxyAddress,
    port: options.proxyPort,
    username: options.proxyUsername,
    password: options.proxyPassword,
  };
  if (proxy.type === 'DIRECT') return undefined;
  if (!proxy.address)
    throw new Error(`The proxy of type ${proxy.type} has no address: set options.proxy.address`);
  return proxy;
}
