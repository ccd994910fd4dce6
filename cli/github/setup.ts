import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { siteOf } from '../../app/github/client/site.ts';
import { type AppCredentials, startSetup } from '../../app/github/setup/index.ts';
import { exitCodes, messageOf, Refusal } from '../errors.ts';
import { reasonOf } from '../files.ts';
import { homeOf, prepareHome } from '../home.ts';
import { onInterrupt } from '../run/interrupt.ts';
import { credentialsFile } from '../serve/github.ts';
import { rootFor } from '../target.ts';
import type { Terminal } from '../terminal.ts';

/** Options of `tutti github setup`. */
export interface SetupCommandOptions {
  url: string;
  name: string;
  org?: string;
  public?: boolean;
  baseUrl: string;
  port: number;
  repo?: string;
  force?: boolean;
}

/**
 * Creates the GitHub App in one click (github §1.6) and keeps its credentials in `github.env` beside the state, readable by
 * nobody else; gives the exit code. Throws `Refusal` where the address cannot be reached by GitHub, or there are credentials.
 */
export async function setUpGitHub(options: SetupCommandOptions, terminal: Terminal): Promise<number> {
  const url = publicUrl(options.url);
  const home = homeOf(rootFor(options.repo, process.cwd()));
  const file = join(home, credentialsFile);
  if (existsSync(file) && !options.force)
    throw new Refusal(`There are credentials of an App in ${file} already. --force replaces them.`);
  prepareHome(home);
  const apiUrl = options.baseUrl.replace(/\/+$/, '');
  const setup = await startSetup({
    name: options.name,
    url,
    ...(options.org !== undefined && { organization: options.org }),
    isPublic: options.public ?? false,
    apiUrl,
    siteUrl: siteOf(apiUrl),
    port: options.port,
    created: (credentials) => keep(file, url, apiUrl, credentials),
  }).catch((error: unknown) => {
    throw new Refusal(`Cannot serve the page: ${messageOf(error)}. --port names another port.`, {
      cause: error,
    });
  });
  terminal.out(`Open ${setup.url} in a browser on this machine. Ctrl-C ends without an App.\n`);
  const interrupted = Promise.withResolvers<undefined>();
  const stopListening = onInterrupt(
    () => interrupted.resolve(undefined),
    () => process.exit(exitCodes.interrupted),
  );
  try {
    const credentials = await Promise.race([setup.done, interrupted.promise]);
    if (!credentials) return exitCodes.interrupted;
    terminal.out(nextSteps(file, credentials));
    return exitCodes.ok;
  } catch (error) {
    throw new Refusal(messageOf(error), { cause: error });
  } finally {
    stopListening();
    await setup.close();
  }
}

/** GitHub takes no webhook URL of this machine, and nobody should send deliveries unencrypted. */
function publicUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new Refusal(`--url: expected an address such as https://tutti.example.com, found ${text}.`);
  if (/^(localhost|127\.|\[::1\]|0\.0\.0\.0)/.test(url.hostname))
    throw new Refusal(
      `--url: GitHub cannot reach ${url.hostname}. Name the address of a reverse proxy or a tunnel to this machine.`,
    );
  return text.replace(/\/+$/, '');
}

function keep(
  file: string,
  url: string,
  apiUrl: string,
  { appId, privateKey, webhookSecret }: AppCredentials,
): void {
  const key = privateKey.trim().replaceAll('\n', '\\n');
  const lines = [
    '# Credentials of the GitHub App. Never commit this file.',
    `TUTTI_GITHUB_APP_ID=${appId}`,
    `TUTTI_GITHUB_PRIVATE_KEY="${key}"`,
    `TUTTI_GITHUB_WEBHOOK_SECRET=${webhookSecret}`,
    `TUTTI_GITHUB_BASE_URL=${apiUrl}`,
    `TUTTI_URL=${url}`,
  ];
  try {
    writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
    // The mode is for new files only.
    chmodSync(file, 0o600);
  } catch (error) {
    throw new Error(`The App was created, but ${file} cannot be written: ${reasonOf(error)}`, {
      cause: error,
    });
  }
}

function nextSteps(file: string, { slug, page }: AppCredentials): string {
  return `The App ${slug} is created. Its credentials are in ${file}.

Next:
  1. Install it on repositories: ${page}/installations/new
  2. Start the server:           tutti serve
  3. Push a flow, or open a pull request that changes one: the check \`tutti\` appears.
`;
}
