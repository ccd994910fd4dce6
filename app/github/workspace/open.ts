import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { openSqliteBackend } from '../../../runner/backend/sqlite/index.ts';
import { createEngine } from '../../../runner/engine/index.ts';
import { secretKeys } from '../../../runner/engine/secrets.ts';
import { createScheduler } from '../../../runner/engine/triggers/index.ts';
import type { Clock } from '../../../runner/engine/triggers/types.ts';
import type { EngineOptions } from '../../../runner/engine/types.ts';
import type { Registry } from '../../../runner/plugin/registry.ts';
import type { Confinement, Egress } from '../../../runner/plugin/types.ts';
import { openFlowStore } from '../../flows/store.ts';
import type { GitHubAccess } from '../client/types.ts';
import type { Mirror } from '../mirror/index.ts';
import type { GitHubRepository, Scope, Workspace } from '../types.ts';
import { appCredentials } from './credentials.ts';
import type { Left } from './left.ts';
import { mayReachOut, refusalOf } from './refusal.ts';
import { repositoryEnvironment } from './secrets.ts';

/** What every workspace is opened with. */
export interface OpenParts {
  mirror: Mirror;
  /** Where tasks get their tokens from. */
  github: Pick<GitHubAccess, 'ownToken' | 'apiUrl'>;
  registry: Registry;
  clock?: Clock;
  /** Of production: secrets are there. What runs for a pull request sees nothing of it. */
  environment: Readonly<Record<string, string | undefined>>;
  /**
   * Least trust of commits whose scripts and HTTP requests run on this machine: those of the default branch (default), or those
   * of pull requests of this repository too, and of forks where somebody with write access trusts the commit (github §8.3).
   */
  scripts?: 'default' | 'branch';
  /** Repositories whose production reads the secrets of the whole server too (`repositoryEnvironment`); default: none. */
  sharedSecrets?: readonly string[];
  /** Where HTTP requests of production may go; default: anywhere. Those of pull requests reach public addresses only. */
  egress?: Egress;
  /** The only hosts that the policy of a repository lets requests go to, of those; default: all. Asked before each attempt. */
  hosts?(repository: GitHubRepository): readonly string[] | undefined;
  /** All repositories that the App is installed on. */
  repositories(): readonly GitHubRepository[];
  /** Further options of every engine. */
  engine?: Pick<EngineOptions, 'plugins' | 'threads' | 'isolation' | 'logLevel'>;
  /** Told of each workspace before it takes up unfinished executions; the result is called when it closes. */
  opened?(workspace: Workspace): () => void;
}

/** An open workspace. */
export interface Opened {
  workspace: Workspace;
  /** Its state stays, and so does what has not ended (`Engine.close`). */
  close(grace: number): Promise<void>;
}

const publicOnly: Egress = { allow: [] };

/**
 * Opens the workspace of a folder, which is made where there is none, at a commit; what had not ended there goes on.
 *
 * @param moved is told of each commit that it moves to.
 */
export async function openWorkspace(
  parts: OpenParts,
  folder: string,
  repository: GitHubRepository,
  scope: Scope,
  first: Pick<Left, 'commit' | 'trust'>,
  moved: (commit: string) => void,
): Promise<Opened> {
  const { mirror, registry, environment, clock } = parts;
  const { trust } = first;
  let tree = await mirror.tree(repository, first.commit);
  if (!existsSync(folder)) await mkdir(folder, { recursive: true });
  const flows = await openFlowStore({ root: folder, registry, writable: false, look: async () => tree });
  const backend = await openSqliteBackend({ home: folder });
  const isProduction = scope.kind === 'production' && trust === 'default';
  const reaches = mayReachOut(trust, parts.scripts ?? 'default');
  // An empty one, not none: that would be the environment of this process.
  const own = isProduction
    ? repositoryEnvironment(repository, {
        ...{ environment, shared: parts.sharedSecrets ?? [], repositories: parts.repositories() },
      })
    : {};
  const engine = await createEngine({
    ...parts.engine,
    ...{ backend, registry, repository: flows.repository },
    environment: own,
    confinement: confinementOf(isProduction ? parts.egress : publicOnly, () => parts.hosts?.(repository)),
    localFiles: false,
    credentials: appCredentials(parts.github, repository, trust),
    ...(!reaches && { sealed: true as const, refuses: (type: string) => refusalOf(type, trust) }),
  });
  const scheduler = isProduction
    ? createScheduler({ host: engine.triggers, ...(clock && { clock }) })
    : undefined;
  const sync = async () => scheduler?.sync(flows.all().map(({ flow }) => flow));
  const workspace: Workspace = {
    ...{ repository, scope, trust, flows, backend, engine, secretNames: secretKeys(own) },
    ...(scheduler && { scheduler }),
    get commit() {
      return tree.commit;
    },
    get tree() {
      return tree;
    },
    async move(commit) {
      const next = await mirror.tree(repository, commit);
      tree = next;
      await flows.refresh();
      await sync();
      moved(commit);
    },
  };
  const ended = parts.opened?.(workspace);
  await engine.recover();
  await sync();
  return {
    workspace,
    async close(grace) {
      await scheduler?.close();
      await engine.close(grace);
      ended?.();
      await backend.close();
    },
  };
}

/** A policy that changes counts at once, so that it is read whenever it is asked for. */
function confinementOf(egress: Egress | undefined, hosts: () => readonly string[] | undefined): Confinement {
  return {
    bareScripts: true,
    get egress() {
      const only = hosts();
      return only ? { ...egress, only } : egress;
    },
  };
}
