import { once } from 'node:events';
import type { OutgoingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import Download from '../../../../../runner/plugins/core/http/Download.ts';
import { fileNameOf } from '../../../../../runner/plugins/core/http/fileName.ts';
import { taskWorld } from '../../../../support/taskContext.ts';
import { httpServer } from './server.ts';

const serving = (content: string | Buffer, headers: OutgoingHttpHeaders = {}, code = 200) =>
  httpServer((_, response) => response.writeHead(code, headers).end(content));

describe('a download', () => {
  it('stores the response; its outputs tell where and how large', async () => {
    const world = await taskWorld();
    const content = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 256));
    const { url } = await serving(content);
    const { outputs } = (await world.run(Download, { uri: `${url}/data/archive.tar.gz?x=1.zip` }))!;
    expect(outputs).toMatchObject({ code: 200, length: 300_000 });
    expect(outputs?.['uri']).toMatch(/^kestra:\/\/.*\.tar\.gz$/);
    expect(Buffer.from(await world.storage.get(String(outputs?.['uri']))).equals(content)).toBe(true);
  });

  it('is named by the server', async () => {
    const world = await taskWorld();
    const { url } = await serving('a,b', {
      'Content-Disposition': 'attachment; filename="../my orders.csv"',
    });
    const { outputs } = (await world.run(Download, { uri: url }))!;
    expect(outputs?.['uri']).toMatch(/\/my%20orders\.csv$/);
    expect(await world.text(outputs?.['uri'])).toBe('a,b');
  });

  it('is decompressed', async () => {
    const world = await taskWorld();
    const { url } = await serving(gzipSync('x'.repeat(10_000)), { 'Content-Encoding': 'gzip' });
    const { outputs } = (await world.run(Download, { uri: url }))!;
    expect(outputs?.['length']).toBe(10_000);
  });

  it('that is shorter than announced fails', async () => {
    const world = await taskWorld();
    const url = await brokenServer('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort');
    await expect(world.run(Download, { uri: url })).rejects.toThrow(/^Invalid size, got [0-5], expected 10$/);
  });

  it('of an error status fails', async () => {
    const world = await taskWorld();
    const { url } = await serving('gone', {}, 410);
    await expect(world.run(Download, { uri: url })).rejects.toThrow(
      "Failed http request with response code '410'",
    );
  });
});

describe('an empty response', () => {
  it('fails the download', async () => {
    const world = await taskWorld();
    const { url } = await serving('');
    await expect(world.run(Download, { uri: url })).rejects.toThrow(/^No response from server$/);
  });

  it('is only warned of when it need not fail', async () => {
    const { url } = await serving('');
    for (const written of [{ failOnEmptyResponse: false }, { options: { allowFailed: true } }]) {
      const world = await taskWorld();
      const { outputs } = (await world.run(Download, { uri: url, ...written }))!;
      expect(outputs?.['length']).toBe(0);
      expect(world.logs.map(({ level }) => level)).toEqual(['WARN']);
    }
  });
});

describe('the name of a file', () => {
  const named = (disposition: string) =>
    fileNameOf({ uri: 'http://x/y.txt', headers: { 'content-disposition': [disposition] } });

  it.each([
    ['attachment; filename=a.csv', { name: 'a.csv' }],
    ['attachment; filename="a;b.csv"', { name: 'a;b.csv' }],
    [`attachment; filename="plain.txt"; filename*=UTF-8''gr%C3%BCn.txt`, { name: 'grün.txt' }],
    ['attachment; filename="C:\\\\temp\\\\a.csv"', { name: 'a.csv' }],
    ['attachment; filename=".."', { extension: '.txt' }],
    ['inline', { extension: '.txt' }],
  ])('of %s', (disposition, expected) => {
    expect(named(disposition)).toEqual(expected);
  });

  it('has no extension where the URI has none', () => {
    expect(fileNameOf({ uri: 'http://example.org', headers: {} })).toEqual({ extension: '' });
  });
});

/** A server that sends this text to whoever connects, and hangs up. */
async function brokenServer(text: string): Promise<string> {
  const server = createServer((socket) => {
    socket.once('data', () => socket.end(text));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
