import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import type { Logger } from 'pino';
import type { GitHubApp } from '../../app/github/index.ts';
import type { AppRooms, RoomsOptions } from '../../app/github/rooms.ts';
import type { GitHubRepository, Workspace } from '../../app/github/types.ts';
import manifest from '../../package.json' with { type: 'json' };
import { systemClock } from '../../runner/engine/triggers/clock.ts';
import type { Registry } from '../../runner/plugin/registry.ts';
import { messageOf, Refusal } from '../errors.ts';
import { reasonOf } from '../files.ts';
import { egressOf, type ServeConfig } from './config.ts';

/** Name of the file that `tutti github setup` writes into the folder of the state. */
export const credentialsFile = 'github.env';

/** Where GitHub sends deliveries to, as users of Probot know it (github §1.2). */
export const webhookPath = '/api/github/webhooks';

/** The variables that `tutti github setup` wrote; none where it was not used. Throws `Refusal` where they cannot be read. */
export function githubEnvironment(home: string): Readonly<Record<string, string | undefined>> {
  const file = join(home, credentialsFile);
  if (!existsSync(file)) return {};
  try {
    return parseEnv(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Refusal(`Cannot read the credentials of the GitHub App in ${file}: ${reasonOf(error)}.`, {
      cause: error,
    });
  }
}

/** Whether an App is configured; a part of it is enough, so that what is missing is told. */
export function hasGitHubApp({ github }: ServeConfig): boolean {
  const { appId, privateKey, privateKeyFile, webhookSecret } = github;
  return [appId, privateKey, privateKeyFile, webhookSecret].some((part) => part !== undefined);
}

/** What hides in texts. */
export function githubSecrets({ github }: ServeConfig): string[] {
  const { privateKey, webhookSecret, previousWebhookSecret } = github;
  return [privateKey, webhookSecret, previousWebhookSecret].flatMap((secret) => (secret ? [secret] : []));
}

export interface GitHubParts {
  config: ServeConfig;
  /** `TUTTI_HOME`. */
  home: string;
  log: Logger;
  registry: Registry;
  /** Modules of further plugins. */
  plugins: readonly string[];
  /** Where production finds its secrets. */
  environment: Readonly<Record<string, string | undefined>>;
  /** Where people reach the server, once that is known. */
  url(): string;
}

/** The App, with what its repositories run. */
export interface OpenedApp extends GitHubApp {
  /** What runs of the repository that is this tenant of the API; undefined where there is none, or nothing is deployed. */
  production(tenant: string): Promise<Workspace | undefined>;
}

/** The tenant of the API that a repository is. */
function tenantOf({ owner, name }: GitHubRepository): string {
  return `${owner}--${name}`;
}

/**
 * Opens the GitHub App where one is configured; nothing of it is loaded otherwise.
 *
 * @throws Refusal where its credentials are missing, weak or wrong, or another process uses its state
 */
export async function openGitHub({
  config,
  home,
  log,
  url,
  registry,
  plugins,
  environment,
}: GitHubParts): Promise<OpenedApp | undefined> {
  if (!hasGitHubApp(config)) return undefined;
  const { checkedConfig } = await import('../../app/github/config.ts');
  const { createGitHubApp } = await import('../../app/github/index.ts');
  const { privateKey, privateKeyFile, baseUrl, scripts, sharedSecrets, ...rest } = config.github;
  try {
    const checked = checkedConfig({
      ...rest,
      apiUrl: baseUrl,
      privateKey: privateKey ?? (privateKeyFile && readFileSync(privateKeyFile, 'utf8')),
    });
    let rooms: AppRooms;
    const app = await createGitHubApp({
      config: checked,
      home,
      log,
      clock: systemClock,
      url,
      rooms: async (services) => {
        const { openRooms } = await import('../../app/github/rooms.ts');
        const { threads, logLevel, isolation } = config.engine;
        const copilot = await copilotOf(config, environment, log);
        rooms = await openRooms(services, {
          ...{ registry, environment, scripts, sharedSecrets, clock: systemClock },
          version: manifest.version,
          ...egressOf(config),
          ...(copilot && { copilot }),
          engine: { plugins, logLevel, isolation, ...(threads && { threads }) },
        });
        return rooms;
      },
    });
    return {
      ...app,
      async production(tenant) {
        const found = app.services.registry.list().find((repository) => tenantOf(repository) === tenant);
        return found && rooms.workspaces.open(found, { kind: 'production' });
      },
    };
  } catch (error) {
    throw new Refusal(messageOf(error), { cause: error });
  }
}

/** A configuration that makes no sense ends no server: it is told, and there is no Copilot on GitHub. */
async function copilotOf(
  { copilot: section }: ServeConfig,
  environment: GitHubParts['environment'],
  log: Logger,
): Promise<RoomsOptions['copilot']> {
  const { modelSettings } = await import('../../app/copilot/model/settings.ts');
  const { openProposer } = await import('../../app/copilot/index.ts');
  try {
    const settings = modelSettings(environment, section);
    return settings && { ...openProposer(settings, section.rounds), limits: section.limits };
  } catch (error) {
    log.warn({ reason: messageOf(error) }, 'Copilot is not available on GitHub');
    return undefined;
  }
}

/** A folder without flows: what is served where only the App brings flows. */
export function emptyFolder(home: string): string {
  const folder = join(home, 'github', 'no-flows');
  mkdirSync(folder, { recursive: true });
  return folder;
}
