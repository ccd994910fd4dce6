/**
 * `npm run fake-github:contract`: writes `github.json`, the part of GitHub's own description of its REST API and webhooks that
 * the fake serves. The description is fetched as a package, into a temporary folder: it is too large for a dependency.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { routeKeys } from '../routes/index.ts';
import { emitted } from './events.ts';

const source = '@octokit/openapi@23.0.2';

type Json = { [key: string]: unknown };

/** Keys that are words for people. */
const words = new Set([
  'description',
  'example',
  'examples',
  'title',
  'x-github-breaking-changes',
  'deprecated',
  'externalDocs',
]);

const document = fetchDescription();
const definitions: Record<string, unknown> = {};
const requests: Record<string, unknown> = {};
for (const key of routeKeys()) {
  const operation = operationOf(key);
  if (!operation) continue;
  const body = dig(operation, 'requestBody', 'content', 'application/json', 'schema');
  const query = ((operation['parameters'] as Json[] | undefined) ?? [])
    .map((parameter) => resolved(parameter))
    .filter((parameter) => parameter['in'] === 'query')
    .map((parameter) => [parameter['name'], trimmed(parameter['schema'], 'all')]);
  requests[key] = {
    ...(body !== undefined && { body: trimmed(body, 'all') }),
    isRequired: dig(operation, 'requestBody', 'required') === true,
    query: Object.fromEntries(query),
  };
}
const webhooks: Record<string, unknown> = {};
const described = document['x-webhooks'] as Record<string, Json>;
for (const event of emitted) {
  const entry = described[event.replaceAll('_', '-').replace('.', '-')];
  const schema = entry && dig(entry, 'post', 'requestBody', 'content', 'application/json', 'schema');
  if (schema === undefined) throw new Error(`GitHub describes no webhook ${event}`);
  webhooks[event] = trimmed(resolved(schema as Json), 'outermost');
}
const path = new URL('./github.json', import.meta.url);
const text = `${JSON.stringify({ source, requests, webhooks, definitions }, undefined, 1)}\n`;
writeFileSync(path, text);
console.log(
  `${Object.keys(requests).length} requests, ${Object.keys(webhooks).length} webhooks, ${text.length} bytes`,
);

function fetchDescription(): Json {
  const folder = mkdtempSync(join(tmpdir(), 'github-description-'));
  try {
    execFileSync('npm', ['pack', source, '--silent', '--pack-destination', folder], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    execFileSync('tar', [
      'xzf',
      join(folder, 'octokit-openapi-23.0.2.tgz'),
      '-C',
      folder,
      'package/generated/api.github.com.json',
    ]);
    return JSON.parse(readFileSync(join(folder, 'package/generated/api.github.com.json'), 'utf8')) as Json;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The names of parameters differ between the fake and the description; their places do not. */
function operationOf(key: string): Json | undefined {
  const [method, template] = key.split(' ') as [string, string];
  const shape = (path: string) => path.replace(/\{[^}]+\}/g, '{}');
  for (const [path, operations] of Object.entries(document['paths'] as Record<string, Json>))
    if (shape(path) === shape(template)) return operations[method.toLowerCase()] as Json | undefined;
  return undefined;
}

/** What stays of `required`: all of it in requests; in webhooks the outermost only, for the fake sends what anybody reads. */
type Strictness = 'all' | 'outermost' | 'none';

/**
 * A schema without words for people. What it refers to is added to `definitions`. Without `required`, several of `oneOf` may
 * fit, so that it is `anyOf` then.
 */
function trimmed(schema: unknown, strictness: Strictness): unknown {
  if (Array.isArray(schema)) return schema.map((item) => trimmed(item, strictness));
  if (typeof schema !== 'object' || schema === null) return schema;
  const { $ref } = schema as { $ref?: string };
  const inner = strictness === 'all' ? 'all' : 'none';
  if ($ref) {
    const name = `${$ref.split('/').at(-1)!}${inner === 'all' ? '-strict' : ''}`;
    if (!(name in definitions)) {
      definitions[name] = true;
      definitions[name] = trimmed(resolved(schema as Json), inner);
    }
    return { $ref: `#/definitions/${name}` };
  }
  const kept: Json = {};
  for (const [key, value] of Object.entries(schema)) {
    if (words.has(key) || (key === 'required' && strictness === 'none')) continue;
    if (key === 'properties')
      kept[key] = Object.fromEntries(
        Object.entries(value as Json).map(([name, of]) => [name, trimmed(of, inner)]),
      );
    else
      kept[key === 'oneOf' && strictness !== 'all' ? 'anyOf' : key] =
        typeof value === 'object' && key !== 'enum' && key !== 'required'
          ? trimmed(value, strictness)
          : value;
  }
  return nullable(kept);
}

/** `nullable` of OpenAPI 3.0 as JSON Schema says it. */
function nullable({ nullable: isNullable, ...schema }: Json): unknown {
  return isNullable === true ? { anyOf: [schema, { type: 'null' }] } : schema;
}

function resolved(node: Json): Json {
  const { $ref } = node as { $ref?: string };
  if (!$ref) return node;
  return resolved(
    $ref
      .slice(2)
      .split('/')
      .reduce<unknown>((at, key) => (at as Json)[key.replaceAll('~1', '/')], document) as Json,
  );
}

function dig(node: unknown, ...keys: string[]): unknown {
  return keys.reduce<unknown>((at, key) => (at === undefined ? undefined : (at as Json)[key]), node);
}
