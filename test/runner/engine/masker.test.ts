import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMasker } from '../../../runner/engine/masker.ts';

const masking = (...secrets: string[]) => {
  const masker = createMasker();
  for (const secret of secrets) masker.add(secret);
  return masker.mask;
};

describe('masking of secrets (flow-language §4.13)', () => {
  it('replaces each occurrence', () => {
    expect(masking('s3cret')('a s3cret and s3cret')).toBe('a ****** and ******');
  });

  it('replaces the base64 form', () => {
    expect(masking('s3cret')(`Basic ${btoa('s3cret')}`)).toBe('Basic ******');
  });

  it('replaces the lines of a secret of several lines', () => {
    expect(masking('-----BEGIN KEY-----\nMIIEvQIBADANBg\n')('MIIEvQIBADANBg')).toBe('******');
  });

  it('replaces the longer of two secrets where one holds the other', () => {
    expect(masking('pass', 'password')('my password')).toBe('my ******');
  });

  it('takes special characters of a secret as they are', () => {
    expect(masking('a.b*c(')('a.b*c( axbxc(')).toBe('****** axbxc(');
  });

  it('given a token that was revoked, then only the other secrets are masked', () => {
    const masker = createMasker();
    masker.add('a-token-of-a-task');
    masker.add('correct horse');
    masker.forget('a-token-of-a-task');
    expect(masker.mask('a-token-of-a-task, correct horse')).toBe('a-token-of-a-task, ******');
  });

  it('ignores empty secrets', () => {
    expect(masking('', '  ')('nothing  here')).toBe('nothing  here');
  });

  it('leaves no secret in any text', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 3 }), fc.string(), fc.string(), (secret, before, after) => {
        fc.pre(secret.trim().length >= 3 && !'******'.includes(secret.trim()));
        const masked = masking(secret)(before + secret + after);
        expect(masked.split('******').some((part) => part.includes(secret.trim()))).toBe(false);
      }),
    );
  });
});
