import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { manifestOf } from '../../../app/github/setup/manifest.ts';
import { privateKey, secret } from './support.ts';

/** The one endpoint of GitHub that a new App needs: gives each code once. */
export async function conversions() {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const isKnown = request.url === '/app-manifests/good-code/conversions' && asked.length === 1;
    response.writeHead(isKnown ? 201 : 404, { 'content-type': 'application/json' });
    const page = 'https://github.example.com/apps/tutti-acme';
    const app = { id: 12, slug: 'tutti-acme', pem: privateKey, webhook_secret: secret, html_url: page };
    response.end(JSON.stringify(isKnown ? app : { message: 'Not Found' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

/** What the page of the setup would post, and where to. */
export async function pageOf(url: string) {
  const html = await (await fetch(url)).text();
  const attribute = (pattern: RegExp) =>
    pattern.exec(html)![1]!.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
  const action = attribute(/action="([^"]+)"/);
  const manifest = JSON.parse(attribute(/value="([^"]+)"/)) as ReturnType<typeof manifestOf>;
  const state = new URL(action).searchParams.get('state')!;
  return { action, manifest, state };
}
