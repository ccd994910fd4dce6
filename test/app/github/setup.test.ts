import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { type AppCredentials, startSetup } from '../../../app/github/setup/index.ts';
import { manifestOf } from '../../../app/github/setup/manifest.ts';
import { conversions, pageOf } from './conversions.ts';
import { secret } from './support.ts';

async function setupPage(organization?: string) {
  const { apiUrl, asked } = await conversions();
  const kept: AppCredentials[] = [];
  const setup = await startSetup({
    name: 'Tutti "& friends"',
    url: 'https://tutti.example.com',
    ...(organization !== undefined && { organization }),
    apiUrl,
    siteUrl: 'https://github.example.com',
    port: 0,
    created: (credentials) => kept.push(credentials),
  });
  onTestFinished(() => setup.close());
  const page = await pageOf(setup.url);
  return { setup, asked, kept, ...page };
}

describe('creating the App in one click (github §1.6)', () => {
  it('posts the manifest to GitHub, with the URL of the webhook and a state of its own', async () => {
    const { action, manifest, setup, state } = await setupPage('acme');
    expect(action).toBe(`https://github.example.com/organizations/acme/settings/apps/new?state=${state}`);
    expect(state).toMatch(/^[\da-f]{64}$/);
    expect(manifest.name).toBe('Tutti "& friends"');
    expect(manifest.hook_attributes.url).toBe('https://tutti.example.com/api/github/webhooks');
    expect(manifest.redirect_url).toBe(`${setup.url}created`);
  });

  it('exchanges the code once and keeps the credentials', async () => {
    const { setup, kept, state, asked } = await setupPage();
    const answer = await fetch(`${setup.url}created?code=good-code&state=${state}`);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('https://github.example.com/apps/tutti-acme/installations/new');
    expect(await setup.done).toMatchObject({ appId: '12', webhookSecret: secret });
    expect(kept).toHaveLength(1);
    expect((await fetch(`${setup.url}created?code=good-code&state=${state}`)).status).toBe(409);
    expect(asked).toHaveLength(1);
  });

  it.each([
    ['another state', 'good-code', 'f'.repeat(64)],
    ['no state', 'good-code', ''],
    ['a code that leaves its place in the URL', '../user', undefined],
  ])('given %s, then asks GitHub for nothing', async (_, code, given) => {
    const { setup, kept, state, asked } = await setupPage();
    const query = new URLSearchParams({ code, state: given ?? state });
    expect((await fetch(`${setup.url}created?${query}`)).status).toBe(400);
    expect([...kept, ...asked]).toEqual([]);
  });

  it('given a code that GitHub does not know, then says so and keeps nothing', async () => {
    const { setup, kept, state } = await setupPage();
    expect((await fetch(`${setup.url}created?code=old-code&state=${state}`)).status).toBe(502);
    await expect(setup.done).rejects.toThrow('GitHub did not give the credentials');
    expect(kept).toEqual([]);
  });

  it('app.yml says the same as the manifest', () => {
    const file = new URL('../../../app/github/setup/app.yml', import.meta.url);
    const { redirect_url: _, ...manifest } = manifestOf({
      name: 'Tutti',
      url: 'https://tutti.example.com',
      redirectUrl: '',
      isPublic: false,
    });
    expect(parse(readFileSync(file, 'utf8'))).toEqual(manifest);
  });

  it('never asks for what could change workflows, secrets or settings (github §0.13)', () => {
    const file = new URL('../../../app/github/setup/app.yml', import.meta.url);
    const { default_permissions } = parse(readFileSync(file, 'utf8')) as { default_permissions: object };
    for (const never of ['workflows', 'administration', 'secrets', 'members'])
      expect(default_permissions).not.toHaveProperty(never);
  });
});
