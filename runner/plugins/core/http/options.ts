import type { z } from 'zod';
import {
  boolean,
  deep,
  duration,
  enumeration,
  fixed,
  integer,
  list,
  map,
  object,
  string,
} from '../../../plugin/properties.ts';

const proxyTypes = ['DIRECT', 'HTTP', 'SOCKS'] as const;
const sslOptions = object({
  insecureTrustAllCertificates: boolean().optional().describe('Whether any certificate is accepted.'),
});

/** `options` of the HTTP tasks (flow-language §6.10), the deprecated flat spellings included. */
export const httpOptionsSchema = object({
  timeout: object({
    connectTimeout: duration().optional().describe('Time to connect.'),
    readIdleTimeout: duration().default(300_000).describe('Time without any data from the server.'),
  })
    .optional()
    .describe('How long to wait.'),
  proxy: object({
    type: enumeration(proxyTypes).default('DIRECT').describe('Kind of proxy; `DIRECT` is none.'),
    address: string().optional().describe('Host of the proxy.'),
    port: integer().optional().describe('Port of the proxy.'),
    username: string().optional().describe('User name at the proxy.'),
    password: string().optional().describe('Password at the proxy.'),
  })
    .optional()
    .describe('Proxy to go through.'),
  auth: object({
    type: enumeration(['BASIC', 'BEARER', 'NONE']).describe('Kind of authentication.'),
    username: string().optional().describe('User name, for `BASIC`.'),
    password: string().optional().describe('Password, for `BASIC`.'),
    token: string().optional().describe('Token, for `BEARER`.'),
  })
    .optional()
    .describe('Authentication.'),
  ssl: sslOptions.optional().describe('TLS.'),
  followRedirects: boolean().default(true).describe('Whether redirects are followed.'),
  allowFailed: boolean()
    .optional()
    .describe('Whether a status of 400 and more is a response like others. False by default.'),
  allowedResponseCodes: list(integer())
    .optional()
    .describe('The only status codes that do not fail. One of 400 and more needs `allowFailed` as well.'),
  defaultCharset: string().default('UTF-8').describe('Character set of the body that is sent.'),
  logs: list(enumeration(['REQUEST_HEADERS', 'REQUEST_BODY', 'RESPONSE_HEADERS', 'RESPONSE_BODY']))
    .optional()
    .describe('What to log.'),
  connectTimeout: duration().optional().describe('Deprecated: use `timeout.connectTimeout`.'),
  readTimeout: duration().optional().describe('Deprecated: use `timeout.readIdleTimeout`.'),
  readIdleTimeout: duration().optional().describe('Deprecated: use `timeout.readIdleTimeout`.'),
  connectionPoolIdleTimeout: duration().optional().describe('Deprecated and ignored.'),
  maxContentLength: integer().optional().describe('Deprecated: most bytes that a response may have.'),
  proxyType: enumeration(proxyTypes).optional().describe('Deprecated: use `proxy.type`.'),
  proxyAddress: string().optional().describe('Deprecated: use `proxy.address`.'),
  proxyPort: integer().optional().describe('Deprecated: use `proxy.port`.'),
  proxyUsername: string().optional().describe('Deprecated: use `proxy.username`.'),
  proxyPassword: string().optional().describe('Deprecated: use `proxy.password`.'),
  basicAuthUser: string().optional().describe('Deprecated: use `auth`.'),
  basicAuthPassword: string().optional().describe('Deprecated: use `auth`.'),
  logLevel: enumeration(['ALL', 'TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'OFF', 'NOT_SPECIFIED'])
    .optional()
    .describe('Deprecated and ignored: use `logs`.'),
});

/** Options as rendered, none of them required. */
export type HttpOptions = Partial<z.infer<typeof httpOptionsSchema>>;

/** Properties that Request and Download share (flow-language §6.10). */
export const requestProperties = {
  uri: string().describe(
    'Where to send the request. Spaces become `%20`; anything else has to be encoded already.',
  ),
  method: string().default('GET').describe('HTTP method.'),
  body: string()
    .optional()
    .describe('Body of the request; a map or list is sent as JSON. Ignored with `formData`.'),
  formData: map(deep())
    .optional()
    .describe(
      'Fields of a form. With the content type `multipart/form-data`, a `kestra://` URI is sent as a file, and so is a map of `name` and `content`; else the form is URL-encoded.',
    ),
  contentType: string().default('application/json').describe('Content type of the body.'),
  headers: map(string()).optional().describe('Headers of the request.'),
  params: map(deep())
    .optional()
    .describe('Parameters that are added to the query of the URI, encoded; a list is added value by value.'),
  options: httpOptionsSchema.optional().describe('Options of the HTTP client.'),
  allowFailed: boolean().optional().describe('Deprecated: use `options.allowFailed`.'),
  sslOptions: fixed(sslOptions).optional().describe('Deprecated: use `options.ssl`.'),
};

/** The options of a task, with its deprecated top-level ones copied in. */
export function optionsOf(properties: {
  options?: HttpOptions;
  allowFailed?: boolean;
  sslOptions?: HttpOptions['ssl'];
}): HttpOptions {
  const { options, allowFailed, sslOptions } = properties;
  return { ...options, allowFailed: options?.allowFailed ?? allowFailed, ssl: options?.ssl ?? sslOptions };
}
