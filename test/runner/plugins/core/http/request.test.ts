import { execFileSync } from 'node:child_process';
import { createDecipheriv, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { httpRequest } from '../../../../../runner/plugins/core/http/client.ts';
import Request from '../../../../../runner/plugins/core/http/Request.ts';
import { findProgram } from '../../../../../runner/plugins/scripts/programs.ts';
import { taskWorld } from '../../../../support/taskContext.ts';
import { httpServer, listen } from './server.ts';

afterEach(() => vi.unstubAllEnvs());

async function request(written: Record<string, unknown>) {
  const world = await taskWorld();
  return { world, outputs: (await world.run(Request, written))?.outputs };
}

describe('a request', () => {
  it('given params, then they are added to the query, encoded', async () => {
    const { url, received } = await httpServer((_, response) => void response.end('ok'));
    await request({ uri: `${url}/search?a=1`, params: { q: 'grün & blau', page: 2, tag: ['x', 'y'] } });
    expect(received[0]?.url).toBe('/search?a=1&q=gr%C3%BCn+%26+blau&page=2&tag=x&tag=y');
  });

  it('is a GET by Kestra; its outputs are the response', async () => {
    const { url, received } = await httpServer((_, response) => {
      response.setHeader('Set-Cookie', ['a=1', 'b=2']);
      response.writeHead(201, { 'X-Custom': 'yes' }).end('grün');
    });
    const { outputs } = await request({ uri: `${url}/a b` });
    expect(outputs).toMatchObject({
      uri: `${url}/a%20b`,
      code: 201,
      body: 'grün',
      headers: { 'X-Custom': ['yes'], 'Set-Cookie': ['a=1', 'b=2'] },
    });
    expect(received[0]).toMatchObject({ method: 'GET', url: '/a%20b', body: '' });
    expect(received[0]?.headers).toMatchObject({
      'user-agent': 'Kestra',
      'content-type': 'application/json',
    });
  });

  it('sends a body with its type and character set', async () => {
    const { url, received } = await httpServer();
    await request({ uri: url, method: 'POST', body: { a: 'ü' } });
    await request({
      uri: url,
      method: 'PUT',
      body: 'ü',
      contentType: 'text/plain',
      options: { defaultCharset: 'ISO-8859-1' },
    });
    expect(received[0]).toMatchObject({ method: 'POST', body: '{"a":"ü"}' });
    expect(received[0]?.headers['content-type']).toBe('application/json; charset=UTF-8');
    expect(received[1]?.headers).toMatchObject({
      'content-type': 'text/plain; charset=ISO-8859-1',
      'content-length': '1',
    });
  });

  it('may have a body with GET', async () => {
    const { url, received } = await httpServer();
    await request({ uri: url, body: '{"query":{}}' });
    expect(received[0]).toMatchObject({ method: 'GET', body: '{"query":{}}' });
  });

  it('has the given headers in place of its own, but keeps the type of a body', async () => {
    const { url, received } = await httpServer();
    await request({ uri: url, headers: { 'X-A': 'b' } });
    await request({ uri: url, method: 'POST', body: 'x', headers: { 'X-A': 'b' } });
    await request({
      uri: url,
      method: 'POST',
      body: 'x',
      headers: { 'content-type': 'text/x', 'user-agent': 'me' },
    });
    expect(received[0]?.headers['x-a']).toBe('b');
    expect(received[0]?.headers['content-type']).toBeUndefined();
    expect(received[1]?.headers['content-type']).toBe('application/json; charset=UTF-8');
    expect(received[2]?.headers).toMatchObject({ 'content-type': 'text/x', 'user-agent': 'me' });
  });

  it('authenticates by user or token, the deprecated spelling too', async () => {
    const { url, received } = await httpServer();
    const basic = `Basic ${Buffer.from('ada:secret').toString('base64')}`;
    await request({ uri: url, options: { auth: { type: 'BASIC', username: 'ada', password: 'secret' } } });
    await request({ uri: url, options: { basicAuthUser: 'ada', basicAuthPassword: 'secret' } });
    await request({ uri: url, options: { auth: { type: 'BEARER', token: 't0k3n' } } });
    expect(received.map(({ headers }) => headers.authorization)).toEqual([basic, basic, 'Bearer t0k3n']);
  });

  it('reads a compressed response', async () => {
    const { url } = await httpServer((_, response) => {
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync('plain text'));
    });
    expect((await request({ uri: url })).outputs?.['body']).toBe('plain text');
  });

  it('encrypts the body of the response when asked to', async () => {
    const key = randomBytes(32);
    const { url } = await httpServer((_, response) => response.end('top secret'));
    await expect(request({ uri: url, encryptBody: true })).rejects.toThrow('TUTTI_ENCRYPTION_KEY');
    vi.stubEnv('TUTTI_ENCRYPTION_KEY', key.toString('base64'));
    const { outputs } = await request({ uri: url, encryptBody: true });
    expect(outputs).not.toHaveProperty('body');
    const { type, value } = outputs!['encryptedBody'] as { type: string; value: string };
    const bytes = Buffer.from(value, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAuthTag(
      bytes.subarray(-16),
    );
    expect(type).toBe('io.kestra.datatype:aes_encrypted');
    expect(decipher.update(bytes.subarray(12, -16), undefined, 'utf8') + decipher.final('utf8')).toBe(
      'top secret',
    );
  });

  it('logs what it is asked to, without credentials', async () => {
    const { url } = await httpServer((_, response) =>
      response.writeHead(200, { 'X-Answer': '42' }).end('the answer'),
    );
    const { world } = await request({
      uri: url,
      method: 'POST',
      body: 'the question',
      options: {
        auth: { type: 'BEARER', token: 't0k3n' },
        logs: ['REQUEST_HEADERS', 'REQUEST_BODY', 'RESPONSE_HEADERS', 'RESPONSE_BODY'],
      },
    });
    const log = world.logs.map(({ message }) => message).join('\n');
    for (const part of ['User-Agent: Kestra', 'the question', 'X-Answer: 42', 'the answer'])
      expect(log).toContain(part);
    expect(log).not.toContain('t0k3n');
  });
});

describe('a form', () => {
  it('is URL-encoded', async () => {
    const { url, received } = await httpServer();
    await request({ uri: url, method: 'POST', body: 'ignored', formData: { name: 'Ada L', list: [1, 2] } });
    expect(received[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded; charset=UTF-8');
    expect(received[0]?.body).toBe('name=Ada+L&list=%5B1%2C2%5D');
  });

  it('or multipart, with files from storage', async () => {
    const { url, received } = await httpServer();
    const world = await taskWorld();
    await world.run(Request, {
      uri: url,
      method: 'POST',
      contentType: 'multipart/form-data',
      formData: {
        text: 'Ada',
        json: { a: 1 },
        file: await world.file('content of a', 'a.txt'),
        named: { name: 'report.csv', content: await world.file('content of b', 'b.txt') },
      },
    });
    expect(received[0]?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
    const parts = received[0]?.body.split(/--+\S+\r\n/).map((part) => part.replaceAll('\r\n', '|')) ?? [];
    expect(parts).toContainEqual('Content-Disposition: form-data; name="text"||Ada|');
    expect(parts).toContainEqual('Content-Disposition: form-data; name="json"||{"a":1}|');
    expect(parts).toContainEqual(
      expect.stringMatching(/name="file"; filename="a.txt"\|.*\|\|content of a\|/),
    );
    expect(parts).toContainEqual(
      expect.stringMatching(/name="named"; filename="report.csv"\|.*\|\|content of b\|/),
    );
  });
});

describe('a status', () => {
  const status = (code: number, body = '') => httpServer((_, response) => response.writeHead(code).end(body));

  it('of 400 and more fails the task', async () => {
    const { url } = await status(404, 'not here');
    await expect(request({ uri: url })).rejects.toThrow(
      /^Failed http request with response code '404' and body:\nnot here$/,
    );
    const { url: silent } = await status(500);
    await expect(request({ uri: silent })).rejects.toThrow(/^Failed http request with response code '500'$/);
  });

  it('of 400 and more is a response like others with allowFailed, the deprecated one too', async () => {
    const { url } = await status(404, 'not here');
    expect((await request({ uri: url, options: { allowFailed: true } })).outputs).toMatchObject({
      code: 404,
      body: 'not here',
    });
    expect((await request({ uri: url, allowFailed: true })).outputs).toMatchObject({ code: 404 });
  });

  it('must be in allowedResponseCodes, and failures need allowFailed still', async () => {
    const { url } = await status(404);
    const { url: fine } = await status(200);
    await expect(request({ uri: url, options: { allowedResponseCodes: [404] } })).rejects.toThrow("'404'");
    await expect(request({ uri: fine, options: { allowedResponseCodes: [404] } })).rejects.toThrow("'200'");
    const options = { allowFailed: true, allowedResponseCodes: [404] };
    expect((await request({ uri: url, options })).outputs?.['code']).toBe(404);
  });
});

describe('redirects', () => {
  const redirecting = () =>
    httpServer(({ url, method }, response) => {
      if (url === '/from') response.writeHead(302, { Location: '/to' }).end('moved');
      else response.end(`${method} ${url}`);
    });

  it('are followed', async () => {
    const { url } = await redirecting();
    expect((await request({ uri: `${url}/from`, method: 'POST', body: 'x' })).outputs?.['body']).toBe(
      'GET /to',
    );
  });

  it('are not followed when followRedirects is off', async () => {
    const { url } = await redirecting();
    const { outputs } = await request({ uri: `${url}/from`, options: { followRedirects: false } });
    expect(outputs).toMatchObject({ code: 302, body: 'moved', headers: { Location: ['/to'] } });
  });

  it('to another host take no credentials along', async () => {
    const { url: other, received } = await httpServer();
    const { url } = await httpServer((_, response) => response.writeHead(302, { Location: other }).end());
    await request({ uri: url, options: { auth: { type: 'BEARER', token: 't' } } });
    expect(received[0]?.headers.authorization).toBeUndefined();
  });
});

describe('no response', () => {
  it('because nobody listens', async () => {
    const { url, server } = await httpServer();
    await new Promise((resolve) => server.close(resolve));
    await expect(request({ uri: url })).rejects.toThrow(/^No response to GET http.*: connect ECONNREFUSED/);
  });

  it('in time', async () => {
    const { url } = await httpServer(() => undefined);
    const options = { timeout: { readIdleTimeout: 'PT0.2S' } };
    await expect(request({ uri: url, options })).rejects.toThrow(/^No response to GET .*Timeout/);
  });

  it('because the task was killed', async () => {
    const { url } = await httpServer(() => undefined);
    const world = await taskWorld();
    const signal = AbortSignal.timeout(50);
    await expect(world.run(Request, { uri: url }, { signal })).rejects.toThrow('timeout');
  });

  it('because the URI is none', async () => {
    await expect(request({ uri: 'example.org' })).rejects.toThrow("'example.org' is no http or https URI");
  });
});

describe('a response that is no text', () => {
  it('fails the task, which says what to use instead', async () => {
    const { url } = await httpServer((_, response) => response.end(Buffer.from('a\uffffb')));
    await expect(request({ uri: url })).rejects.toThrow(
      'Illegal unicode code point in request body: 65535, the Request task only support valid Unicode strings as body.\nYou can try using the Download task instead.',
    );
  });

  it('may hold characters beyond the first plane', async () => {
    const { url } = await httpServer((_, response) => response.end('😀'));
    expect((await request({ uri: url })).outputs?.['body']).toBe('😀');
  });
});

it('A response that is too long, or ends too early, fails the task', async () => {
  const { url } = await httpServer((_, response) => {
    response.writeHead(200, { 'Content-Length': '100' }).write('x'.repeat(50));
    setTimeout(() => response.destroy(), 50);
  });
  await expect(request({ uri: url })).rejects.toThrow(/^The response to GET .* broke off: /);
  await expect(request({ uri: url, options: { maxContentLength: 10 } })).rejects.toThrow(
    'longer than 10 bytes',
  );
});

it.skipIf((await findProgram('openssl')) === undefined)(
  'A certificate that nobody vouches for is refused, unless all are trusted',
  async () => {
    const world = await taskWorld();
    const [key, cert] = [join(world.directory, 'key.pem'), join(world.directory, 'cert.pem')];
    const subject = ['-subj', '/CN=localhost', '-days', '1'];
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, ...subject],
      { stdio: 'ignore' },
    );
    const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_, response) =>
      response.end('trusted'),
    );
    const uri = await listen(server, 'https');
    await expect(request({ uri })).rejects.toThrow(/^No response to GET .*certificate/);
    const ssl = { insecureTrustAllCertificates: true };
    expect((await request({ uri, options: { ssl } })).outputs?.['body']).toBe('trusted');
    expect((await request({ uri, sslOptions: ssl })).outputs?.['body']).toBe('trusted');
  },
);

it('A proxy is asked in place of the server', async () => {
  const { url, received } = await httpServer((_, response) => response.end('through the proxy'));
  const { hostname, port } = new URL(url);
  const { outputs } = await request({
    uri: 'http://tutti.invalid/page',
    options: { proxy: { type: 'HTTP', address: hostname, port, username: 'ada', password: 'secret' } },
  });
  expect(outputs?.['body']).toBe('through the proxy');
  expect(received[0]).toMatchObject({ method: 'GET', url: 'http://tutti.invalid/page' });
  expect(received[0]?.headers['proxy-authorization']).toBe(
    `Basic ${Buffer.from('ada:secret').toString('base64')}`,
  );
});

it('The client alone gives a response to read', async () => {
  const { url } = await httpServer((_, response) => response.end('[1]'));
  const response = await httpRequest({ uri: url });
  expect(response.code).toBe(200);
  expect(await response.text()).toBe('[1]');
});
