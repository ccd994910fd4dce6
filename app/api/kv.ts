import type { Context } from 'hono';
import { kvAccess } from '../../runner/engine/kvAccess.ts';
import { parseDuration } from '../../runner/flow/duration.ts';
import type { KvEntry, KvType } from '../../runner/plugin/types.ts';
import { jsonBody } from './body.ts';
import { notFound, Refused } from './errors.ts';
import { json } from './json.ts';
import { parameter, type Route } from './route.ts';
import type { ApiServices } from './services.ts';

/** Keys and values of namespaces (surfaces §10.4, flow-language §6.4). */
export function kvRoutes({ backend: { kv }, mask }: ApiServices): Route[] {
  const path = '/namespaces/{namespace}/kv/{key}';
  return [
    {
      method: 'get',
      path: '/namespaces/{namespace}/kv',
      operationId: 'listKeys',
      summary: 'Keys of a namespace',
      handle: async (context) =>
        json((await kv.list(parameter(context, 'namespace'))).filter(isLive).map(shown), mask),
    },
    {
      method: 'delete',
      path: '/namespaces/{namespace}/kv',
      operationId: 'deleteKeyValues',
      summary: 'Delete keys',
      body: 'json',
      async handle(context) {
        const { keys } = await jsonBody<{ keys?: unknown }>(context);
        if (!Array.isArray(keys)) throw new Refused(422, 'keys must be a list');
        const deleted: string[] = [];
        for (const key of keys.map(String))
          if (await kv.delete(parameter(context, 'namespace'), key)) deleted.push(key);
        return json({ keys: deleted }, mask);
      },
    },
    {
      method: 'get',
      path: '/namespaces/{namespace}/kv/inheritance',
      operationId: 'listKeysWithInheritence',
      summary: 'Keys of the namespaces above, the nearest first',
      async handle(context) {
        const found: KvEntry[] = [];
        for (const namespace of above(parameter(context, 'namespace')))
          for (const entry of (await kv.list(namespace)).filter(isLive))
            if (!found.some(({ key }) => key === entry.key)) found.push(entry);
        return json(found.map(shown), mask);
      },
    },
    {
      method: 'get',
      path,
      operationId: 'getKeyValue',
      summary: 'The value of a key',
      async handle(context) {
        const [namespace, key] = named(context);
        const found = await kv.get(namespace, key);
        if (!found) throw notFound(`Key ${key} of namespace ${namespace}`);
        if (!isLive(found)) throw new Refused(410, `Key ${key} of namespace ${namespace} has expired`);
        return json({ type: found.type, value: found.value }, mask);
      },
    },
    {
      method: 'put',
      path,
      operationId: 'setKeyValue',
      summary: 'Set a key; headers: `ttl` (ISO duration), `description`',
      body: 'text',
      async handle(context) {
        const [namespace, key] = named(context);
        const { value, type } = writtenValue(await context.req.text(), context.req.header('content-type'));
        const ttl = ttlOf(context.req.header('ttl'));
        const description = context.req.header('description');
        try {
          await kvAccess(kv, namespace).set(key, value, {
            type,
            ...(ttl !== undefined && { ttl }),
            ...(description !== undefined && { description }),
          });
        } catch (error) {
          if (error instanceof Error && error.message.startsWith('Invalid key'))
            throw new Refused(422, error.message);
          throw error;
        }
        return new Response(null, { status: 200 });
      },
    },
    {
      method: 'delete',
      path,
      operationId: 'deleteKeyValue',
      summary: 'Delete a key; whether there was one',
      handle: async (context) => json(await kv.delete(...named(context)), mask),
    },
  ];
}

function named(context: Context): [namespace: string, key: string] {
  return [parameter(context, 'namespace'), parameter(context, 'key')];
}

function shown({ key, namespace, description, creationDate, updateDate, expirationDate }: KvEntry) {
  return { key, namespace, description, creationDate, updateDate, expirationDate };
}

function isLive({ expirationDate }: KvEntry): boolean {
  return expirationDate === undefined || Date.parse(expirationDate) > Date.now();
}

/** `a.b`, then `a`, for `a.b.c`. */
function above(namespace: string): string[] {
  const segments = namespace.split('.');
  return segments.slice(1).map((_, index) => segments.slice(0, segments.length - 1 - index).join('.'));
}

/**
 * The value that a body writes: JSON where it is some, else text. Texts in the forms of dates, moments and durations are of these
 * types (surfaces §10.4).
 */
function writtenValue(text: string, contentType: string | undefined): { value: unknown; type: KvType } {
  let value: unknown = text;
  try {
    value = JSON.parse(text);
  } catch {
    if (contentType?.startsWith('application/json')) throw new Refused(400, 'The body is no JSON');
  }
  if (typeof value === 'number') return { value, type: 'NUMBER' };
  if (typeof value === 'boolean') return { value, type: 'BOOLEAN' };
  if (typeof value !== 'string') return { value, type: 'JSON' };
  // What stands in quotes is a text, whatever it looks like.
  return { value, type: value === text ? typeOfText(text) : 'STRING' };
}

function typeOfText(text: string): KvType {
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text)) return 'DATETIME';
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return 'DATE';
  return /^-?P(?=.)/.test(text) && parseDuration(text) !== undefined ? 'DURATION' : 'STRING';
}

function ttlOf(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  const ttl = parseDuration(text);
  if (ttl === undefined || ttl <= 0)
    throw new Refused(422, `ttl must be an ISO duration such as PT1H, but it is ${text}`);
  return ttl;
}
