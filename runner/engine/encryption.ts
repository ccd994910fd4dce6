import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** How a value is marked that is stored encrypted (flow-language §3.1). */
export const encryptedType = 'io.kestra.datatype:aes_encrypted';

/** Encrypts SECRET inputs and outputs, and decrypts them for expressions. */
export interface Encryption {
  /** AES-GCM with a 12-byte prefix, as base64. */
  encrypt(text: string): string;
  /** The value with every encrypted part in clear; each is given to `onSecret`. */
  reveal<T>(value: T, onSecret: (secret: string) => void): T;
}

/**
 * Encryption with the key of `TUTTI_ENCRYPTION_KEY`: 16, 24 or 32 bytes in base64. `undefined` where none is configured.
 *
 * @throws Error where the key has another length.
 */
export function encryptionFrom(
  environment: Readonly<Record<string, string | undefined>>,
): Encryption | undefined {
  const configured = environment['TUTTI_ENCRYPTION_KEY'];
  if (configured === undefined || configured === '') return undefined;
  const key = Buffer.from(configured, 'base64');
  if (![16, 24, 32].includes(key.length))
    throw new Error(
      `TUTTI_ENCRYPTION_KEY must be 16, 24 or 32 bytes in base64, but it holds ${key.length} bytes`,
    );
  const algorithm = `aes-${key.length * 8}-gcm` as 'aes-256-gcm';

  const decrypt = (text: string): string => {
    const bytes = Buffer.from(text, 'base64');
    const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, 12));
    decipher.setAuthTag(bytes.subarray(-16));
    return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString('utf8');
  };

  const reveal = (value: unknown, onSecret: (secret: string) => void): unknown => {
    if (Array.isArray(value)) return value.map((item) => reveal(item, onSecret));
    if (typeof value !== 'object' || value === null) return value;
    const { type, value: text } = value as { type?: unknown; value?: unknown };
    if (type === encryptedType && typeof text === 'string') {
      const clear = decrypt(text);
      onSecret(clear);
      return clear;
    }
    return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, reveal(entry, onSecret)]));
  };

  return {
    encrypt(text) {
      const iv = randomBytes(12);
      const cipher = createCipheriv(algorithm, key, iv);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, body, cipher.getAuthTag()]).toString('base64');
    },
    reveal: <T>(value: T, onSecret: (secret: string) => void) => reveal(value, onSecret) as T,
  };
}
