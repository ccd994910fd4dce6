import { found, page, type RouteContext, type Routes } from '../router.ts';
import { ApiError } from '../types.ts';

/** The App, its installations, tokens and deliveries (github §3.2, §3.3). */
export const appRoutes: Routes = {
  'GET /app'(context) {
    isApp(context);
    return {
      body: { ...context.world.payloads.app(), installations_count: context.world.installations().size },
    };
  },
  'GET /app/installations'(context) {
    isApp(context);
    const all = [...context.world.installations().keys()].map((id) => installation(context, id));
    return page(all, context.query);
  },
  'GET /app/installations/{id}'(context) {
    isApp(context);
    return { body: installation(context, Number(context.params['id'])) };
  },
  'POST /app/installations/{id}/access_tokens'(context) {
    isApp(context);
    const { world, params, body } = context;
    const id = Number(params['id']);
    const installed = found(world.installations().get(id));
    if (installed.suspended) throw new ApiError(403, 'This installation has been suspended');
    const named = (body?.repositories as string[] | undefined)?.map(
      (name) =>
        world.repositories.find((one) => one.name === name && one.owner === installed.account)?.id ?? -1,
    );
    const ids = (body?.repository_ids as number[] | undefined) ?? named;
    if (ids?.some((one) => !installed.repositories.has(one)))
      throw new ApiError(
        422,
        'There is at least one repository that does not exist or is not accessible to the parent installation.',
      );
    const { token, expires, permissions } = world.auth.issue(id, ids, body?.permissions);
    return {
      status: 201,
      body: {
        token,
        expires_at: new Date(expires).toISOString(),
        permissions,
        repository_selection: ids ? 'selected' : 'all',
      },
    };
  },
  'GET /installation/repositories'(context) {
    const { caller, world, query } = context;
    if (caller.kind !== 'installation') throw new ApiError(403, 'Resource not accessible by integration');
    const { repositories } = found(world.installations().get(caller.installationId));
    const all = world.repositories.filter(
      ({ id }) => repositories.has(id) && (caller.repositoryIds?.includes(id) ?? true),
    );
    return page(all, query, (part) => ({
      total_count: all.length,
      repositories: part.map(world.payloads.repository),
    }));
  },
  'DELETE /installation/token'({ caller, world }) {
    if (caller.kind !== 'installation') throw new ApiError(401, 'Requires authentication');
    world.auth.revoke(caller.token);
    return { status: 204 };
  },
  'GET /repos/{owner}/{repo}/installation'(context) {
    isApp(context);
    const { world, params } = context;
    return {
      body: installation(context, found(world.installationOf(world.find(params['owner']!, params['repo']!)))),
    };
  },
  'GET /app/hook/deliveries'(context) {
    isApp(context);
    const { webhooks, query } = context;
    const size = Math.min(Number(query.get('per_page') ?? 30), 100);
    const cursor = Number(query.get('cursor') ?? Number.POSITIVE_INFINITY);
    const status = query.get('status');
    const all = webhooks.deliveries
      .filter(({ id }) => id < cursor)
      .filter(
        ({ statusCode }) =>
          !status || (statusCode !== undefined && statusCode < 300 === (status === 'success')),
      )
      .toSorted((a, b) => b.id - a.id);
    const part = all.slice(0, size);
    const next =
      all.length > size ? { link: `<?per_page=${size}&cursor=${part.at(-1)!.id}>; rel="next"` } : {};
    return {
      headers: next as Record<string, string>,
      body: part.map(({ id, guid, event, action, deliveredAt, redelivery, statusCode, payload }) => ({
        id,
        guid,
        delivered_at: deliveredAt,
        redelivery,
        duration: 0.1,
        status:
          statusCode !== undefined && statusCode >= 200 && statusCode < 300
            ? 'OK'
            : 'failed to connect to host',
        status_code: statusCode ?? 0,
        event,
        action: action ?? null,
        installation_id: (payload['installation'] as { id: number } | undefined)?.id ?? null,
        repository_id: (payload['repository'] as { id: number } | undefined)?.id ?? null,
        throttled_at: null,
      })),
    };
  },
  'POST /app/hook/deliveries/{id}/attempts'(context) {
    isApp(context);
    void context.webhooks.redeliver(Number(context.params['id']));
    return { status: 202, body: {} };
  },
  'POST /app-manifests/{code}/conversions'({ world, params }) {
    if (params['code'] !== 'good-code') throw new ApiError(404, 'Not Found');
    return {
      status: 201,
      body: {
        ...world.payloads.app(),
        client_id: world.auth.app.clientId,
        client_secret: 'client-secret-of-the-fake',
        webhook_secret: world.auth.app.webhookSecret,
        pem: world.auth.app.privateKey,
      },
    };
  },
  'GET /rate_limit': () => {
    const core = { limit: 5_000, remaining: 4_999, reset: 4_102_444_800, used: 1 };
    return { body: { resources: { core, search: core, graphql: core }, rate: core } };
  },
  'GET /meta': () => ({ body: { verifiable_password_authentication: false, hooks: ['127.0.0.1/32'] } }),
  'GET /users/{login}'({ world, params }) {
    return { body: world.payloads.user(world.user(params['login']!)) };
  },
};

function isApp({ caller }: RouteContext): void {
  if (caller.kind !== 'app') throw new ApiError(401, 'A JSON web token could not be decoded');
}

function installation({ world }: RouteContext, id: number) {
  const { account, suspended } = found(world.installations().get(id));
  return {
    id,
    account: world.payloads.owner(account),
    app_id: world.auth.app.id,
    app_slug: world.auth.app.slug,
    target_type: 'Organization',
    repository_selection: 'selected',
    permissions: world.auth.app.permissions,
    events: [...world.auth.app.events],
    suspended_at: suspended ? world.stamp() : null,
  };
}
