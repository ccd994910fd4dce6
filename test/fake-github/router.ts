import { type Caller, demand } from './auth.ts';
import { ApiError, type FakeRepository } from './types.ts';
import type { Webhooks } from './webhooks.ts';
import type { World } from './world.ts';

/** What a route gets to answer a request. */
export interface RouteContext {
  world: World;
  webhooks: Webhooks;
  caller: Caller;
  params: Record<string, string>;
  query: URLSearchParams;
  // biome-ignore lint/suspicious/noExplicitAny: a body is what a client sent; its shape was checked against the contract
  body: any;
  /** The repository of the path, if the caller may do this to it. */
  repository(permission: string, level?: 'read' | 'write'): FakeRepository;
}

export interface Answer {
  status?: number;
  body?: unknown;
  /** Sent as it is, instead of JSON. */
  raw?: Uint8Array | string;
  headers?: Record<string, string>;
}

export type Handler = (context: RouteContext) => Answer | Promise<Answer>;
export type Routes = Record<string, Handler>;

interface Route {
  method: string;
  template: string;
  pattern: RegExp;
  names: string[];
  handler: Handler;
}

/** Finds the route of a request; keys of routes are `GET /repos/{owner}/{repo}`. `{path+}` takes slashes too. */
export function createRouter(groups: readonly Routes[]) {
  const routes: Route[] = groups.flatMap((group) =>
    Object.entries(group).map(([key, handler]) => {
      const [method, template] = key.split(' ') as [string, string];
      const names: string[] = [];
      const pattern = template.replace(/\{(\w+)(\+?)\}/g, (_, name: string, many: string) => {
        names.push(name);
        return many ? '(.+)' : '([^/]+)';
      });
      return {
        method,
        template: template.replaceAll('+}', '}'),
        pattern: new RegExp(`^${pattern}$`),
        names,
        handler,
      };
    }),
  );
  return (method: string, path: string): { route: Route; params: Record<string, string> } | undefined => {
    for (const route of routes) {
      if (route.method !== method) continue;
      const match = route.pattern.exec(path);
      if (match)
        return {
          route,
          params: Object.fromEntries(
            route.names.map((name, at) => [name, decodeURIComponent(match[at + 1]!)]),
          ),
        };
    }
    return undefined;
  };
}

/** Looks up the repository of a path for a caller. */
export function repositoryFor(world: World, caller: Caller, params: Record<string, string>) {
  return (permission: string, level: 'read' | 'write' = 'read'): FakeRepository => {
    const repository = world.find(params['owner']!, params['repo']!);
    demand(caller, repository, world.installationOf, permission, level);
    return repository;
  };
}

/** One page of a list, with the `link` header, whose addresses the server completes (github §3.4: at most 100). */
export function page<T>(items: readonly T[], query: URLSearchParams, wrap?: (page: T[]) => unknown): Answer {
  const size = Math.min(Number(query.get('per_page') ?? 30), 100);
  const number = Number(query.get('page') ?? 1);
  const part = items.slice((number - 1) * size, number * size);
  const link = (to: number, rel: string) => {
    const next = new URLSearchParams(query);
    next.set('page', String(to));
    return `<?${next}>; rel="${rel}"`;
  };
  const links = [
    ...(number * size < items.length ? [link(number + 1, 'next')] : []),
    ...(number > 1 ? [link(number - 1, 'prev')] : []),
  ];
  return { body: wrap ? wrap(part) : part, headers: links.length > 0 ? { link: links.join(', ') } : {} };
}

/** @throws ApiError 404 */
export function found<T>(value: T | undefined): T {
  if (value === undefined) throw new ApiError(404, 'Not Found');
  return value;
}

/** @throws ApiError 422, with the field that is wrong */
export function invalid(resource: string, field: string, message: string): never {
  throw new ApiError(422, 'Validation Failed', { errors: [{ resource, field, code: 'invalid', message }] });
}
