import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createUnzip } from 'node:zlib';
import type { Egress } from '../../../plugin/types.ts';
import { type EncodedBody, encodeBody, type RequestBody } from './body.ts';
import { connection } from './connection.ts';
import type { HttpOptions } from './options.ts';

/** A request as the HTTP tasks and the function `http()` make it (flow-language §6.10, §4.9). */
export interface HttpRequest extends RequestBody {
  uri: string;
  /** Added to its query. */
  params?: Readonly<Record<string, unknown>>;
  /** Default GET. */
  method?: string;
  headers?: Readonly<Record<string, string>>;
  options?: HttpOptions;
  signal?: AbortSignal;
  /** Where it may go; absent: anywhere. */
  egress?: Egress | undefined;
  /** Takes what `options.logs` asks for; header values that are credentials are left out. */
  log?: (message: string) => void;
}

export interface HttpResponse {
  /** As requested, encoded. */
  uri: string;
  /** Of the request, in capitals. */
  method: string;
  code: number;
  /** Names as the server wrote them. */
  headers: Record<string, string[]>;
  /** Bytes of the body, decompressed. Has to be read, or destroyed. */
  body: Readable;
  /** Reads the whole body as UTF-8. Rejects when it is longer than `options.maxContentLength`. */
  text(): Promise<string>;
}

/**
 * Sends a request and gives the response once its headers are there. Rejects with `Failed http request with response code 'N'`
 * when the status is not allowed, with the signal's reason when it aborts, and when no response comes.
 */
export async function httpRequest(request: HttpRequest): Promise<HttpResponse> {
  const { options = {}, signal, log } = request;
  const written = request.uri.trim().replaceAll(' ', '%20');
  const url = withParameters(checkUri(written), request.params);
  const uri = request.params ? url.href : written;
  const method = (request.method || 'GET').toUpperCase();
  const { body, contentType, text } = await encodeBody(request);
  const headers = requestHeaders(request, { body, contentType });
  const logs = new Set(log ? options.logs : []);
  if (logs.has('REQUEST_HEADERS'))
    log?.(`Request ${method} ${uri}\n${printHeaders(Object.entries(headers))}`);
  if (logs.has('REQUEST_BODY') && text) log?.(`Request body of ${method} ${uri}\n${text}`);

  const { send, close } = await connection(options, request.egress);
  let response: Awaited<ReturnType<typeof send>>;
  try {
    response = await send(url, { method, headers, body, signal });
  } catch (error) {
    close();
    signal?.throwIfAborted();
    throw new Error(`No response to ${method} ${uri}: ${reasonOf(error)}`, { cause: error });
  }
  response.body.once('close', close);
  const responseHeaders = groupHeaders(response.headers);
  const content = decompressed(response.body, responseHeaders);

  const received: HttpResponse = {
    uri,
    method,
    code: response.statusCode,
    headers: responseHeaders,
    body: content,
    async text() {
      const body = await readText(content, options.maxContentLength ?? largestText).catch(
        (error: unknown) => {
          signal?.throwIfAborted();
          throw new Error(`The response to ${method} ${uri} broke off: ${reasonOf(error)}`, { cause: error });
        },
      );
      if (logs.has('RESPONSE_BODY')) log?.(`Response body of ${method} ${uri}\n${body}`);
      return body;
    },
  };
  if (logs.has('RESPONSE_HEADERS')) {
    const entries = Object.entries(received.headers).map(
      ([name, values]) => [name, values.join(', ')] as const,
    );
    log?.(`Response ${received.code} to ${method} ${uri}\n${printHeaders(entries)}`);
  }
  if (isAllowed(received.code, options)) return received;
  const told = await received.text().catch(() => '');
  throw new Error(
    `Failed http request with response code '${received.code}'${told === '' ? '' : ` and body:\n${told}`}`,
  );
}

