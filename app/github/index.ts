import { type Foundation, type FoundationOptions, openFoundation } from './foundation.ts';
import type { AppServices, Handlers } from './handlers.ts';

export interface GitHubAppOptions extends FoundationOptions {
  /** Makes the rooms of the App: what is done when something happens on GitHub. */
  rooms(services: AppServices): Promise<Rooms> | Rooms;
}

/** The rooms of the App, put together. */
export interface Rooms {
  handlers: readonly Handlers[];
  /** Resolves when nothing runs that the handlers began. */
  idle?(): Promise<void>;
  /** Ends what the handlers began; running tasks get `grace` milliseconds. Called when no handler runs any more. */
  close?(grace: number): Promise<void>;
}

/** The GitHub App: a repository is the orchestrator (github §0). */
export interface GitHubApp extends Pick<Foundation, 'services' | 'status' | 'receive'> {
  /** Begins to work deliveries and to sweep. */
  start(): Promise<void>;
  /** Resolves when everything that was delivered is done. */
  idle(): Promise<void>;
  /** Ends; what was not done is done at the next start. */
  close(grace: number): Promise<void>;
}

/**
 * Puts the App together. It takes deliveries at once, and does them after `start`.
 *
 * @throws Error where its state cannot be used or another process uses it
 */
export async function createGitHubApp(options: GitHubAppOptions): Promise<GitHubApp> {
  const foundation = await openFoundation(options);
  const { services, status, receive } = foundation;
  const rooms = await Promise.try(options.rooms, services).catch(async (error: unknown) => {
    await foundation.close();
    throw error;
  });
  return {
    services,
    status,
    receive,
    start: () => foundation.start(rooms.handlers),
    async idle() {
      await foundation.idle();
      await rooms.idle?.();
    },
    async close(grace) {
      await foundation.stop(grace);
      await rooms.close?.(grace);
      await foundation.close();
    },
  };
}
