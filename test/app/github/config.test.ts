import { describe, expect, it } from 'vitest';
import { checkedConfig } from '../../../app/github/config.ts';
import { privateKey, secret } from './support.ts';

const good = { appId: '12', privateKey, webhookSecret: secret };

describe('the configuration of the App (github §0.4, §8.2)', () => {
  it('takes a strong secret and the key that GitHub gave', () => {
    expect(checkedConfig(good)).toEqual({ ...good, apiUrl: 'https://api.github.com' });
  });

  it('takes a key whose line ends a variable could not hold, and one in Base64', () => {
    const escaped = privateKey.replaceAll('\n', '\\n');
    expect(checkedConfig({ ...good, privateKey: escaped }).privateKey).toBe(privateKey);
    const encoded = Buffer.from(privateKey).toString('base64');
    expect(checkedConfig({ ...good, privateKey: encoded }).privateKey).toBe(privateKey);
  });

  it.each([
    ['no secret', undefined, 'missing'],
    ['an empty secret', '', 'missing'],
    ['the word that Probot falls back to', 'development', 'too short'],
    ['31 characters', secret.slice(1), 'too short'],
    ['one character many times', 'a'.repeat(40), 'easily guessed'],
    ['the known word with something behind it', 'development-development-development', 'easily guessed'],
  ])('refuses to start with %s', (_, webhookSecret, reason) => {
    expect(() => checkedConfig({ ...good, webhookSecret })).toThrow(`webhook secret is ${reason}`);
  });

  it('refuses a weak previous secret', () => {
    expect(() => checkedConfig({ ...good, previousWebhookSecret: 'short' })).toThrow(
      'the previous webhook secret is too short',
    );
  });

  it('lists everything that is wrong at once, and shows none of it', () => {
    const given = { appId: 'x', privateKey: 'not-a-key', webhookSecret: 'hunter2', apiUrl: 'ftp://x' };
    const message = messageOf(() => checkedConfig(given));
    for (const part of ['id: expected a number', 'private key', 'webhook secret', 'URL'])
      expect(message).toContain(part);
    for (const hidden of ['hunter2', 'not-a-key']) expect(message).not.toContain(hidden);
  });
});

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('expected an error');
}
