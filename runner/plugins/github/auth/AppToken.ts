import { createPrivateKey, sign } from 'node:crypto';
import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { list, map, string } from '../../../plugin/properties.ts';
import { connect, connection } from '../connection.ts';

/** surfaces §9.4, auth.AppToken. */
export default defineTask({
  type: 'io.kestra.plugin.github.auth.AppToken',
  title: 'Make a token of a GitHub App.',
  description: `For an App of your own; where the GitHub App of this server runs the flow, its tasks need no token. The token ends after an
hour. It is masked in logs, but an output is stored: ask for no more than \`repositories\` and \`permissions\` that are needed.`,
  properties: z.object({
    clientId: string().describe('Client id of the App, or its id.'),
    installationId: string().describe('Id of the installation that the token is for.'),
    privateKey: string().describe('Key of the App, as PEM.'),
    repositories: list(string())
      .optional()
      .describe(
        'Names of the repositories that the token is for, without their owner; all of the installation by default.',
      ),
    permissions: map(string())
      .optional()
      .describe('Permissions of the token, such as `issues: write`; all of the installation by default.'),
    endpoint: connection.endpoint,
  }),
  outputs: z.object({
    token: z.string().describe('The token, for `appInstallationToken`.'),
    expiresAt: z.string().describe('When it ends: an ISO instant.'),
  }),
  runs: 'inline',
  async run(context) {
    const { clientId, installationId, privateKey, repositories, permissions, endpoint } = context.properties;
    context.mask(privateKey);
    const properties = {
      jwtToken: appJwt(clientId, privateKey),
      ...(endpoint !== undefined && { endpoint }),
    };
    const { api } = await connect({ ...context, properties }, { permissions: {} });
    const { token, expires_at: expiresAt } = await api.send<{ token: string; expires_at: string }>(
      'POST',
      `/app/installations/${encodeURIComponent(installationId)}/access_tokens`,
      { repositories, permissions },
    );
    context.mask(token);
    return { outputs: { token, expiresAt } };
  },
  examples: [
    {
      title: 'Open an issue as an App',
      code: `id: as_app
namespace: company.team

tasks:
  - id: token
    type: io.kestra.plugin.github.auth.AppToken
    clientId: Iv23liAbCdEfGhIjKlMn
    installationId: "12345678"
    privateKey: "{{ secret('APP_KEY') }}"
    repositories: [data]
    permissions:
      issues: write
  - id: issue
    type: io.kestra.plugin.github.issues.Create
    appInstallationToken: "{{ outputs.token.token }}"
    repository: company/data
    title: Prices are late
`,
    },
  ],
});

/** Shows who the App is, for nine minutes; begun a minute ago, for clocks differ (github §3.3). */
function appJwt(clientId: string, privateKey: string): string {
  const now = Math.floor(Date.now() / 1_000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ iat: now - 60, exp: now + 540, iss: clientId })}`;
  return `${claims}.${sign('RSA-SHA256', Buffer.from(claims), keyOf(privateKey)).toString('base64url')}`;
}

/** In an environment variable, line breaks are often written as `\n`. Never says what the key is. */
function keyOf(pem: string) {
  try {
    return createPrivateKey(pem.replaceAll('\\n', '\n').trim());
  } catch {
    throw new Error(
      'Property `privateKey`: expected the key of the App as PEM, which begins with -----BEGIN',
    );
  }
}
