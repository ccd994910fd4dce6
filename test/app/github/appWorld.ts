import { onTestFinished } from 'vitest';
import type { GitHubApp } from '../../../app/github/index.ts';
import type { AppRooms } from '../../../app/github/rooms.ts';
import type { GitHubRepository } from '../../../app/github/types.ts';
import {
  type FakeCheckRun,
  type FakeGitHub,
  type FakePull,
  type FakeRepository,
  startFakeGitHub,
} from '../../fake-github/index.ts';
import { type StartAppOptions, startApp } from '../../support/githubApp.ts';
import { readableLog, temporaryHome } from './support.ts';

/** GitHub, a repository on it, and the whole App beside it, as `tutti serve` puts it together. */
export interface AppWorld {
  github: FakeGitHub;
  repository: FakeRepository;
  /** The repository as the App knows it. */
  known(): GitHubRepository;
  app: () => GitHubApp;
  rooms: () => AppRooms;
  /** Everything that the App logged. */
  logged(): string;
  /** Resolves when all that was told is worked, and every check shows its end. */
  settled(): Promise<void>;
  /** Ends the App, and starts another one with the same state; what happens meanwhile is not delivered. */
  restart(during?: () => Promise<void>): Promise<void>;
  comment(pull: FakePull, body: string, user?: string): Promise<string[]>;
  /** The latest check of that name on a commit. */
  check(sha: string, name?: string): FakeCheckRun;
}

export interface AppWorldOptions {
  files?: Record<string, string>;
  environment?: Record<string, string>;
  settings?: StartAppOptions['settings'];
}

/** Opens such a world; all of it is gone when the test finished. */
export async function appWorld({
  files = {},
  environment = {},
  settings = {},
}: AppWorldOptions = {}): Promise<AppWorld> {
  const github = await startFakeGitHub();
  onTestFinished(() => github.close());
  const repository = await github.createRepository({ files });
  const home = temporaryHome();
  const log = readableLog();
  const start = () => startApp({ github, home, log: log.log, environment, settings });
  let running = await start();
  onTestFinished(() => running.close());
  const settled = () => running.settled();
  await settled();
  return {
    github,
    repository,
    known: () => running.app.services.registry.get(repository.id)!,
    app: () => running.app,
    rooms: () => running.rooms,
    logged: () => log.lines.join(''),
    settled,
    async restart(during) {
      await running.close();
      await during?.();
      running = await start();
      await settled();
    },
    async comment(pull, body, user = 'writer') {
      const before = github.comments(repository, pull.number).length;
      github.comment(repository, pull.number, { user, body });
      await settled();
      return github
        .comments(repository, pull.number)
        .slice(before + 1)
        .map((one) => one.body);
    },
    check(sha, name = 'tutti') {
      const found = github.checks(repository, sha, name).at(-1);
      if (!found) {
        const names = github.checks(repository, sha).map((one) => one.name);
        throw new Error(`There is no check ${name} on ${sha.slice(0, 7)}, only ${names.join(', ')}`);
      }
      return found;
    },
  };
}
