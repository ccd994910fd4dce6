import { spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createGunzip } from 'node:zlib';
import { demand } from './auth.ts';
import { ApiError, type FakeRepository } from './types.ts';
import type { World } from './world.ts';

const route = /^\/([^/]+)\/([^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/;

/** Whether a path is one of Git's. */
export function isGitPath(path: string): boolean {
  return route.test(path);
}

/**
 * Git over HTTP by `git http-backend`, behind tokens in Basic auth (github §3.6). What a push moved is told like any other
 * change of a ref.
 */
export async function smartHttp(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const [, owner, name, service] = route.exec(url.pathname)!;
  const writes = service === 'git-receive-pack' || url.searchParams.get('service') === 'git-receive-pack';
  let repository: FakeRepository;
  let login = '';
  try {
    const caller = world.auth.caller(request.headers.authorization);
    repository = world.find(owner!, name!);
    if (caller.kind === 'nobody' && (repository.private || writes))
      throw new ApiError(401, 'Requires authentication');
    if (caller.kind !== 'nobody')
      demand(caller, repository, world.installationOf, 'contents', writes ? 'write' : 'read');
    login = caller.kind === 'user' ? caller.login : world.bot().login;
  } catch (error) {
    const status = error instanceof ApiError ? error.status : 500;
    response.writeHead(status, status === 401 ? { 'www-authenticate': 'Basic realm="GitHub"' } : {}).end();
    return;
  }
  const before = writes ? await repository.git.branches() : undefined;
  const answer = await backend(repository, request, url, service!);
  if (before && service === 'git-receive-pack') await tellMoves(world, repository, before, login);
  response.writeHead(answer.status, answer.headers).end(answer.body);
}

/** What a push moved is told before it is answered. */
async function tellMoves(
  world: World,
  repository: FakeRepository,
  before: ReadonlyMap<string, string>,
  login: string,
): Promise<void> {
  const after = await repository.git.branches();
  for (const branch of new Set([...before.keys(), ...after.keys()])) {
    const [old, now] = [before.get(branch), after.get(branch)];
    if (old === now) continue;
    // The ref is where it is already: it is put back, so that its move is told.
    await repository.git.setRef(`refs/heads/${branch}`, old);
    await world.moveBranch(repository, branch, now, world.user(login), { force: true });
  }
}

interface GitAnswer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

function backend(
  repository: FakeRepository,
  request: IncomingMessage,
  url: URL,
  service: string,
): Promise<GitAnswer> {
  return new Promise((resolve) => {
    const child = spawn('git', ['http-backend'], {
      env: {
        PATH: process.env['PATH'],
        GIT_PROJECT_ROOT: repository.git.folder,
        GIT_HTTP_EXPORT_ALL: '1',
        PATH_INFO: `/${service}`,
        QUERY_STRING: url.search.slice(1),
        REQUEST_METHOD: request.method,
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
        REMOTE_USER: 'fake',
      },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    child.stdin.on('error', () => undefined);
    (request.headers['content-encoding'] === 'gzip' ? request.pipe(createGunzip()) : request).pipe(
      child.stdin,
    );
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('close', () => {
      const answer = Buffer.concat(chunks);
      const end = answer.indexOf('\r\n\r\n');
      let status = 200;
      const headers: Record<string, string> = {};
      for (const line of answer.subarray(0, end).toString().split('\r\n')) {
        const at = line.indexOf(': ');
        if (line.startsWith('Status: ')) status = Number.parseInt(line.slice(8), 10);
        else if (at > 0) headers[line.slice(0, at)] = line.slice(at + 2);
      }
      resolve({ status, headers, body: answer.subarray(end + 4) });
    });
  });
}
