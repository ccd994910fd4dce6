/**
 * The REST API with the paths and payloads of Kestra 1.0 (surfaces §14): below `/api/v1/main`, and below `/api/v1` for clients
 * that know no tenant. One file for each resource gives its routes; `route.ts` says what a route is.
 */
import { Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { accountRoutes } from './account.ts';
import { aiRoutes } from './ai/index.ts';
import { authenticate, type Credentials, isFurtherTenant } from './auth.ts';
import { describeError, errorResponse, notFound } from './errors.ts';
import { actionRoutes } from './executions/actions.ts';
import { bulkRoutes } from './executions/bulk.ts';
import { creationRoutes } from './executions/create.ts';
import { fileRoutes } from './executions/files.ts';
import { readingRoutes } from './executions/read.ts';
import { flowBulkRoutes } from './flows/bulk.ts';
import { flowImportRoutes } from './flows/exchange.ts';
import { flowReadingRoutes } from './flows/read.ts';
import { flowReplacingRoutes } from './flows/replace.ts';
import { flowSearchRoutes } from './flows/search.ts';
import { flowValidationRoutes } from './flows/validate.ts';
import { flowWritingRoutes } from './flows/write.ts';
import { instanceRoutes } from './instance.ts';
import { kvRoutes } from './kv.ts';
import { logRoutes } from './logs.ts';
import { metricRoutes } from './metrics.ts';
import { namespaceFileRoutes } from './namespaceFiles.ts';
import { namespaceRoutes } from './namespaces.ts';
import { pluginRoutes } from './plugins.ts';
import { mount, type Route } from './route.ts';
import type { ApiServices } from './services.ts';
import { testBulkRoutes } from './tests/bulk.ts';
import { testReadingRoutes } from './tests/read.ts';
import { testResultRoutes } from './tests/results.ts';
import { testRunningRoutes } from './tests/run.ts';
import { testWritingRoutes } from './tests/write.ts';
import { triggerRoutes } from './triggers.ts';
import { usageRoutes } from './usages.ts';
import { webhookRoutes } from './webhooks.ts';

export type { Credentials } from './auth.ts';
export { hasCredentials, isLoopback } from './auth.ts';
export type { ApiServices } from './services.ts';

export interface ApiOptions {
  services: ApiServices;
  credentials: Credentials;
  /** Further tenants, by the name that stands in an address: those of a GitHub App's repositories. */
  tenants?: Tenants;
  /** Told of defects: what was thrown that no client caused. */
  failed(error: unknown, request: { method: string; path: string }): void;
}

/** Finds what a tenant's handlers reach; undefined where there is no such tenant. */
export type Tenants = (name: string) => Promise<ApiServices | undefined>;

/** Most bytes of a request, files included. */
const largestBody = 256 * 1024 * 1024;

/** The API, ready to be served. */
export function createApi({ services, credentials, tenants, failed }: ApiOptions): Hono {
  const app = base(services, failed);
  app.use('/api/*', authenticate(credentials), bodyLimit({ maxSize: largestBody }));
  if (tenants) app.use('/api/v1/:tenant/*', tenantRequests(tenants, credentials, failed));
  app.use('/api/*', refuseBlocked(services));
  const routes = apiRoutes(services, credentials);
  for (const base of ['/api/v1/main', '/api/v1']) mount(app, base, routes);
  return app;
}

/** Errors and addresses that are not served, in words. */
function base(services: ApiServices, failed: ApiOptions['failed']): Hono {
  const app = new Hono();
  app.onError((error, context) => {
    const described = describeError(error);
    if (described.unexpected) failed(error, { method: context.req.method, path: context.req.path });
    return errorResponse(context, described, services.mask);
  });
  app.notFound((context) => errorResponse(context, describeError(notFound(context.req.path)), services.mask));
  return app;
}

/** What an execution is asked for while the state cannot be written would be answered when it can: nobody waits for that. */
function refuseBlocked({ engine }: ApiServices): MiddlewareHandler {
  return async (context, next) => {
    const { method, path } = context.req;
    const blocked = engine.blocked();
    if (blocked && method !== 'GET' && /^\/api\/v1\/(main\/)?(executions|triggers)\b/.test(path))
      throw blocked;
    await next();
  };
}

/** Answers what is asked of a further tenant, by an API of its own that is made when it is first asked for. */
function tenantRequests(
  tenants: Tenants,
  credentials: Credentials,
  failed: ApiOptions['failed'],
): MiddlewareHandler {
  const apis = new WeakMap<ApiServices, Hono>();
  return async (context, next) => {
    const name = context.req.param('tenant')!;
    const services = isFurtherTenant(name) ? await tenants(name) : undefined;
    if (!services) return next();
    let api = apis.get(services);
    if (!api) {
      api = base(services, failed);
      api.use('/api/*', refuseBlocked(services));
      mount(api, '/api/v1/main', apiRoutes(services, credentials));
      apis.set(services, api);
    }
    const url = new URL(context.req.url);
    url.pathname = url.pathname.replace(/^\/api\/v1\/[^/]+/, '/api/v1/main');
    return api.fetch(new Request(url, context.req.raw));
  };
}

/** Every operation that is served. */
function apiRoutes(services: ApiServices, credentials: Credentials): Route[] {
  const routes: Route[] = [
    ...flowSearchRoutes(services),
    ...flowReadingRoutes(services),
    ...flowWritingRoutes(services),
    ...flowReplacingRoutes(services),
    ...flowBulkRoutes(services),
    ...flowImportRoutes(services),
    ...flowValidationRoutes(services),
    ...readingRoutes(services),
    ...creationRoutes(services),
    ...actionRoutes(services),
    ...bulkRoutes(services),
    ...fileRoutes(services),
    ...webhookRoutes(services),
    ...triggerRoutes(services),
    ...logRoutes(services),
    ...metricRoutes(services),
    ...namespaceRoutes(services),
    ...namespaceFileRoutes(services),
    ...kvRoutes(services),
    ...testReadingRoutes(services),
    ...testWritingRoutes(services),
    ...testBulkRoutes(services),
    ...testRunningRoutes(services),
    ...testResultRoutes(services),
    ...aiRoutes(services),
    ...pluginRoutes(services),
    ...accountRoutes(credentials),
    ...usageRoutes(services),
    ...instanceRoutes(services, () => routes),
  ];
  return routes;
}
