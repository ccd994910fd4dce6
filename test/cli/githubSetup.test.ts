import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../../cli/serve/config.ts';
import { githubEnvironment } from '../../cli/serve/github.ts';
import { conversions, pageOf } from '../app/github/conversions.ts';
import { privateKey, secret } from '../app/github/support.ts';
import { ended, repositoryOf, start, tutti } from './tutti.ts';

const url = ['--url', 'https://tutti.example.com'];

function emptyRoot(files: Record<string, string> = { 'flows/.keep': '' }): string {
  const { root, remove } = repositoryOf(files);
  onTestFinished(remove);
  return root;
}

describe('tutti github setup (github §1.6)', () => {
  it('keeps the credentials where nobody else can read them and `tutti serve` finds them', async () => {
    const root = emptyRoot();
    const { apiUrl } = await conversions();
    const child = start(['github', 'setup', ...url, '--base-url', apiUrl], { cwd: root });
    const end = ended(child);
    const line = await new Promise<string>((found) =>
      createInterface({ input: child.stdout! }).once('line', found),
    );
    const page = /http:\/\/127\.0\.0\.1:\d+\//.exec(line)![0];
    const { state } = await pageOf(page);
    await (await fetch(`${page}created?code=good-code&state=${state}`)).text();
    const { code, out, err } = await end;
    expect(code).toBe(0);
    expect(out).toContain('tutti serve');

    const file = join(root, '.tutti/github.env');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(root, '.tutti/.gitignore'), 'utf8')).toBe('*\n');
    const { github, server } = readConfig(root, undefined, {}, githubEnvironment(join(root, '.tutti')));
    expect(github).toMatchObject({ appId: '12', webhookSecret: secret, baseUrl: apiUrl });
    expect(github.privateKey).toBe(privateKey.trim());
    expect(server.url).toBe('https://tutti.example.com');
    for (const hidden of [secret, 'PRIVATE KEY']) expect(out + err).not.toContain(hidden);
  }, 20_000);

  it('replaces credentials only when it is told to', async () => {
    const root = emptyRoot({ '.tutti/github.env': 'TUTTI_GITHUB_APP_ID=1' });
    const { code, err } = await tutti(['github', 'setup', ...url], { cwd: root });
    expect(code).toBe(2);
    expect(err).toContain('--force');
  });

  it.each(['http://localhost:8080', 'http://127.0.0.1', 'tutti.example.com'])(
    'refuses %s, which GitHub cannot reach',
    async (address) => {
      const { code, err } = await tutti(['github', 'setup', '--url', address], { cwd: emptyRoot() });
      expect(code).toBe(2);
      expect(err).toContain('--url');
    },
  );
});
