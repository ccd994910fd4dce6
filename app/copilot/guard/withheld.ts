import { createHmac, randomBytes } from 'node:crypto';
import { clean } from '../../../runner/report/escape.ts';
import { tokenShapes, withheldMark } from './shapes.ts';

/** With a key that nobody knows, a mark says nothing of a password that could be guessed. */
const key = randomBytes(32);

/**
 * A text of others for a model: harmless to show, and with a mark in place of everything that looks like a credential
 * (surfaces §4.7). The same credential has the same mark, so that `restoreTokens` finds it again.
 */
export function withoutTokens(text: string): string {
  return credentials.reduce(
    (left, credential) =>
      left.replace(credential, (match: string, before: unknown, value: unknown) =>
        typeof value === 'string' ? `${String(before)}${mark(value)}` : mark(match),
      ),
    clean(text),
  );
}

/** Puts the credentials of `source` back where a model left their marks. */
export function restoreTokens(text: string, source: string): string {
  if (!withheldMark.test(text)) return text;
  const known = new Map<string, string>();
  let left = clean(source);
  for (const credential of credentials)
    left = left.replace(credential, (match: string, before: unknown, value: unknown) => {
      const isNamed = typeof value === 'string';
      const token = isNamed ? value : match;
      known.set(mark(token), token);
      return isNamed ? `${String(before)}${mark(token)}` : mark(token);
    });
  return text.replace(new RegExp(withheldMark, 'g'), (one) => known.get(one) ?? one);
}

function mark(token: string): string {
  return `(withheld ${createHmac('sha256', key).update(token).digest('hex').slice(0, 8)})`;
}

/** A private key to its end; what looks like a token; what follows the name of a credential, by the name and the value. */
const credentials: readonly RegExp[] = [
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g,
  ...tokenShapes.map((shape) => new RegExp(shape, `${shape.flags}g`)),
  /((?:password|passwd|passphrase|\bpwd|api[-_]?key|(?:client|app)[-_]?secret|(?:access|secret|private)[-_]?key|(?:auth|access|api|refresh)[-_]?token)["']?[ \t]{0,8}[:=][ \t]{0,8}["']?)([^\s"'(),{}[\]|>&*]{4,})/gi,
  // Fewer of these are credentials: “Unexpected token: name”.
  /((?:token|secret)["']?[ \t]{0,8}[:=][ \t]{0,8}["']?)((?=[^\s"'(),{}[\]]*\d)[^\s"'(),{}[\]|>&*]{8,})/gi,
];
