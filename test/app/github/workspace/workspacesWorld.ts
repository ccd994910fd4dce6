import { onTestFinished } from 'vitest';
import { checkedConfig } from '../../../../app/github/config.ts';
import { createGitHubApp } from '../../../../app/github/index.ts';
import { createMirror } from '../../../../app/github/mirror/index.ts';
import type { GitHubRepository, Scope, Workspace } from '../../../../app/github/types.ts';
import { createWorkspaces, type Workspaces } from '../../../../app/github/workspace/index.ts';
import { systemClock } from '../../../../runner/engine/triggers/clock.ts';
import { pluginRegistry } from '../../../../runner/plugins/index.ts';
import { startFakeGitHub } from '../../../fake-github/index.ts';
import { type SimulatedClock, simulatedClock } from '../../../support/simulatedClock.ts';
import { readableLog, temporaryHome } from '../support.ts';

/** The workspaces of one repository, whose time is the test's; state, mirror and engines are real. */
export interface WorkspacesWorld {
  clock: SimulatedClock;
  repository: GitHubRepository;
  /** The commit that everything is opened at. */
  commit: string;
  /** Another one, with the same flows. */
  other: string;
  folder(scope: Scope): string;
  workspaces(): Workspaces;
  /** Gives the workspace of a pull request; `sha` is `commit` by default. */
  pull(number: number, trust?: 'branch' | 'fork', sha?: string): Promise<Workspace>;
  /** What is open now, such as `production` or `1`. */
  open(): string[];
  /** What was opened, in order, also what is closed again. */
  openings: string[];
  /** Goes on by minutes; what wakes up meanwhile is done for the pull requests that are named. */
  pass(minutes: number, ...numbers: number[]): Promise<void>;
  /** Ends the workspaces, and makes others of the same state. */
  restart(): Promise<void>;
}

/** Makes such workspaces; all of it is gone when the test finished. */
export async function workspacesWorld(files: Record<string, string>): Promise<WorkspacesWorld> {
  const github = await startFakeGitHub();
  onTestFinished(() => github.close());
  const made = await github.createRepository({ files });
  const { id } = made;
  const other = await github.head(made);
  const commit = await github.commit(made, { files: { 'README.md': 'Flows of a team' } });
  const { privateKey, webhookSecret, id: appId } = github.app;
  const clock = simulatedClock('2031-03-01T12:00:00Z');
  const home = temporaryHome();
  const opened = new Set<string>();
  const openings: string[] = [];
  let make: (() => Workspaces) | undefined;
  const app = await createGitHubApp({
    config: checkedConfig({ appId: String(appId), privateKey, webhookSecret, apiUrl: github.apiUrl }),
    ...{ home, log: readableLog().log, clock: systemClock, throttle: false },
    rooms(services) {
      const mirror = createMirror(services);
      make = () =>
        createWorkspaces({
          ...{ ...services, mirror, clock, registry: pluginRegistry(), environment: {} },
          scripts: 'branch',
          repositories: () => services.registry.list(),
          opened({ scope }) {
            const name = scope.kind === 'pull' ? String(scope.number) : scope.kind;
            opened.add(name);
            openings.push(name);
            return () => opened.delete(name);
          },
        });
      return { handlers: [], close: async () => mirror.close() };
    },
  });
  onTestFinished(() => app.close(0));
  await app.start();
  await app.idle();
  let workspaces = make!();
  onTestFinished(() => workspaces.close(0));
  const repository = app.services.registry.get(id)!;
  return {
    ...{ clock, repository, commit, other, openings },
    folder: (scope) =>
      `${home}/github/${id}/${scope.kind === 'pull' ? `pull-${scope.number}` : 'production'}`,
    workspaces: () => workspaces,
    pull: (number, trust = 'branch', sha = commit) =>
      workspaces.at(repository, { kind: 'pull', number }, { commit: sha, trust }),
    open: () => [...opened].sort(),
    async pass(minutes, ...numbers) {
      const end = new Date(clock.now() + minutes * 60_000).toISOString();
      await clock.goTo(end, async () => {
        // Each takes its turn after what woke up.
        for (const number of numbers) await workspaces.restore(repository, { kind: 'pull', number });
      });
      for (const number of numbers) await workspaces.restore(repository, { kind: 'pull', number });
    },
    async restart() {
      await workspaces.close(0);
      workspaces = make!();
      await workspaces.resume(repository);
    },
  };
}
