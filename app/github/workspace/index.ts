import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { systemClock } from '../../../runner/engine/triggers/clock.ts';
import type { GitHubRepository, Records, Scope, Trust, Workspace } from '../types.ts';
import { createIdle } from './idle.ts';
import { keyOf, type Left, leftWorkspaces, scopeOf } from './left.ts';
import { type Opened, type OpenParts, openWorkspace } from './open.ts';
import { createTurns } from './turns.ts';
import { hasUnfinished, isBusy, killAll, tasksEnded } from './unfinished.ts';

export interface WorkspacesParts extends OpenParts {
  home: string;
  records: Records;
  log: Pick<Logger, 'warn'>;
  /** Whether all that ended in a workspace is shown where it has to be: what is not, is shown when it is opened again. */
  isShown?(workspace: Workspace): boolean;
}

/**
 * Where executions run: production of each repository, and one place for each of its pull requests. Those of pull requests are
 * closed where nothing in them is unfinished and nobody asked for them in a while; whoever still has such a one gets errors of
 * a closed engine or backend, and asks again.
 */
export interface Workspaces {
  /** The workspace at this commit, made where there is none; one that is there moves. Opening comes one after another. */
  at(repository: GitHubRepository, scope: Scope, where: { commit: string; trust: Trust }): Promise<Workspace>;
  /** The workspace where it was left; undefined where there was none, or it was removed. */
  open(repository: GitHubRepository, scope: Scope): Promise<Workspace | undefined>;
  /**
   * Opens what a repository had when the server ended: production, whose triggers go on, and of pull requests what had not
   * ended. Rejects after all were tried, with why some cannot be opened.
   */
  resume(repository: GitHubRepository): Promise<void>;
  /** Commits that its workspaces were left at. */
  commits(repository: GitHubRepository): ReadonlySet<string>;
  /** Kills what runs for a pull request. Its state is kept for a week, for when it is opened again. */
  remove(repository: GitHubRepository, scope: PullScope): Promise<void>;
  /** The pull request is open: takes back a removal. */
  restore(repository: GitHubRepository, scope: PullScope): Promise<void>;
  /** Deletes state and files of what was removed a week ago. */
  sweep(repository: GitHubRepository): Promise<void>;
  /** Closes all that is open of a repository; its state stays. */
  leave(repository: GitHubRepository): Promise<void>;
  close(grace: number): Promise<void>;
}

type PullScope = Scope & { kind: 'pull' };

/** What runs where the trust of a pull request changes may still end, milliseconds. */
const lastSeconds = 10_000;

/** How long the state of closed pull requests is kept, milliseconds. */
const keptFor = 7 * 86_400_000;

