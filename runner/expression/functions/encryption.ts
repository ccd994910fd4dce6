import { createCipheriv, createDecipheriv } from 'node:crypto';
import { ExpressionError, type PebbleFunction } from '../types.ts';
import { callable } from './define.ts';

const ivLength = 12;
const tagLength = 16;

/** AES-GCM with the initialisation vector in front, all in base64 (flow-language §4.9). */
export const encryptionFunctions: Readonly<Record<string, PebbleFunction>> = {
  encrypt: callable(['key', 'plaintext'], ([key, plaintext], context) => {
    const [keyText, text] = bothTexts('encrypt', 'plaintext', key, plaintext);
    const iv = context.services.randomBytes(ivLength);
    const cipher = createCipheriv(...aes(keyText), iv);
    const sealed = [iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()];
    return Buffer.concat(sealed).toString('base64');
  }),
  decrypt: callable(['key', 'encrypted'], ([key, encrypted]) => {
    const [keyText, text] = bothTexts('decrypt', 'encrypted', key, encrypted);
    return decrypt(keyText, Buffer.from(text, 'base64'));
  }),
};

function bothTexts(name: string, other: string, key: unknown, value: unknown): [string, string] {
  if (typeof key !== 'string' || typeof value !== 'string') {
    throw new ExpressionError(`The '${name}' function expects two arguments 'key' and '${other}'.`);
  }
  return [key, value];
}

function aes(keyText: string): ['aes-128-gcm' | 'aes-192-gcm' | 'aes-256-gcm', Buffer] {
  const key = Buffer.from(keyText, 'base64');
  switch (key.length) {
    case 16:
      return ['aes-128-gcm', key];
    case 24:
      return ['aes-192-gcm', key];
    case 32:
      return ['aes-256-gcm', key];
    default:
      throw new ExpressionError(`Invalid AES key length: ${key.length} bytes`);
  }
}

function decrypt(keyText: string, sealed: Buffer): string {
  const [algorithm, key] = aes(keyText);
  if (sealed.length < ivLength + tagLength) {
    throw new ExpressionError('Input data too short to contain an expected tag length of 16bytes');
  }
  const decipher = createDecipheriv(algorithm, key, sealed.subarray(0, ivLength));
  decipher.setAuthTag(sealed.subarray(-tagLength));
  try {
    const text = decipher.update(sealed.subarray(ivLength, -tagLength));
    return Buffer.concat([text, decipher.final()]).toString();
  } catch {
    throw new ExpressionError('Tag mismatch');
  }
}
