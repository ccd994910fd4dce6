import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openSqliteBackend } from '../../../runner/backend/sqlite/index.ts';
import { createEngine } from '../../../runner/engine/index.ts';
import { secretKeys } from '../../../runner/engine/secrets.ts';
import { createScheduler } from '../../../runner/engine/triggers/index.ts';
import type { Clock } from '../../../runner/engine/triggers/types.ts';
import type { EngineOptions } from '../../../runner/engine/types.ts';
import type { Registry } from '../../../runner/plugin/registry.ts';
import type { Egress } from '../../../runner/plugin/types.ts';
import { openFlowStore } from '../../flows/store.ts';
import type { GitHubAccess } from '../client/types.ts';
import type { Mirror } from '../mirror/index.ts';
import type { GitHubRepository, Records, Scope, Trust, Workspace } from '../types.ts';
import { appCredentials } from './credentials.ts';
import { repositoryEnvironment } from './secrets.ts';

export interface WorkspacesParts {
  home: string;
  records: Records;
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
  /** All repositories that the App is installed on. */
  repositories(): readonly GitHubRepository[];
  /** Further options of every engine. */
  engine?: Pick<EngineOptions, 'plugins' | 'threads' | 'isolation' | 'logLevel'>;
  /** Told of each workspace before it takes up unfinished executions; the result is called when it closes. */
  opened?(workspace: Workspace): () => void;
}

/** Where executions run: production of each repository, and one place for each of its pull requests. */
export interface Workspaces {
  /** The workspace at this commit, made where there is none; one that is there moves. Opening comes one after another. */
  at(repository: GitHubRepository, scope: Scope, where: { commit: string; trust: Trust }): Promise<Workspace>;
  /** The workspace where it was left; undefined where there was none, or it was removed. */
  open(repository: GitHubRepository, scope: Scope): Promise<Workspace | undefined>;
  /**
   * Opens all that a repository had when the server ended: its triggers go on, and so does what had not ended. Rejects after
   * all were tried, with why some cannot be opened.
   */
  resume(repository: GitHubRepository): Promise<void>;
  /** Commits that its workspaces were left at. */
  commits(repository: GitHubRepository): ReadonlySet<string>;
  /** Ends what runs for a pull request, and deletes its state and files. */
  remove(repository: GitHubRepository, scope: Scope & { kind: 'pull' }): Promise<void>;
  /** Closes all that is open of a repository; its state stays. */
  leave(repository: GitHubRepository): Promise<void>;
  close(grace: number): Promise<void>;
}

/** Where a workspace was left. Record `workspace`. */
interface Left {
  commit: string;
  trust: Trust;
}

interface Opened {
  workspace: Workspace & { trust: Trust };
  close(grace: number): Promise<void>;
}

/** What runs where the trust of a pull request changes may still end, milliseconds. */
const lastSeconds = 10_000;

