import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

/** A line of a server's log. */
export interface LogLine {
  level: string;
  msg: string;
  url?: string;
  [property: string]: unknown;
}

/** A `tutti serve` that runs. */
export interface Served {
  child: ChildProcess;
  url: string;
  /** What it logged so far. */
  lines: LogLine[];
  /** Kills it with -9; resolves when it is gone. */
  kill(): Promise<void>;
}

/** `tutti serve` in a process of its own; resolves when it serves. It is killed when the test finished. */
export async function startServer(
  root: string,
  environment: Record<string, string> = {},
  preloaded: readonly string[] = [],
): Promise<Served> {
  const imports = preloaded.flatMap((path) => ['--import', resolve(path)]);
  const child = spawn(
    process.execPath,
    [...imports, resolve('cli/tutti.js'), 'serve', '--repo', root, '--port', '0'],
    { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const gone = new Promise<void>((resolved) => child.once('exit', () => resolved()));
  const kill = async () => {
    child.kill('SIGKILL');
    await gone;
  };
  onTestFinished(kill);
  const lines: LogLine[] = [];
  const url = await new Promise<string>((found, failed) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const entry = JSON.parse(line) as LogLine;
      lines.push(entry);
      if (entry.msg === 'serving') found(entry.url!);
    });
    child.once('exit', (code) => failed(new Error(`tutti serve ended with ${code}`)));
  });
  return { child, lines, url, kill };
}
