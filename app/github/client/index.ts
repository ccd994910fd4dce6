import type { Octokit } from '@octokit/rest';
import type { GitHubRepository } from '../types.ts';
import { appAuthentication, createOctokit } from './octokit.ts';
import { siteOf } from './site.ts';
import { type TokenScope, tokenBroker } from './tokens.ts';
import type { ClientOptions, GitHubAccess, NarrowToken, Permissions } from './types.ts';

/** Clients that are kept; one more makes the one that was used longest ago go. */
const mostClients = 1_000;

/** The way to GitHub (`GitHubAccess`, types.ts). Nothing is asked before somebody needs it. */
export function createGitHubAccess(options: ClientOptions): GitHubAccess {
  const { apiUrl, now } = options;
  const app = createOctokit(options, 'app', appAuthentication(options), 'bearer');
  const broker = tokenBroker((scope) => requestToken(app, scope), now);
  const clients = new Map<string, Octokit>();
  const counted = (octokit: Octokit, installationId?: number) => {
    octokit.hook.after('request', ({ status, headers }) =>
      options.answered?.(status, headers, installationId),
    );
    octokit.hook.error('request', (error) => {
      const { status, response } = error as { status?: number; response?: { headers: object } };
      options.answered?.(status ?? 0, response?.headers ?? {}, installationId);
      throw error;
    });
    return octokit;
  };
  const client = (key: string, scope: TokenScope): Octokit => {
    const known = clients.get(key);
    clients.delete(key);
    const octokit =
      known ??
      counted(
        createOctokit(options, `installation ${scope.installationId}`, {
          token: async () => (await broker.get(scope)).token,
          refused(token) {
            broker.forget(scope, token);
            return true;
          },
        }),
        scope.installationId,
      );
    clients.set(key, octokit);
    if (clients.size > mostClients) clients.delete(clients.keys().next().value!);
    return octokit;
  };
  let slug: Promise<string> | undefined;

  return {
    apiUrl,
    siteUrl: siteOf(apiUrl),
    app: counted(app),
    slug() {
      slug ??= app.rest.apps.getAuthenticated().then(
        ({ data }) => data?.slug ?? '',
        (error: unknown) => {
          slug = undefined;
          throw error;
        },
      );
      return slug;
    },
    octokit: (repository, permissions) =>
      client(
        `${repository.installationId} ${repository.id} ${JSON.stringify(permissions)}`,
        scopeOf(repository, permissions),
      ),
    installation: (installationId) => client(String(installationId), { installationId }),
    token: (repository, permissions) => broker.get(scopeOf(repository, permissions)),
    async ownToken(repository, permissions) {
      const made = await broker.make(scopeOf(repository, permissions));
      const revoke = async () => {
        const own = createOctokit(options, 'revoke', { token: async () => made.token });
        // One that has ended already is refused.
        await own.rest.apps.revokeInstallationAccessToken().catch(() => undefined);
      };
      return { ...made, revoke };
    },
  };
}

function scopeOf({ installationId, id }: GitHubRepository, permissions: Permissions): TokenScope {
  return { installationId, repositoryId: id, permissions };
}

async function requestToken(app: Octokit, scope: TokenScope): Promise<NarrowToken> {
  const { data } = await app.rest.apps.createInstallationAccessToken({
    installation_id: scope.installationId,
    ...(scope.repositoryId !== undefined && { repository_ids: [scope.repositoryId] }),
    ...(scope.permissions && { permissions: { ...scope.permissions } }),
  });
  return { token: data.token, expiresAt: Date.parse(data.expires_at) };
}
