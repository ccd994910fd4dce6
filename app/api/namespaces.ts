import type { Context } from 'hono';
import { withParents } from '../../runner/flow/hierarchy.ts';
import { type NamespaceDeclaration, parseNamespace } from '../../runner/flow/namespace.ts';
import { isMapping } from '../../runner/flow/values.ts';
import {
  deleteNamespace,
  namespaceFileOf,
  readText,
  rewritten,
  writeNamespace,
} from '../flows/namespaces.ts';
import { jsonBody } from './body.ts';
import { notFound, Refused } from './errors.ts';
import { assertWritable } from './flows/documents.ts';
import { json, unmasked } from './json.ts';
import { paged, pageOf } from './page.ts';
import { parameter, type Route } from './route.ts';
import type { ApiServices } from './services.ts';

/**
 * Namespaces: those of flows, those that a `namespace.yaml` declares, and those above them (surfaces §10.5, §14.3). What a
 * namespace holds is written to its `namespace.yaml`.
 */
export function namespaceRoutes(services: ApiServices): Route[] {
  const { flows, scheduler } = services;
  const path = '/namespaces/{namespace}';
  const nameIn = (context: Context) => parameter(context, 'namespace');
  /** What flows get from the namespaces above one, and from what all share. */
  const above = (name: string) => flows.namespaces().of(withParents(name)[1] ?? '');

  const write = async (name: string, file: string, source: string, context: Context) => {
    const text = await changedText(source, file, name, context);
    const { violations } = await parseNamespace(text, {
      file,
      namespace: name,
      registry: services.registry,
    });
    const errors = violations
      .filter(({ severity }) => severity === 'error')
      .map((error) => `${error.path}: ${error.message}`);
    if (errors.length > 0) throw new Refused(422, `Invalid entity: ${errors.join(', ')}`, errors);
    await writeNamespace(flows, file, text);
    await scheduler.sync(flows.all().map(({ flow }) => flow));
    return json(shown(services, name), unmasked);
  };

  return [
    {
      method: 'get',
      path: '/namespaces/search',
      operationId: 'searchNamespaces',
      summary: 'Namespaces with a text in their name',
      query: { q: 'the text', page: 'from 1', size: 'results of a page' },
      handle(context) {
        const found = namesOf(services).filter((name) =>
          name.includes((context.req.query('q') ?? '').toLowerCase()),
        );
        const { results, total } = paged(found, pageOf(context));
        return json(
          { results: results.map((id) => ({ id, deleted: false, disabled: false })), total },
          unmasked,
        );
      },
    },
    {
      method: 'post',
      path: '/namespaces/autocomplete',
      operationId: 'autocompleteNamespaces',
      summary: 'Names of namespaces with a text',
      body: 'json',
      async handle(context) {
        const { q } = (await context.req.json().catch(() => ({}))) as { q?: unknown };
        const text = typeof q === 'string' ? q.toLowerCase() : '';
        return json(
          namesOf(services).filter((name) => name.includes(text)),
          unmasked,
        );
      },
    },
    {
      method: 'post',
      path: '/namespaces',
      operationId: 'createNamespace',
      summary: 'Write the namespace.yaml of a namespace that has none',
      body: 'json',
      async handle(context) {
        assertWritable(flows);
        const { id } = await bodyOf(context);
        if (typeof id !== 'string' || !/^[a-z0-9][a-z0-9._-]*$/.test(id))
          throw new Refused(422, `id: expected the name of a namespace, found ${JSON.stringify(id)}`);
        const existing = namespaceFileOf(flows, id);
        if (existing !== undefined)
          throw new Refused(422, `Namespace id already exists: ${id} is declared in ${existing}`);
        return write(id, `${id}/namespace.yaml`, '', context);
      },
    },
    {
      method: 'get',
      path,
      operationId: 'getNamespace',
      summary: 'A namespace, with what its own namespace.yaml says',
      handle: (context) => json(shown(services, known(services, nameIn(context))), unmasked),
    },
    {
      method: 'put',
      path,
      operationId: 'updateNamespace',
      summary: 'Replace what the namespace.yaml of a namespace says; comments stay',
      body: 'json',
      async handle(context) {
        assertWritable(flows);
        const name = known(services, nameIn(context));
        const file = namespaceFileOf(flows, name);
        if (file === undefined) return write(name, `${name}/namespace.yaml`, '', context);
        return write(name, file, await readText(flows, file), context);
      },
    },
    {
      method: 'delete',
      path,
      operationId: 'deleteNamespace',
      summary: 'Delete the namespace.yaml of a namespace; its flows stay',
      async handle(context) {
        assertWritable(flows);
        const name = nameIn(context);
        const file = namespaceFileOf(flows, name);
        if (file === undefined) throw notFound(`The namespace.yaml of ${name}`);
        await deleteNamespace(flows, file);
        await scheduler.sync(flows.all().map(({ flow }) => flow));
        return new Response(null, { status: 204 });
      },
    },
    {
      method: 'get',
      path: `${path}/inherited-variables`,
      operationId: 'inheritedVariables',
      summary: 'Variables that a namespace gets from those above it',
      handle: (context) => json(above(nameIn(context)).variables, unmasked),
    },
    {
      method: 'get',
      path: `${path}/inherited-plugindefaults`,
      operationId: 'inheritedPluginDefaults',
      summary: 'Plugin defaults that a namespace gets from those above it and from the server',
      handle: (context) => json(above(nameIn(context)).pluginDefaults, unmasked),
    },
    {
      method: 'get',
      path: `${path}/inherited-secrets`,
      operationId: 'getInheritedSecrets',
      summary: 'Names of the secrets that flows of a namespace can read',
      handle(context) {
        // All namespaces read the same secrets.
        return json({ [nameIn(context)]: services.secretNames() }, unmasked);
      },
    },
    {
      method: 'get',
      path: `${path}/secrets`,
      operationId: 'listNamespaceSecrets',
      summary: 'Names of secrets; their values are in the server’s environment',
      query: { page: 'from 1', size: 'results of a page' },
      handle(context) {
        const { results, total } = paged([...services.secretNames()], pageOf(context));
        return json({ readOnly: true, results: results.map((key) => ({ key })), total }, unmasked);
      },
    },
  ];
}

