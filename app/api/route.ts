import type { Context, Hono } from 'hono';

/** One operation of the API: what serves it, and what the OpenAPI document says of it. */
export interface Route {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Below `/api/v1` or `/api/v1/{tenant}`, with parameters in braces: `/flows/{namespace}/{id}`. */
  path: string;
  /** As in Kestra's document, so that clients that are generated have the same methods. */
  operationId: string;
  summary: string;
  /** Parameters of the query and what they mean; those that may be repeated end with `[]`. */
  query?: Readonly<Record<string, string>>;
  /** Several: whichever the request's content type names. */
  body?: BodyKind | readonly BodyKind[];
  answers?: 'json' | 'yaml' | 'text' | 'events' | 'file';
  handle(context: Context): Promise<Response> | Response;
}

/** What a request carries. */
export type BodyKind = 'json' | 'yaml' | 'text' | 'multipart';

/** Serves routes below a path. Where two fit a request, the one with more fixed segments is meant. */
export function mount(app: Hono, base: string, routes: readonly Route[]): void {
  for (const { method, path, handle } of [...routes].sort(byFixedSegments))
    app.on(method.toUpperCase(), base + path.replace(/\{(\w+)\}/g, ':$1'), handle);
}

/** The value of a parameter of the path; its route names it. */
export function parameter(context: Context, name: string): string {
  return context.req.param(name)!;
}

function byFixedSegments(a: Route, b: Route): number {
  const [left, right] = [shape(a), shape(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Sorts fixed segments before parameters, from left to right. */
function shape({ path }: Route): string {
  return path
    .split('/')
    .map((segment) => (segment.startsWith('{') ? '1' : '0'))
    .join('');
}
