import { createPrivateKey } from 'node:crypto';

/** What the App needs to know of itself. */
export interface GitHubAppConfig {
  appId: string;
  /** PEM, as GitHub gave it. */
  privateKey: string;
  webhookSecret: string;
  /** The secret before this one, while it is being changed. */
  previousWebhookSecret?: string;
  /** Of the REST API, such as `https://github.example.com/api/v3` of a GitHub Enterprise Server. */
  apiUrl: string;
}

/** A secret shorter than this can be guessed, characters (github §8.2). */
const shortest = 32;

/**
 * Checks what was configured (github §0.4): an App that verifies deliveries with a missing or known secret believes everybody.
 *
 * @throws Error that lists everything that is wrong, without showing it
 */
export function checkedConfig(given: {
  appId?: string | undefined;
  privateKey?: string | undefined;
  webhookSecret?: string | undefined;
  previousWebhookSecret?: string | undefined;
  apiUrl?: string | undefined;
}): GitHubAppConfig {
  const { appId, webhookSecret, previousWebhookSecret } = given;
  const privateKey = pemOf(given.privateKey);
  const apiUrl = (given.apiUrl ?? 'https://api.github.com').replace(/\/+$/, '');
  const wrong = [
    !/^\d+$/.test(appId ?? '') && 'the App’s id: expected a number (TUTTI_GITHUB_APP_ID)',
    !isKey(privateKey) &&
      'the private key: expected the PEM text that GitHub gave (TUTTI_GITHUB_PRIVATE_KEY, or its file in TUTTI_GITHUB_PRIVATE_KEY_FILE)',
    weakness('the webhook secret', webhookSecret, 'TUTTI_GITHUB_WEBHOOK_SECRET'),
    previousWebhookSecret !== undefined &&
      weakness('the previous webhook secret', previousWebhookSecret, 'TUTTI_GITHUB_PREVIOUS_WEBHOOK_SECRET'),
    !/^https?:\/\//.test(apiUrl) && 'the API’s URL: expected http:// or https:// (TUTTI_GITHUB_BASE_URL)',
  ].filter((problem) => typeof problem === 'string');
  if (wrong.length > 0)
    throw new Error(`The GitHub App cannot start:\n${wrong.map((line) => `  ${line}`).join('\n')}`);
  return {
    appId: appId!,
    privateKey: privateKey!,
    webhookSecret: webhookSecret!,
    ...(previousWebhookSecret !== undefined && { previousWebhookSecret }),
    apiUrl,
  };
}

/** PEM of a variable: line ends may be written as `\n`, or all of it in Base64. */
function pemOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (text.includes('-----BEGIN')) return text.replaceAll('\\n', '\n');
  return Buffer.from(text, 'base64').toString('utf8');
}

function isKey(pem: string | undefined): boolean {
  try {
    return pem !== undefined && createPrivateKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}

function weakness(name: string, secret: string | undefined, variable: string): string | false {
  const advice = `set ${variable} to ${shortest} random characters or more, such as those of \`openssl rand -hex 32\`, here and in the settings of the App`;
  if (!secret) return `${name} is missing: anybody could forge deliveries; ${advice}`;
  if (secret.length < shortest)
    return `${name} is too short (${secret.length} of ${shortest} characters); ${advice}`;
  if (new Set(secret).size < 8 || secret.startsWith('development'))
    return `${name} is easily guessed; ${advice}`;
  return false;
}
