import type { Context } from 'hono';
import { type Credentials, hasCredentials, isUser, userOf } from './auth.ts';
import { jsonBody } from './body.ts';
import { Refused } from './errors.ts';
import { json, unmasked } from './json.ts';
import type { Route } from './route.ts';

/** Who asks, and how one logs in (surfaces §14.3). */
export function accountRoutes(credentials: Credentials): Route[] {
  return [
    {
      method: 'get',
      path: '/me',
      operationId: 'getCurrentUser',
      summary: 'Who asks; everybody may do everything',
      handle: (context) => json(mePayload(context, credentials), unmasked),
    },
    {
      method: 'post',
      path: '/basicAuth',
      operationId: 'createBasicAuth',
      summary:
        'Whether one may log in so; users are those of the configuration, which requests do not change',
      body: 'json',
      async handle(context) {
        const { username, password } = await jsonBody<{ username?: unknown; password?: unknown }>(context);
        if (isUser(credentials, { username: String(username), password: String(password) }))
          return new Response(null, { status: 200 });
        throw new Refused(
          422,
          'Users are not made by requests: set auth.users in tutti.yaml, or TUTTI_USERNAME and TUTTI_PASSWORD, and start the server again',
        );
      },
    },
  ];
}

function mePayload(context: Context, credentials: Credentials) {
  const user = userOf(context);
  const id = hasCredentials(credentials) ? (user ?? 'token') : 'anonymous';
  return {
    id,
    superAdmin: true,
    restricted: false,
    profile: { username: id },
    auths: [
      { name: id, type: hasCredentials(credentials) ? (user === undefined ? 'BEARER' : 'BASIC') : 'NONE' },
    ],
    tenants: [{ id: 'main', name: 'main' }],
  };
}
