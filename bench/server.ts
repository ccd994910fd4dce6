import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const project = fileURLToPath(new URL('..', import.meta.url));

/** Where a server may be started from: the bundle of `npm run build`, or the sources. */
export const entries = {
  built: join(project, 'dist', 'tutti.js'),
  source: join(project, 'cli', 'main.ts'),
};

/** A `tutti serve` process. */
export interface Server {
  /** Without a slash at the end. */
  readonly url: string;
  readonly pid: number;
  /** Whether it still runs. */
  isAlive(): boolean;
  /** What it logged, errors and all, the last lines of it. */
  log(): string;
  /** Ends it with SIGTERM; gives its exit code. */
  stop(): Promise<number | null>;
}

export interface ServerOptions {
  /** The repository. */
  root: string;
  /** Folder of the state. */
  home: string;
  entry?: keyof typeof entries;
  /** Further options of Node.js. */
  nodeOptions?: readonly string[];
}

/** Starts `tutti serve` at a free port and waits until it is ready. Rejects where it is not within a minute. */
export async function startServer({
  root,
  home,
  entry = 'source',
  nodeOptions = [],
}: ServerOptions): Promise<Server> {
  if (!existsSync(entries[entry])) throw new Error('Build first: npm run build');
  const env = { ...process.env, TUTTI_HOME: home, NO_COLOR: '1' };
  const args = [...nodeOptions, entries[entry], 'serve', '--repo', root, '--port', '0'];
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const log = lastOf(child);
  const server = {
    pid: child.pid!,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    log,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        const exited = once(child, 'exit');
        child.kill('SIGTERM');
        await exited;
      }
      return child.exitCode;
    },
  };
  const url = await ready(server).catch(async (error: unknown) => {
    await server.stop();
    throw error;
  });
  return { ...server, url };
}

/** Resident memory of a process, megabytes (2^20 bytes). */
export async function residentMemory(pid: number): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
  return Number(stdout) / 1024;
}

/** The last of what a process writes, to both streams. */
function lastOf(child: ChildProcess): () => string {
  let text = '';
  const keep = (data: Buffer) => {
    text = `${text}${data}`.slice(-20_000);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  return () => text;
}

async function ready({ isAlive, log }: Pick<Server, 'isAlive' | 'log'>): Promise<string> {
  const deadline = performance.now() + 60_000;
  let url: string | undefined;
  while (isAlive() && performance.now() < deadline) {
    url ??= /"url":"([^"]+)"/.exec(log())?.[1];
    const answer = url ? await fetch(`${url}/health/readiness`).catch(() => undefined) : undefined;
    if (url && answer?.ok) return url;
    await delay(20);
  }
  throw new Error(`The server is not ready: ${log()}`);
}
