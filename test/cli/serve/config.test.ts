import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { egressOf, readConfig } from '../../../cli/serve/config.ts';

function rootWith(text?: string): string {
  const root = mkdtempSync(join(tmpdir(), 'tutti-config-'));
  if (text !== undefined) writeFileSync(join(root, 'tutti.yaml'), text);
  return root;
}

describe('Copilot in the configuration', () => {
  it('takes no key, which belongs into the environment', () => {
    const configOf = (text: string) => readConfig(rootWith(text), undefined, {}, {});
    expect(() => configOf('copilot: { provider: openai, apiKey: sk-1 }')).toThrow(
      'set TUTTI_COPILOT_API_KEY',
    );
    expect(
      configOf('copilot: { provider: ollama, model: llama3, limits: { perUser: 5 } }').copilot,
    ).toMatchObject({
      rounds: 3,
      limits: { perUser: 5, perRepository: 100 },
    });
  });
});

describe('the configuration of the server', () => {
  it('has a default for everything', () => {
    const config = readConfig(rootWith(), undefined, {}, {});
    expect(config.server).toEqual({ host: '127.0.0.1', port: 8080, grace: 30_000 });
    expect(config.auth).toEqual({ users: [], tokens: [] });
  });

  it('is what the options say, else the environment, else the file', () => {
    const root = rootWith('server: { host: 10.0.0.1, port: 1, grace: PT1M }');
    const environment = {
      TUTTI_HOST: '10.0.0.2',
      TUTTI_PORT: '2',
      TUTTI_USERNAME: 'ada',
      TUTTI_PASSWORD: 'correct horse',
    };
    const config = readConfig(root, undefined, { port: 3 }, environment);
    expect(config.server).toEqual({ host: '10.0.0.2', port: 3, grace: 60_000 });
    expect(config.auth.users).toEqual([{ username: 'ada', password: 'correct horse' }]);
  });

  it('lets flows reach everything, or public addresses and what it allows; a wrong entry is told', () => {
    const reach = (text?: string) => egressOf(readConfig(rootWith(text), undefined, {}, {}));
    expect(reach()).toEqual({});
    expect(reach('engine: { egress: public, allowedHosts: [10.1.0.0/16, "*.example.org"] }')).toEqual({
      egress: { allow: ['10.1.0.0/16', '*.example.org'] },
    });
    expect(() => reach('engine: { egress: public, allowedHosts: [10.1.0.0/99] }')).toThrow(
      'engine.allowedHosts.0: expected a host (files.example.org, *.example.org), an address or a block',
    );
  });

  it('shares secrets with nobody, or with the repositories that it lists', () => {
    const shared = (text?: string) => readConfig(rootWith(text), undefined, {}, {}).github.sharedSecrets;
    expect(shared()).toEqual([]);
    expect(shared('github: { sharedSecrets: [acme/shop, tools/*, "*"] }')).toEqual([
      'acme/shop',
      'tools/*',
      '*',
    ]);
    expect(() => shared('github: { sharedSecrets: [acme] }')).toThrow('expected owner/name, owner/* or *');
  });

  it('keeps what has ended for ninety days, or as long as is said, or forever', () => {
    const retentionOf = (text?: string) => readConfig(rootWith(text), undefined, {}, {}).retention;
    const day = 86_400_000;
    const defaults = { executions: 90 * day, logs: 90 * day, caches: 30 * day, kv: 7 * day };
    expect(retentionOf()).toEqual({ ...defaults, interval: 3_600_000 });
    expect(retentionOf('retention: { executions: forever, logs: P1D, interval: PT1M }')).toEqual({
      ...defaults,
      executions: null,
      logs: day,
      interval: 60_000,
    });
    const wrong = 'retention: { executions: always, interval: PT0S }';
    expect(() => retentionOf(wrong)).toThrow(
      'retention.executions: expected a duration such as P90D, or forever, found always',
    );
    expect(() => retentionOf(wrong)).toThrow('retention.interval: expected PT1S or more');
  });

  it('has the GitHub App that the environment names, also as users of Probot do', () => {
    const github = (environment: Record<string, string>) =>
      readConfig(rootWith(), undefined, {}, environment).github;
    expect(github({ APP_ID: '1', PRIVATE_KEY: 'key', WEBHOOK_SECRET: 'secret' })).toEqual({
      appId: '1',
      privateKey: 'key',
      webhookSecret: 'secret',
      scripts: 'default',
      sharedSecrets: [],
    });
    expect(github({ APP_ID: '1', PRIVATE_KEY: 'key', TUTTI_GITHUB_APP_ID: '2' })).toMatchObject({
      appId: '2',
    });
    // Somebody else's, who has no key.
    expect(github({ APP_ID: '1', WEBHOOK_SECRET: 'secret' })).toEqual({
      scripts: 'default',
      sharedSecrets: [],
    });
  });

  it('names every property that is wrong, and what may be meant', () => {
    const root = rootWith('server: { prot: 1, grace: soon }\nautho: {}\nauth: { tokens: [short] }');
    const read = () => readConfig(root, undefined, {}, {});
    expect(read).toThrow('server.prot: there is no such property; did you mean port?');
    expect(read).toThrow('server.grace: expected a duration such as PT30S, found soon');
    expect(read).toThrow('autho: there is no such property; did you mean auth?');
    expect(read).toThrow('auth.tokens.0');
  });

  it('is refused where the named file does not exist, or is no map', () => {
    expect(() => readConfig(rootWith(), '/nowhere/tutti.yaml', {}, {})).toThrow('there is no such file');
    expect(() => readConfig(rootWith('[]'), undefined, {}, {})).toThrow('expected a map');
  });
});
