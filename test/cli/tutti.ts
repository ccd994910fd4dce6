import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The command, as it is installed. */
export const command = fileURLToPath(new URL('../../cli/tutti.js', import.meta.url));

/** What a process left behind. */
export interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** Starts `tutti` without a terminal and without the variables of this process that change how it writes. */
export function start(args: readonly string[], options: SpawnOptions & { node?: string } = {}): ChildProcess {
  const { NO_COLOR: _, FORCE_COLOR: __, TUTTI_HOME: ___, ...environment } = process.env;
  return spawn(options.node ?? process.execPath, [command, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
    env: { ...environment, ...options.env },
  });
}

/** Waits for the end of a process. */
export function ended(child: ChildProcess): Promise<Ended> {
  let out = '';
  let err = '';
  child.stdout?.on('data', (data) => {
    out += data;
  });
  child.stderr?.on('data', (data) => {
    err += data;
  });
  return new Promise((done, failed) => {
    child.on('error', failed);
    child.on('close', (code) => done({ code, out, err }));
  });
}

/** Runs `tutti` to its end. */
export function tutti(args: readonly string[], options: Parameters<typeof start>[1] = {}): Promise<Ended> {
  return ended(start(args, options));
}

/** A folder with these files, and what removes it. */
export function repositoryOf(files: Readonly<Record<string, string>>): { root: string; remove(): void } {
  const root = mkdtempSync(join(tmpdir(), 'tutti-cli-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}