/** @throws Refused 404 */
function known(services: ApiServices, name: string): string {
  if (!namesOf(services).includes(name)) throw notFound(`Namespace ${name}`);
  return name;
}

/** A namespace as Kestra's clients read it. */
function shown({ flows }: ApiServices, id: string) {
  const found = flows.namespaces().documents.find(({ namespace }) => namespace === id)?.declared;
  const { allowedNamespaces, ...declared } = found ?? {};
  return {
    id,
    deleted: false,
    disabled: false,
    ...declared,
    ...(allowedNamespaces && {
      allowedNamespaces: allowedNamespaces.map((namespace) => ({ namespace })),
    }),
  };
}

/** `a.b.c` is in `a.b`, which is in `a`. */
function namesOf({ flows }: ApiServices): string[] {
  const declared = flows.namespaces().documents.map(({ namespace }) => namespace);
  const names = [...flows.all().map(({ flow }) => flow.namespace), ...declared];
  return [...new Set(names.filter((name) => name !== '').flatMap(withParents))].sort();
}

/** Properties that a `namespace.yaml` cannot hold are refused rather than forgotten. */
async function changedText(source: string, file: string, name: string, context: Context): Promise<string> {
  const body = await bodyOf(context);
  if (body['id'] !== undefined && body['id'] !== name)
    throw new Refused(422, `Illegal namespace id update: expected ${name}, found ${String(body['id'])}`);
  const unknown = Object.keys(body).filter((key) => !writable.has(key));
  if (unknown.length > 0)
    throw new Refused(422, `A namespace.yaml holds no ${unknown.join(', ')}: leave that out`);
  try {
    return rewritten(source, declarationIn(body));
  } catch (error) {
    throw new Refused(422, `${file} cannot be changed: ${(error as Error).message}`);
  }
}

/** What a client may send back of what it was given. */
const writable: ReadonlySet<string> = new Set([
  'id',
  'deleted',
  'disabled',
  'description',
  'variables',
  'pluginDefaults',
  'allowedNamespaces',
]);

/** The form of what is in it is checked with the file. */
function declarationIn(body: Record<string, unknown>): Partial<NamespaceDeclaration> {
  const { description, variables, pluginDefaults, allowedNamespaces } = body;
  const names = Array.isArray(allowedNamespaces)
    ? allowedNamespaces.map((entry: unknown) => (isMapping(entry) ? entry['namespace'] : entry))
    : allowedNamespaces;
  const defaults = Array.isArray(pluginDefaults) ? pluginDefaults.map(withoutDefault) : pluginDefaults;
  const given = Object.entries({
    description,
    variables,
    pluginDefaults: defaults,
    allowedNamespaces: names,
  });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined && value !== null));
}

/** `forced: false` is what clients are given where nothing is written. */
function withoutDefault(entry: unknown): unknown {
  if (!isMapping(entry) || entry['forced'] !== false) return entry;
  const { forced: _, ...rest } = entry;
  return rest;
}

async function bodyOf(context: Context): Promise<Record<string, unknown>> {
  const body = await jsonBody(context);
  if (!isMapping(body)) throw new Refused(400, 'Expected a JSON object');
  return body;
}
