import type { HttpCall } from '../expression/index.ts';
import { readYamlText } from '../expression/java/yamlText.ts';
import type { Egress } from '../plugin/types.ts';
import { httpRequest } from '../plugins/core/http/client.ts';
import type { HttpOptions } from '../plugins/core/http/options.ts';

/**
 * The expression function `http()`: the parsed body of the response, YAML for YAML types, else JSON (flow-language §4.9).
 *
 * @throws Error `Unable to execute HTTP request`, with the reason.
 */
export async function callHttpFunction(call: HttpCall, egress?: Egress): Promise<unknown> {
  try {
    const response = await httpRequest({
      uri: withQuery(call.uri, call.query),
      method: call.method,
      headers: { Accept: call.accept, ...textMap(call.headers) },
      contentType: call.contentType,
      ...(call.body !== undefined &&
        call.body !== null && {
          body: typeof call.body === 'string' ? call.body : JSON.stringify(call.body),
        }),
      options: (call.options ?? {}) as HttpOptions,
      ...(egress && { egress }),
    });
    const text = await response.text();
    const type =
      Object.entries(response.headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1][0] ?? '';
    if (text === '') return null;
    return /yaml/i.test(type) ? readYamlText(text) : JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Unable to execute HTTP request: ${reason}`, { cause: error });
  }
}

function withQuery(uri: string, query: unknown): string {
  const entries = Object.entries(textMap(query));
  if (entries.length === 0) return uri;
  const separator = uri.includes('?') ? '&' : '?';
  return `${uri}${separator}${new URLSearchParams(entries).toString()}`;
}

function textMap(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, String(entry)]));
}
