import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A Git server over HTTP on this machine: `git http-backend` behind Basic auth. */
export interface GitServer {
  /** Of the repository that lies at `path` below the served folder. */
  urlOf(path: string): string;
  /** What answers instead of Git while it is set: a status. */
  broken: number | undefined;
  /** Paths that were asked for, with their query. */
  readonly requests: string[];
  close(): Promise<void>;
}

/** Serves the repositories below `folder`. Without credentials it asks nobody who they are. */
export async function gitServer(
  folder: string,
  credentials?: { username: string; password: string },
): Promise<GitServer> {
  const wanted =
    credentials &&
    `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}`;
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url!, 'http://local');
    requests.push(request.url!);
    if (served.broken !== undefined) return void response.writeHead(served.broken).end();
    if (wanted && request.headers.authorization !== wanted)
      return void response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
    const backend = spawn('git', ['http-backend'], {
      env: {
        ...{ PATH: process.env['PATH'], GIT_PROJECT_ROOT: folder, GIT_HTTP_EXPORT_ALL: '1' },
        ...{ PATH_INFO: url.pathname, QUERY_STRING: url.search.slice(1) },
        ...{ REQUEST_METHOD: request.method, CONTENT_TYPE: request.headers['content-type'] ?? '' },
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
        GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    request.pipe(backend.stdin);
    const chunks: Buffer[] = [];
    backend.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    backend.once('close', () => {
      const answer = Buffer.concat(chunks);
      const end = answer.indexOf('\r\n\r\n');
      const headers = answer
        .subarray(0, end)
        .toString()
        .split('\r\n')
        .map((line) => line.split(': '));
      const status = headers.find(([name]) => name === 'Status')?.[1];
      for (const [name, value] of headers) if (name !== 'Status') response.setHeader(name!, value!);
      response.writeHead(status ? Number.parseInt(status, 10) : 200).end(answer.subarray(end + 4));
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const served: GitServer = {
    urlOf: (path) => `http://127.0.0.1:${port}/${path}`,
    broken: undefined,
    requests,
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
  return served;
}
