import { createCipheriv, randomBytes } from 'node:crypto';

/** An encrypted output, as it is stored (flow-language §3.1). */
export interface EncryptedText {
  type: 'io.kestra.datatype:aes_encrypted';
  /** Base64 of 12 bytes of IV, the ciphertext and 16 bytes of tag. */
  value: string;
}

/** Encrypts text by AES-GCM with the key in `TUTTI_ENCRYPTION_KEY` (base64 of 16, 24 or 32 bytes). Throws without one. */
export function encryptText(text: string, environment: NodeJS.ProcessEnv = process.env): EncryptedText {
  const key = Buffer.from(environment['TUTTI_ENCRYPTION_KEY'] ?? '', 'base64');
  if (![16, 24, 32].includes(key.length)) {
    throw new Error(
      'Unable to encrypt the body: there is no encryption key. Set the environment variable TUTTI_ENCRYPTION_KEY to the base64 text of 16, 24 or 32 random bytes, or set encryptBody to false.',
    );
  }
  const iv = randomBytes(12);
  const cipher = createCipheriv(`aes-${(key.length * 8) as 128 | 192 | 256}-gcm`, key, iv);
  const value = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return { type: 'io.kestra.datatype:aes_encrypted', value: value.toString('base64') };
}