/** Why a request or the reading of its response failed, in one line. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  const { message, code, cause } = error as { message?: string; code?: string; cause?: unknown };
  if (message)
    return code && !message.includes(code) && !code.startsWith('UND_') ? `${message} (${code})` : message;
  return cause ? reasonOf(cause) : (code ?? String(error));
}

/** Two independent checks: the range, unless failures are allowed, and the list, when there is one. */
function isAllowed(code: number, { allowFailed, allowedResponseCodes = [] }: HttpOptions): boolean {
  if (!allowFailed && code >= 400) return false;
  return allowedResponseCodes.length === 0 || allowedResponseCodes.includes(code);
}

function checkUri(uri: string): URL {
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new Error(`'${uri}' is no http or https URI`);
}

function withParameters(url: URL, params: HttpRequest['params'] = {}): URL {
  for (const [name, value] of Object.entries(params))
    for (const one of Array.isArray(value) ? value : [value])
      url.searchParams.append(name, typeof one === 'object' ? JSON.stringify(one) : String(one));
  return url;
}

/** Headers that a request gives replace those that would be sent without them; the body's content type stays. */
function requestHeaders(request: HttpRequest, encoded: EncodedBody): Record<string, string> {
  const given = request.headers && Object.keys(request.headers).length > 0 ? request.headers : undefined;
  const headers: Record<string, string> = { 'User-Agent': 'Kestra', 'Accept-Encoding': 'gzip, deflate, br' };
  const type = encoded.contentType ?? (given || encoded.body ? undefined : request.contentType);
  if (type) headers['Content-Type'] = type;
  const authorization = authorizationOf(request.options);
  if (authorization) headers['Authorization'] = authorization;
  // The type of a multipart form names its boundary, which is chosen on sending.
  const boundary = encoded.body !== undefined && encoded.contentType === undefined;
  for (const [name, value] of Object.entries(given ?? {})) {
    if (boundary && name.toLowerCase() === 'content-type') continue;
    const same = Object.keys(headers).find((other) => other.toLowerCase() === name.toLowerCase());
    if (same) delete headers[same];
    headers[name] = value;
  }
  return headers;
}

function authorizationOf(options: HttpOptions = {}): string | undefined {
  const { auth, basicAuthUser, basicAuthPassword } = options;
  const basic = (user = '', password = '') =>
    `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  if (auth?.type === 'BASIC') return basic(auth.username, auth.password);
  if (auth?.type === 'BEARER') return `Bearer ${auth.token ?? ''}`;
  return basicAuthUser !== undefined ? basic(basicAuthUser, basicAuthPassword) : undefined;
}

function groupHeaders(raw: readonly string[]): Record<string, string[]> {
  const headers: Record<string, string[]> = {};
  // Names differ in case only by accident: all values of one go under its first spelling.
  const spelling = new Map<string, string>();
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index]!;
    const known = spelling.get(name.toLowerCase());
    if (known === undefined) {
      spelling.set(name.toLowerCase(), name);
      headers[name] = [raw[index + 1]!];
    } else headers[known]!.push(raw[index + 1]!);
  }
  return headers;
}

/** The value of a header, in whatever case it was written. */
export function headerOf(headers: Readonly<Record<string, string[]>>, name: string): string | undefined {
  return Object.entries(headers).find(([other]) => other.toLowerCase() === name)?.[1][0];
}

/** The body as it was before the server compressed it. */
function decompressed(body: Readable, headers: Record<string, string[]>): Readable {
  const encoding = headerOf(headers, 'content-encoding')?.trim().toLowerCase();
  const decoder =
    encoding === 'br'
      ? createBrotliDecompress()
      : encoding && /^(x-)?gzip$|^deflate$/.test(encoding)
        ? createUnzip()
        : undefined;
  if (!decoder) return body;
  // An error of either is the decoder's, whom the reader listens to.
  pipeline(body, decoder, () => undefined);
  return decoder;
}

function printHeaders(headers: Iterable<readonly [string, string]>): string {
  return [...headers]
    .map(([name, value]) => `${name}: ${/authorization|cookie|token|key/i.test(name) ? '******' : value}`)
    .join('\n');
}

/** Most bytes of a body that is kept in memory; larger ones are for Download. */
const largestText = 256 * 1024 * 1024;

async function readText(body: Readable, most: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most) {
      throw new Error(`it is longer than ${most} bytes; the Download task takes larger ones`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
