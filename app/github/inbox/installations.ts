import { statusOf } from '../client/limits.ts';
import type { GitHubAccess } from '../client/types.ts';
import type { Handlers } from '../handlers.ts';
import type { WritableRegistry } from '../registry.ts';
import type { GitHubRepository } from '../types.ts';

export interface InstallationParts {
  registry: WritableRegistry;
  github: GitHubAccess;
  handlers: readonly Handlers[];
  /** A repository is new, or has another default branch: its heads are to be looked at. */
  found(repository: GitHubRepository): void;
  /** A repository is reached no more: what was told of it is to be forgotten. */
  lost(repository: GitHubRepository): void;
}

/** Keeps the registry as GitHub has it (github §3.2.5). */
export interface Installations {
  /** Makes the repositories of one installation those that the App reaches; archived ones, which cannot be written, are none. */
  reconcile(installationId: number, deliveryId: string): Promise<void>;
  /** The same for all installations. */
  reconcileAll(deliveryId: string): Promise<void>;
}

export function createInstallations(parts: InstallationParts): Installations {
  const { registry, github, handlers, found, lost } = parts;
  const reconcile = async (installationId: number, deliveryId: string) => {
    const reached = await repositoriesOf(github, installationId);
    const ids = new Set(reached.map(({ id }) => id));
    const added = reached.filter(({ id }) => !registry.get(id));
    const removed = registry
      .list()
      .filter((one) => one.installationId === installationId && !ids.has(one.id));
    // Before the registry knows: after a crash in between they are told once more.
    if (added.length + removed.length > 0)
      for (const { installationChanged } of handlers)
        await installationChanged?.({ installationId, added, removed, deliveryId });
    const changed = reached.filter((repository) => registry.put(repository));
    for (const { id } of removed) registry.remove(id);
    for (const repository of removed) lost(repository);
    for (const repository of [...added, ...changed]) found(repository);
  };
  return {
    reconcile,
    async reconcileAll(deliveryId) {
      const installations = await github.app.paginate(github.app.rest.apps.listInstallations, {
        per_page: 100,
      });
      const known = registry.list().map(({ installationId }) => installationId);
      for (const id of new Set([...installations.map((one) => one.id), ...known]))
        await reconcile(id, deliveryId);
    },
  };
}

/** None where the App was uninstalled or suspended: GitHub then gives no token. */
async function repositoriesOf(github: GitHubAccess, installationId: number): Promise<GitHubRepository[]> {
  const octokit = github.installation(installationId);
  try {
    const all = await octokit.paginate(octokit.rest.apps.listReposAccessibleToInstallation, {
      per_page: 100,
    });
    return all
      .filter(({ archived, disabled }) => !archived && !disabled)
      .map(({ id, owner, name, default_branch }) => ({
        id,
        installationId,
        owner: owner.login,
        name,
        defaultBranch: default_branch,
      }));
  } catch (error) {
    if (await isGone(github, installationId, error)) return [];
    throw error;
  }
}

/** Asks the App itself: a refusal may be a limit, or a fault that passes. */
async function isGone(github: GitHubAccess, installationId: number, refusal: unknown): Promise<boolean> {
  if (![401, 403, 404].includes(statusOf(refusal) ?? 0)) return false;
  const all = await github.app.paginate(github.app.rest.apps.listInstallations, { per_page: 100 });
  const installation = all.find(({ id }) => id === installationId);
  return !installation || Boolean(installation.suspended_at);
}
