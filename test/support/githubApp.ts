import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Logger } from 'pino';
import { checkedConfig } from '../../app/github/config.ts';
import { createGitHubApp, type GitHubApp } from '../../app/github/index.ts';
import { type AppRooms, openRooms, type RoomsOptions } from '../../app/github/rooms.ts';
import { systemClock } from '../../runner/engine/triggers/clock.ts';
import { pluginRegistry } from '../../runner/plugins/index.ts';
import type { FakeGitHub } from '../fake-github/index.ts';

export interface StartedApp {
  app: GitHubApp;
  rooms: AppRooms;
  /** Resolves when all that was told is worked, and every check shows its end. */
  settled(): Promise<void>;
  /** Ends it; GitHub delivers nothing from now on. */
  close(): Promise<void>;
}

export interface StartAppOptions {
  github: FakeGitHub;
  /** `TUTTI_HOME`. */
  home: string;
  log: Logger;
  /** Where production finds its secrets. */
  environment?: Readonly<Record<string, string>>;
  /** As the operator configured them. */
  settings?: Pick<RoomsOptions, 'scripts' | 'sharedSecrets' | 'egress' | 'copilot'>;
}

/** Starts the whole App beside a GitHub on this machine, as `tutti serve` does, and has webhooks sent to it. */
export async function startApp({
  github,
  home,
  log,
  environment = {},
  settings = {},
}: StartAppOptions): Promise<StartedApp> {
  const { privateKey, webhookSecret, id } = github.app;
  let rooms: AppRooms;
  const app = await createGitHubApp({
    config: checkedConfig({ appId: String(id), privateKey, webhookSecret, apiUrl: github.apiUrl }),
    ...{ home, log, clock: systemClock, throttle: false },
    async rooms(services) {
      rooms = await openRooms(services, {
        version: '0.0.0-test',
        ...{ registry: pluginRegistry(), clock: systemClock, environment, pace: 50, ...settings },
      });
      return rooms;
    },
  });
  const server = createAdaptorServer({ fetch: (request: Request) => app.receive(request) }) as Server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  github.webhooks.target(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await app.start();
  return {
    app,
    rooms: rooms!,
    async settled() {
      // What is worked may be told of again: checks and comments of the App are events too.
      for (let round = 0; round < 3; round++) {
        await github.webhooks.settled();
        await app.idle();
      }
    },
    async close() {
      github.webhooks.target(undefined);
      server.closeAllConnections();
      server.close();
      await app.close(0);
    },
  };
}