/** Keeps workspaces open once they were asked for (architecture, decision 9: what runs has the trust of where it came from). */
export function createWorkspaces(parts: WorkspacesParts): Workspaces {
  const { home, records } = parts;
  const opened = new Map<string, Opened>();
  const last = new Map<string, Promise<unknown>>();

  const inTurn = <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const done = (last.get(key) ?? Promise.resolve()).then(work, work);
    // Whoever comes last takes the key away, so that there are not more of them than have a turn.
    const ended = () => {
      if (last.get(key) === turn) last.delete(key);
    };
    const turn = done.then(ended, ended);
    last.set(key, turn);
    return done;
  };

  const at = async (key: string, repository: GitHubRepository, scope: Scope, { commit, trust }: Left) => {
    const found = opened.get(key);
    // Its engine has the environment of its trust, which never changes.
    if (found && found.workspace.trust !== trust) {
      opened.delete(key);
      await found.close(lastSeconds);
    } else if (found) {
      if (found.workspace.commit !== commit) await found.workspace.move(commit);
      return found.workspace;
    }
    const made = await openOne(
      parts,
      join(home, 'github', key),
      repository,
      scope,
      { commit, trust },
      (left) => records.put('workspace', key, left),
    );
    opened.set(key, made);
    return made.workspace;
  };

  const open = (repository: GitHubRepository, scope: Scope) => {
    const key = keyOf(repository, scope);
    return inTurn(key, async () => {
      const left = records.get<Left>('workspace', key);
      return left && at(key, repository, scope, left);
    });
  };

  return {
    at(repository, scope, where) {
      const key = keyOf(repository, scope);
      return inTurn(key, () => at(key, repository, scope, where));
    },
    open,
    async resume(repository) {
      const errors: unknown[] = [];
      for (const { key } of records.list<Left>('workspace', `${repository.id}/`))
        await open(repository, scopeOf(key)).catch((error: unknown) => errors.push(error));
      if (errors.length > 0)
        throw new AggregateError(errors, `Cannot open what ran of ${repository.owner}/${repository.name}`);
    },
    commits: ({ id }) => new Set(records.list<Left>('workspace', `${id}/`).map(({ value }) => value.commit)),
    remove(repository, scope) {
      const key = keyOf(repository, scope);
      return inTurn(key, async () => {
        records.delete('workspace', key);
        const found = opened.get(key);
        opened.delete(key);
        await found?.close(0);
        await rm(join(home, 'github', key), { recursive: true, force: true });
      });
    },
    async leave({ id }) {
      const keys = [...opened.keys()].filter((key) => key.startsWith(`${id}/`));
      await Promise.all(
        keys.map((key) =>
          inTurn(key, async () => {
            const found = opened.get(key);
            opened.delete(key);
            await found?.close(0);
          }),
        ),
      );
    },
    async close(grace) {
      await Promise.allSettled(last.values());
      await Promise.all([...opened.values()].map((one) => one.close(grace)));
      opened.clear();
    },
  };
}

const publicOnly: Egress = { allow: [] };

async function openOne(
  parts: WorkspacesParts,
  folder: string,
  repository: GitHubRepository,
  scope: Scope,
  first: Left,
  left: (where: Left) => void,
): Promise<Opened> {
  const { mirror, registry, environment, clock } = parts;
  const { trust } = first;
  let tree = await mirror.tree(repository, first.commit);
  if (!existsSync(folder)) await mkdir(folder, { recursive: true });
  const flows = await openFlowStore({ root: folder, registry, writable: false, look: async () => tree });
  const backend = await openSqliteBackend({ home: folder });
  const isProduction = scope.kind === 'production' && trust === 'default';
  const egress = isProduction ? parts.egress : publicOnly;
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
    confinement: { bareScripts: true, ...(egress && { egress }) },
    localFiles: false,
    credentials: appCredentials(parts.github, repository, trust),
    ...(!reaches && { sealed: true as const, refuses: (type: string) => refusalOf(type, trust) }),
  });
  const scheduler = isProduction
    ? createScheduler({ host: engine.triggers, ...(clock && { clock }) })
    : undefined;
  const sync = async () => scheduler?.sync(flows.all().map(({ flow }) => flow));
  const workspace: Opened['workspace'] = {
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
      left({ commit, trust });
    },
  };
  const ended = parts.opened?.(workspace);
  await engine.recover();
  await sync();
  left(first);
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

/** Whether a commit of this trust may start processes and reach the network of this machine. */
function mayReachOut(trust: Trust, least: 'default' | 'branch'): boolean {
  return trust === 'default' || (trust === 'branch' && least === 'branch');
}

/**
 * Types that start processes or send requests: this machine is no sandbox for what nobody has reviewed, and its network may
 * hold what the world shall not see (github §8.2, §8.3).
 */
function refusalOf(type: string, trust: Trust): string | undefined {
  const what = /^io\.kestra\.plugin\.(?:scripts|core\.http)\./.exec(type)?.[0].includes('http')
    ? 'HTTP requests'
    : type.startsWith('io.kestra.plugin.scripts.')
      ? 'Scripts'
      : undefined;
  if (what === undefined) return undefined;
  return trust === 'fork'
    ? `${what} of forks do not run on this server`
    : `${what} of pull requests do not run on this server: they run once they are merged, or where its operator sets \`github.scripts: branch\``;
}

function keyOf({ id }: GitHubRepository, scope: Scope): string {
  return scope.kind === 'production' ? `${id}/production` : `${id}/pull-${scope.number}`;
}

function scopeOf(key: string): Scope {
  const number = /\/pull-(\d+)$/.exec(key)?.[1];
  return number === undefined ? { kind: 'production' } : { kind: 'pull', number: Number(number) };
}