/** Keeps workspaces open while they are used (architecture, decision 9: what runs has the trust of where it came from). */
export function createWorkspaces(parts: WorkspacesParts): Workspaces {
  const { clock = systemClock, isShown = () => true } = parts;
  const left = leftWorkspaces(parts.records);
  const opened = new Map<string, Opened>();
  const turns = createTurns();
  const folderOf = (key: string) => join(parts.home, 'github', key);

  const idle = createIdle({
    clock,
    close: (key, isUnused) =>
      turns
        .take(key, () => closeUnused(key, isUnused))
        .catch((error: unknown) => {
          parts.log.warn({ err: error, workspace: key }, 'A workspace that rests cannot be closed');
          return false;
        }),
  });

  const openAt = async (
    key: string,
    repository: GitHubRepository,
    scope: Scope,
    { commit, trust, ...more }: Left,
  ): Promise<Opened> => {
    const made = await openWorkspace(
      { ...parts, clock },
      folderOf(key),
      repository,
      scope,
      { commit, trust },
      (to) => left.put(key, { commit: to, trust }),
    );
    opened.set(key, made);
    left.put(key, { commit, trust, ...(more.removed !== undefined && { removed: more.removed }) });
    if (scope.kind === 'pull') {
      idle.used(key);
      made.workspace.engine.listen({ changed: () => idle.used(key) });
    }
    return made;
  };

  const at = async (key: string, repository: GitHubRepository, scope: Scope, where: Left) => {
    const { commit, trust } = where;
    const found = opened.get(key);
    if (!found) return (await openAt(key, repository, scope, where)).workspace;
    const { workspace } = found;
    // Its engine has the environment of its trust, which never changes.
    if (workspace.trust !== trust) {
      await tasksEnded(workspace, clock, lastSeconds);
      await closeOne(key, found, 0);
      return (await openAt(key, repository, scope, where)).workspace;
    }
    takeBack(key, left.get(key) ?? where);
    if (workspace.commit !== commit) await workspace.move(commit);
    if (scope.kind === 'pull') idle.used(key);
    return workspace;
  };

  const takeBack = (key: string, { removed, ...where }: Left) => {
    if (removed !== undefined) left.put(key, where);
  };

  const closeOne = async (key: string, one: Opened, grace: number) => {
    opened.delete(key);
    idle.gone(key);
    await one.close(grace);
  };

  /** Nothing in it has anything left to do, here or on GitHub, so that no start of the server needs to open it. */
  const noteRest = (key: string, { workspace }: Opened) => {
    const where = left.get(key);
    if (where && isShown(workspace)) left.put(key, { ...where, idle: true });
  };

  /** Whether it is closed. */
  const closeUnused = async (key: string, isUnused: () => boolean): Promise<boolean> => {
    const found = opened.get(key);
    if (!found) return true;
    if (await hasUnfinished(found.workspace)) return false;
    // Nobody gets it in this turn; who got it before may have begun something by now.
    if (!isUnused() || isBusy(found.workspace)) return false;
    noteRest(key, found);
    await closeOne(key, found, 0);
    return true;
  };

  const open = (repository: GitHubRepository, scope: Scope) => {
    const key = keyOf(repository, scope);
    return turns.take(key, async () => {
      const where = left.get(key);
      return where?.removed === undefined && where ? at(key, repository, scope, where) : undefined;
    });
  };

  /** What runs is killed; it is closed when nobody asks for it any more, so that its end is shown till then. */
  const kill = async (key: string, repository: GitHubRepository, where: Left) => {
    if (where.idle) return;
    const found = opened.get(key) ?? (await openAt(key, repository, scopeOf(key), where));
    await killAll(found.workspace);
  };

  const resumeOne = async (key: string, repository: GitHubRepository) => {
    const where = left.get(key);
    if (!where || where.idle) return;
    if (where.removed !== undefined) return kill(key, repository, where);
    await at(key, repository, scopeOf(key), where);
    const found = opened.get(key);
    const isPull = scopeOf(key).kind === 'pull';
    if (isPull && found && isShown(found.workspace)) await closeUnused(key, () => true);
  };

  return {
    at(repository, scope, { commit, trust }) {
      const key = keyOf(repository, scope);
      return turns.take(key, () => at(key, repository, scope, { commit, trust }));
    },
    open,
    async resume(repository) {
      const errors: unknown[] = [];
      for (const { key } of left.list(repository))
        await turns.take(key, () => resumeOne(key, repository)).catch((error: unknown) => errors.push(error));
      if (errors.length > 0)
        throw new AggregateError(errors, `Cannot open what ran of ${repository.owner}/${repository.name}`);
    },
    commits: (repository) => new Set(left.list(repository).map(({ left: { commit } }) => commit)),
    remove(repository, scope) {
      const key = keyOf(repository, scope);
      return turns.take(key, async () => {
        const where = left.get(key);
        if (!where) return;
        const removed = where.removed ?? new Date(clock.now()).toISOString();
        // First of all, so that after a crash it is known too.
        left.put(key, { ...where, removed });
        await kill(key, repository, { ...where, removed });
      });
    },
    restore(repository, scope) {
      const key = keyOf(repository, scope);
      return turns.take(key, async () => {
        const where = left.get(key);
        if (where) takeBack(key, where);
      });
    },
    async sweep(repository) {
      for (const { key } of left.list(repository))
        await turns.take(key, async () => {
          const removed = left.get(key)?.removed;
          if (removed === undefined || clock.now() - Date.parse(removed) < keptFor) return;
          const found = opened.get(key);
          if (found) await closeOne(key, found, 0);
          await rm(folderOf(key), { recursive: true, force: true });
          left.delete(key);
        });
    },
    async leave({ id }) {
      const keys = [...opened.keys()].filter((key) => key.startsWith(`${id}/`));
      await Promise.all(
        keys.map((key) =>
          turns.take(key, async () => {
            const found = opened.get(key);
            if (found) await closeOne(key, found, 0);
          }),
        ),
      );
    },
    async close(grace) {
      await turns.settled();
      await Promise.all(
        [...opened].map(async ([key, one]) => {
          const { scope } = one.workspace;
          const rests = scope.kind === 'pull' && !(await hasUnfinished(one.workspace).catch(() => true));
          if (rests) noteRest(key, one);
          await closeOne(key, one, grace);
        }),
      );
    },
  };
}
