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
  return replaced(clean(text), mark);
}

/** Puts the credentials of `source` back where a model left their marks. */
export function restoreTokens(text: string, source: string): string {
  if (!withheldMark.test(text)) return text;
  const known = new Map<string, string>();
  replaced(clean(source), (token) => {
    known.set(mark(token), token);
    return mark(token);
  });
  return text.replace(new RegExp(withheldMark, 'g'), (one) => known.get(one) ?? one);
}

function replaced(text: string, by: (token: string) => string): string {
  return credentials.reduce(
    (left, credential) =>
      left.replace(credential, (match: string, name: unknown, value: string) =>
        // Only what is known by its name has groups.
        typeof name === 'string' ? `${name}${by(value)}` : by(match),
      ),
    text,
  );
}

function mark(token: string): string {
  return `(withheld ${createHmac('sha256', key).update(token).digest('hex').slice(0, 8)})`;
}

/** Names of what is a credential whatever it looks like, and of what is one where it has a digit: “Unexpected token: name”. */
const names = {
  always: String.raw`password|passwd|passphrase|\bpwd|api[-_]?key|(?:client|app)[-_]?secret|(?:access|secret|private)[-_]?key|(?:auth|access|api|refresh)[-_]?token`,
  withDigit: 'token|secret',
} as const;

/** What a value begins with that is read from elsewhere, or is none. */
const noCredential = String.raw`secret\b|os\.|env\b|environ|process\.|inputs\b|vars\b|\$|null\b|none\b|true\b|false\b`;

/** A private key to its end; what looks like a token; what follows the name of a credential. */
const credentials: readonly RegExp[] = [
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g,
  ...tokenShapes.map((shape) => new RegExp(shape, `${shape.flags}g`)),
  named(names.always, String.raw`[^\s"'(),{}[\]|>&*]{4,}`),
  named(names.withDigit, String.raw`(?=[^\s"'(),{}[\]]{0,100}\d)[^\s"'(),{}[\]|>&*]{8,}`),
];

/** Two groups: the name up to the value, and the value. */
function named(name: string, value: string): RegExp {
  return new RegExp(`((?:${name})["']?[ \\t]{0,8}[:=][ \\t]{0,8}["']?)(?!${noCredential})(${value})`, 'gi');
}
