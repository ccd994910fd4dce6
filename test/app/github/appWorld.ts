import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { onTestFinished } from 'vitest';
import { checkedConfig } from '../../../app/github/config.ts';
import { createGitHubApp, type GitHubApp } from '../../../app/github/index.ts';
import { type AppRooms, openRooms } from '../../../app/github/rooms.ts';
import type { GitHubRepository } from '../../../app/github/types.ts';
import { systemClock } from '../../../runner/engine/triggers/clock.ts';
import { pluginRegistry } from '../../../runner/plugins/index.ts';
import {
  type FakeCheckRun,
  type FakeGitHub,
  type FakePull,
  type FakeRepository,
  startFakeGitHub,
} from '../../fake-github/index.ts';
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
}

/** Opens such a world; all of it is gone when the test finished. */
export async function appWorld({ files = {}, environment = {} }: AppWorldOptions = {}): Promise<AppWorld> {
  const github = await startFakeGitHub();
  onTestFinished(() => github.close());
  const repository = await github.createRepository({ files });
  const home = temporaryHome();
  const log = readableLog();
  let running: { app: GitHubApp; rooms: AppRooms; end(): Promise<void> };

  const start = async () => {
    const { privateKey, webhookSecret, id } = github.app;
    let rooms: AppRooms;
    const app = await createGitHubApp({
      config: checkedConfig({ appId: String(id), privateKey, webhookSecret, apiUrl: github.apiUrl }),
      ...{ home, log: log.log, clock: systemClock, throttle: false },
      async rooms(services) {
        rooms = await openRooms(services, {
          ...{ registry: pluginRegistry(), clock: systemClock, environment, pace: 50 },
        });
        return rooms;
      },
    });
    const server = createAdaptorServer({ fetch: (request: Request) => app.receive(request) }) as Server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    github.webhooks.target(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await app.start();
    running = {
      app,
      rooms: rooms!,
      async end() {
        github.webhooks.target(undefined);
        server.closeAllConnections();
        server.close();
        await app.close(0);
      },
    };
  };
  await start();
  onTestFinished(() => running.end());

  const settled = async () => {
    // What is worked may be told of again: checks and comments of the App are events too.
    for (let round = 0; round < 3; round++) {
      await github.webhooks.settled();
      await running.app.idle();
    }
  };
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
      await running.end();
      await during?.();
      await start();
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
