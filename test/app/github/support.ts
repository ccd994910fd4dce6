import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Logger, pino } from 'pino';
import { onTestFinished } from 'vitest';

/** A webhook secret as strong as it must be. */
export const secret = 'c8f0a6be1d7f4e53925b7e60d1c4a9f3';

/** An App's key. */
export const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs1', format: 'pem' })
  .toString();

/** A folder that goes with the test. */
export function temporaryHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'tutti-github-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

/** A log whose lines can be read. */
export function readableLog(): { log: Logger; lines: string[] } {
  const lines: string[] = [];
  return { log: pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) }), lines };
}

export function sign(body: string, key = secret): string {
  return `sha256=${createHmac('sha256', key).update(body).digest('hex')}`;
}

/** A delivery as GitHub sends it; `headers` replace those that it would have, undefined takes one away. */
export function delivery(
  event: string,
  payload: unknown,
  headers: Record<string, string | undefined> = {},
): Request {
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const all = {
    'content-type': 'application/json',
    'x-github-event': event,
    'x-github-delivery': randomUUID(),
    'x-hub-signature-256': sign(body),
    ...headers,
  };
  const given = Object.entries(all).filter((header): header is [string, string] => header[1] !== undefined);
  return new Request('http://localhost/api/github/webhooks', { method: 'POST', body, headers: given });
}
