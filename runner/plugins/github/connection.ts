import type { GitHubPermissions } from '../../plugin/credentials.ts';
import { string } from '../../plugin/properties.ts';
import type { TaskContext } from '../../plugin/types.ts';
import { type Client, client } from './client.ts';

/** Properties of every task here: who it is, and where GitHub is (surfaces §9.4). */
export const connection = {
  oauthToken: string()
    .optional()
    .describe(
      'A personal access token or OAuth token. Not needed where the GitHub App runs the flow: the task then acts as the App, in its own repository only.',
    ),
  login: string().optional().describe('Accepted, without effect: the token says who it is.'),
  appInstallationToken: string()
    .optional()
    .describe('Token of an installation, as `auth.AppToken` gives it.'),
  jwtToken: string().optional().describe('JWT of an App, for what only an App itself may ask.'),
  endpoint: string()
    .optional()
    .describe(
      'Base of the REST API of a GitHub Enterprise Server, such as `https://github.example.com/api/v3`.',
    ),
};

/** The repository that a task is about. */
export const repository = {
  repository: string()
    .optional()
    .describe('`owner/name`; where the GitHub App runs the flow, its own repository by default.'),
};

/** What the properties of a connection are rendered to. */
export interface ConnectionProperties {
  oauthToken?: string;
  appInstallationToken?: string;
  jwtToken?: string;
  endpoint?: string;
  repository?: string;
}

interface Needs {
  permissions: GitHubPermissions;
  /** Whether it goes without a token too. */
  anonymous?: boolean;
}

/** A client, and the repository that was written, or that the App runs the flow of. */
interface Connected {
  api: Client;
  repository: string | undefined;
}

/**
 * Connects as the properties say, or as the App that runs the flow, with no more than these permissions (github §8.2).
 *
 * @throws Error where there is no token and one is needed, or what is written may not be used here
 */
export async function connect(
  context: TaskContext<ConnectionProperties>,
  { permissions, anonymous = false }: Needs,
): Promise<Connected> {
  const { properties, signal, sealed } = context;
  // Where the App itself goes was chosen by its operator.
  const egress = context.confinement?.egress;
  const written = tokenOf(properties);
  const endpoint = properties.endpoint?.trim() || undefined;
  if (sealed && (written !== undefined || endpoint !== undefined))
    throw new Error(
      'Tasks reach no address and use no token that is written in the flow here: remove `endpoint` and the token, for what the GitHub App may read',
    );
  const name = properties.repository === undefined ? undefined : checkedName(properties.repository);
  const waits = (seconds: number) =>
    context.log(
      'WARN',
      `GitHub asks for a pause: the request is sent again in ${Math.ceil(seconds)} seconds`,
    );
  if (written !== undefined) {
    context.mask(written);
    const hint = 'does the token have the permission, and the repository exist?';
    return {
      api: client({ apiUrl: baseOf(endpoint), token: written, hint, signal, egress, waits }),
      repository: name,
    };
  }
  const lent =
    endpoint === undefined ? await context.credentials.github({ repository: name, permissions }) : undefined;
  if (lent) {
    const hint = `the GitHub App needs ${permissionsText(permissions)}`;
    return {
      api: client({ apiUrl: lent.apiUrl, token: lent.token, hint, signal, waits }),
      repository: lent.repository,
    };
  }
  if (sealed)
    throw new Error(
      'Tasks reach GitHub only where the GitHub App runs the flow: nothing outside is asked here',
    );
  if (!anonymous)
    throw new Error(
      'No token for GitHub: set `oauthToken` (or `appInstallationToken`), such as "{{ secret(\'GITHUB_TOKEN\') }}"',
    );
  const hint = 'without a token, only what is public can be read: set `oauthToken`';
  return { api: client({ apiUrl: baseOf(endpoint), hint, signal, egress, waits }), repository: name };
}

/**
 * The path of a repository in the API.
 *
 * @throws Error where none is known
 */
export function repositoryPath(name: string | undefined): string {
  if (name === undefined) throw new Error('Property `repository` is missing: expected `owner/name`');
  return `/repos/${name}`;
}

/** Such a path in an address: each part encoded, the slashes kept. */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

/** The one token that is written. Which one it is makes no difference to GitHub. */
function tokenOf({ oauthToken, appInstallationToken, jwtToken }: ConnectionProperties): string | undefined {
  const written = [oauthToken, appInstallationToken, jwtToken].filter((token) => token?.trim());
  if (written.length > 1)
    throw new Error('Set one of `oauthToken`, `appInstallationToken` and `jwtToken`, not several');
  return written[0]?.trim();
}

/**
 * Base of the REST API without the slash at its end.
 *
 * @throws Error for what is no address, without showing it: it may hold a password
 */
function baseOf(endpoint: string | undefined): string {
  if (endpoint === undefined) return 'https://api.github.com';
  const url = URL.parse(endpoint);
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:')
    throw new Error(
      'Property `endpoint`: expected the base of a REST API, such as https://github.example.com/api/v3',
    );
  if (url.username !== '' || url.password !== '')
    throw new Error('Property `endpoint` holds a user name or password: set `oauthToken`');
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

function checkedName(text: string): string {
  const name = text.trim();
  if (!/^[\w.-]+\/[\w.-]+$/.test(name) || /(?:^|\/)\.{1,2}(?:$|\/)/.test(name))
    throw new Error(`Property \`repository\`: expected \`owner/name\`, found \`${text}\``);
  return name;
}

function permissionsText(permissions: GitHubPermissions): string {
  const parts = Object.entries(permissions).map(([name, level]) => `\`${name}: ${level}\``);
  return `the permission ${parts.join(' and ')}`;
}
