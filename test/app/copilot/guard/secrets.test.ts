import { describe, expect, it } from 'vitest';
import { guardSecrets } from '../../../../app/copilot/guard/secrets.ts';

const flow = (lines: string) =>
  `id: a\nnamespace: company.team\ntasks:\n  - id: call\n    type: x.y.Z\n${lines}`;

describe('literal credentials become secrets (surfaces §4.7)', () => {
  it.each([
    ['    password: hunter22\n', 'CALL_PASSWORD'],
    ['    apiKey: "abc def ghi"\n', 'CALL_APIKEY'],
    ['    options:\n      auth: { username: u, password: hunter22 }\n', 'CALL_PASSWORD'],
    ['    headers:\n      Authorization: Bearer abcdefghijklmnopqrstuvwxyz\n', 'CALL_AUTHORIZATION'],
    ['    env: { AWS: AKIAABCDEFGHIJKLMNOP }\n', 'CALL_AWS'],
    ['    url: postgres://user:pa55word@db.example.com/x\n', 'CALL_URL'],
    ['    value: ghp_abcdefghijklmnopqrstuvwxyz0123456789\n', 'CALL_VALUE'],
    [
      '    key: |\n      -----BEGIN RSA PRIVATE KEY-----\n      MIIE\n      -----END RSA PRIVATE KEY-----\n',
      'CALL_KEY',
    ],
  ])('given %j', (lines, name) => {
    const { text, secrets } = guardSecrets(flow(lines));
    expect(secrets).toEqual([{ name, path: expect.any(String) }]);
    expect(text).toContain(`{{ secret('${name}') }}`);
    expect(text).not.toMatch(/hunter22|abc def|AKIA|pa55word|ghp_|abcdefghijklmnop|MIIE/);
  });

  it('given a token in a script, then its other lines stay as they are', () => {
    const source = flow(
      '    script: |\n      echo one\n      curl -H "x: ghp_abcdefghijklmnopqrstuvwxyz0123456789" y\n      echo two\n',
    );
    expect(guardSecrets(source).text).toBe(source.replace(/ghp_\w+/, "{{ secret('CALL_SCRIPT') }}"));
  });

  it.each([
    `    password: "{{ secret('DB_PASSWORD') }}"\n`,
    `    headers:\n      Authorization: "Bearer {{ secret('TOKEN') }}"\n`,
    '    token: "{{ inputs.token }}"\n',
    '    password: ""\n    type2: basic\n',
    '    tokenCount: 5\n    message: the password is in the vault\n',
  ])('given %j, then nothing', (lines) => {
    const source = flow(lines);
    expect(guardSecrets(source)).toEqual({ text: source, secrets: [] });
  });

  it('given what stood there before, then it is left for a person to see', () => {
    const source = flow('    password: hunter22\n');
    expect(guardSecrets(`${source}    token: another1\n`, source).secrets).toEqual([
      { name: 'CALL_TOKEN', path: 'tasks.token' },
    ]);
  });

  it('given the same credential twice, then one secret; given two, then two', () => {
    const { secrets } = guardSecrets(
      flow('    password: hunter22\n    nested: { password: hunter22 }\n    more: { password: other123 }\n'),
    );
    expect(new Set(secrets.map(({ name }) => name)).size).toBe(2);
  });
});
