import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guardSecrets } from '../../../../app/copilot/guard/secrets.ts';
import { restoreTokens, withoutTokens } from '../../../../app/copilot/guard/withheld.ts';

/** Made of parts, for searches for real tokens. */
const tokens = [
  `AK${'IAABCDEFGHIJKLMNOP'}`,
  `gh${'p_abcdefghijklmnopqrstuvwxyz0123456789'}`,
  `github${'_pat_11ABCDEFG0123456789abcdef'}`,
  `gl${'pat-abcdefghijklmnopqrst'}`,
  `xo${'xb-1234567890-abcdef'}`,
  `sk${'_live_abcdefghijklmnop'}`,
  `sk${'-proj-abcdefghijklmnopqrst'}`,
  `AI${'zaSyA0123456789abcdefghijklmnopqrstuv'}`,
  `ey${'JhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.c2lnbmF0dXJl'}`,
  `-----BEGIN RSA PRIVATE ${'KEY-----\nMIIEowIBAAKCAQEA\n-----END RSA PRIVATE KEY-----'}`,
  `https://hooks.slack${'.com/services/T000/B000/XXXX'}`,
  `postgres://ada:pa55${'word@'}`,
  `Bearer ${'abcdefghijklmnop'}`,
  `Basic ${'YWRhOnBhNTV3b3Jk'}`,
];

describe('credentials in texts for a model (surfaces §4.7)', () => {
  it.each(tokens)('given %j among other words, then it has a mark, and the words stay', (token) => {
    const text = withoutTokens(`12:00 INFO calling with ${token} and ${token}\nnext line`);
    expect(text).toMatch(
      /^12:00 INFO calling with \(withheld [0-9a-f]{8}\) and \(withheld [0-9a-f]{8}\)\nnext line$/,
    );
  });

  it.each([
    ['DB_PASSWORD=hunter22', 'hunter22'],
    ['password: correcthorse', 'correcthorse'],
    ['{"apiKey": "abcdef", "n": 1}', 'abcdef'],
    ["client_secret = 'xyz-xyz-xyz'", 'xyz-xyz-xyz'],
    ['token=abcd1234efgh', 'abcd1234efgh'],
  ])('given %j, then the value alone is withheld', (line, value) => {
    const text = withoutTokens(line);
    expect(text).not.toContain(value);
    expect(text.replace(/\(withheld [0-9a-f]{8}\)/, value)).toBe(line);
  });

  it.each([
    'password: "{{ secret(\'DB_PASSWORD\') }}"',
    "token = secret('API_TOKEN')",
    'SyntaxError: Unexpected token: identifier',
    'export PASSWORD=$DB_PASSWORD',
    'maxTokens: 8000, retries: 3',
    'id: get_token\ntype: io.kestra.plugin.core.log.Log',
  ])('given %j, which holds none, then nothing is changed', (text) => {
    expect(withoutTokens(text)).toBe(text);
  });

  it('given a token that invisible characters cut, then it is withheld too', () => {
    expect(withoutTokens(tokens[1]!.replace('abc', 'a\u200bbc'))).toMatch(/^\(withheld \w+\)$/);
  });

  it('given a private key without its end, then all the rest is withheld', () => {
    expect(withoutTokens(tokens[9]!.slice(0, 50))).toMatch(/^\(withheld \w+\)$/);
  });

  it('given any text around tokens, then what a model leaves as it was is restored', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...tokens), fc.stringMatching(/^[ -~\n]{0,20}$/)), {
          maxLength: 6,
        }),
        (parts) => {
          const source = parts.join('\n');
          expect(restoreTokens(withoutTokens(source), source)).toBe(source);
        },
      ),
    );
  });

  it('given a mark that is of no credential of the flow, then it becomes a secret to create', () => {
    const written = `id: a\nnamespace: b\ntasks:\n  - id: call\n    type: x.y.Z\n    value: ${withoutTokens(tokens[1]!)}\n`;
    expect(restoreTokens(written, 'id: other')).toBe(written);
    expect(guardSecrets(written).secrets).toEqual([{ name: 'CALL_VALUE', path: 'tasks.value' }]);
  });

  it('given a long line that could be many tokens and is none, then it is searched in no time', () => {
    const long = 200_000;
    const before = performance.now();
    for (const piece of [
      'a-',
      'eyJ-',
      'a://b',
      'Bearer ',
      'password',
      '-----BEGIN ',
      'token: ',
      'token:',
      'password=',
    ])
      withoutTokens(piece.repeat(long / piece.length));
    expect(performance.now() - before).toBeLessThan(3_000);
  });
});
