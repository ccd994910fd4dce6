import { hasKey, isMap, valueAt } from '../java/collections.ts';
import { parseJson } from '../java/json.ts';
import { toJson, toText } from '../java/text.ts';
import { type CallContext, ExpressionError, type PebbleFunction } from '../types.ts';
import { argument, callable, callKey, optionalText, textOf } from './define.ts';

/** Functions that ask other systems: secrets, the KV store, HTTP servers, logs (flow-language §4.9). */
export const remoteFunctions: Readonly<Record<string, PebbleFunction>> = {
  secret: callable(['key', 'namespace', 'subkey'], ([key, namespace, subkey], context) =>
    secret(
      textOf(key, 'secret', 'key'),
      optionalText(namespace, 'secret', 'namespace'),
      optionalText(subkey, 'secret', 'subkey'),
      context,
    ),
  ),
  kv: callable(['key', 'namespace', 'errorOnMissing'], ([key, namespace, errorOnMissing], context) =>
    kv(
      textOf(key, 'kv', 'key'),
      optionalText(namespace, 'kv', 'namespace'),
      errorOnMissing !== false,
      context,
    ),
  ),
  http: callable(['uri', 'method', 'query', 'body', 'contentType', 'headers', 'options', 'accept'], http),
  errorLogs: callable([], (_args, context) => {
    const { services } = context;
    return context.suspend(callKey('errorLogs'), () => services.errorLogs());
  }),
};

function secret(
  key: string,
  namespace: string | undefined,
  subkey: string | undefined,
  context: CallContext,
): unknown {
  const { services } = context;
  const text = context.suspend(callKey('secret', key, namespace), () => services.secret(key, namespace));
  if (subkey === undefined || subkey === '') {
    return text;
  }
  const fields = secretFields(text, key, subkey);
  if (!isMap(fields) || !hasKey(fields, subkey)) {
    throw new ExpressionError(`Cannot find secret sub-key '${subkey}' in secret '${key}'.`);
  }
  const field = valueAt(fields, subkey);
  return field === null ? 'null' : toText(field);
}

function secretFields(text: string, key: string, subkey: string): unknown {
  try {
    return parseJson(text);
  } catch {
    throw new ExpressionError(
      `Failed to read secret sub-key '${subkey}' from secret '${key}'. Ensure the secret contains valid JSON value.`,
    );
  }
}

function kv(
  key: string,
  namespace: string | undefined,
  errorOnMissing: boolean,
  context: CallContext,
): unknown {
  const { services } = context;
  const found = context.suspend(callKey('kv', key, namespace), () => services.kv(key, namespace));
  if (found !== undefined && !found.expired) {
    return found.value;
  }
  if (!errorOnMissing) {
    return null;
  }
  throw new ExpressionError(
    found === undefined
      ? `The key '${key}' does not exist in the namespace '${namespace ?? flowNamespace(context)}'.`
      : 'The requested value has expired',
  );
}

function flowNamespace({ variables }: CallContext): string {
  const flow = Object.hasOwn(variables, 'flow') ? variables['flow'] : undefined;
  return isMap(flow) ? toText(valueAt(flow, 'namespace')) : '';
}

function http(args: readonly unknown[], context: CallContext): unknown {
  const [uri, method, query, body, contentType, headers, options, accept] = args;
  const call = {
    uri: toText(argument(uri, 'http', 'uri')),
    method: toText(method ?? 'GET').toUpperCase(),
    query,
    body,
    contentType: toText(contentType ?? 'application/json'),
    headers,
    options,
    accept: toText(accept ?? 'application/json'),
  };
  const { services } = context;
  return context.suspend(`http(${toJson(call)})`, () => services.http(call));
}
