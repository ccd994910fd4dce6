import type { BodyKind, Route } from './route.ts';
import type { Instance } from './services.ts';

/** The OpenAPI 3.1 document of what is served, made from the routes themselves. */
export function openApiDocument(
  routes: readonly Route[],
  { version, url }: Instance,
): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const path = `/api/v1/main${route.path}`;
    paths[path] = { ...paths[path], [route.method]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Tutti', version, description: 'The REST API of Kestra 1.0, as Tutti serves it.' },
    servers: [{ url }],
    security: [{ basicAuth: [] }, { bearerAuth: [] }, {}],
    paths,
    components: {
      securitySchemes: {
        basicAuth: { type: 'http', scheme: 'basic' },
        bearerAuth: { type: 'http', scheme: 'bearer' },
      },
      schemas: { Error: errorSchema },
    },
  };
}

const errorSchema = {
  type: 'object',
  required: ['message'],
  properties: {
    message: { type: 'string' },
    _links: { type: 'object' },
    _embedded: {
      type: 'object',
      properties: {
        errors: { type: 'array', items: { type: 'object', properties: { message: { type: 'string' } } } },
      },
    },
  },
};

const bodies = {
  json: 'application/json',
  yaml: 'application/x-yaml',
  text: 'text/plain',
  multipart: 'multipart/form-data',
} as const satisfies Record<BodyKind, string>;

const answers = {
  json: 'application/json',
  yaml: 'application/x-yaml',
  text: 'text/plain',
  events: 'text/event-stream',
  file: 'application/octet-stream',
} as const;

function operation({ path, operationId, summary, query = {}, body, answers: answer = 'json' }: Route) {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const inQuery = Object.entries(query).map(([name, description]) => ({
    name: name.replace(/\[\]$/, ''),
    in: 'query',
    description,
    schema: name.endsWith('[]') ? { type: 'array', items: { type: 'string' } } : { type: 'string' },
  }));
  return {
    operationId,
    summary,
    tags: [path.split('/')[1]],
    parameters: [...inPath, ...inQuery],
    ...(body && {
      requestBody: { content: Object.fromEntries([body].flat().map((kind) => [bodies[kind], {}])) },
    }),
    responses: {
      '2XX': { description: 'Done', content: { [answers[answer]]: {} } },
      '4XX': {
        description: 'Refused',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  };
}
