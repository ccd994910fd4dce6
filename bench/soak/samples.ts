import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { residentMemory, type Server } from '../server.ts';
import type { Inspector } from './inspector.ts';

/** What can be read of a server while it works. Memory in megabytes. */
export interface Sample {
  resident: number;
  /** The longest delay of the event loop but for one in a hundred, since the last sample, milliseconds. */
  lag: number;
  /** Executions that have not ended. */
  open: number;
}

/** A server at rest: what it still holds. */
export interface Rest extends Sample {
  /** Live objects, megabytes. */
  heap: number;
  /** Handles and requests of the event loop, by kind. */
  handles: Record<string, number>;
  /** Open files and sockets of the process, by kind; empty where the system does not tell. */
  descriptors: Record<string, number>;
  /** What the database holds, without the pages that are free for what comes, megabytes. */
  database: number;
  /** Files in the internal storage. */
  files: number;
}

const megabyte = 2 ** 20;

export async function takeSample(server: Server): Promise<Sample> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const valuesOf = (name: string) =>
    [...text.matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, 'gm'))].map(([, value]) => Number(value));
  return {
    resident: await residentMemory(server.pid),
    lag: valuesOf('tutti_event_loop_lag_seconds')[0]! * 1000,
    open: valuesOf('tutti_executions').reduce((sum, count) => sum + count, 0),
  };
}

/** As `takeSample`, after a collection of garbage. `home`: folder of the server's state. */
export async function takeRest(server: Server, inspector: Inspector, home: string): Promise<Rest> {
  const heap = (await inspector.liveHeap()) / megabyte;
  const handles = await inspector.handles();
  return {
    ...(await takeSample(server)),
    heap,
    handles,
    descriptors: descriptorsOf(server.pid),
    database: usedBy(join(home, 'tutti.db')) / megabyte,
    files: countFiles(join(home, 'storage')),
  };
}

export function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** Pipes for scripts that are kept in stock, a batch of eight at most, each with two ends. */
export const stock = 'pipes in stock';

/** Open descriptors by what they are: `socket`, `pipe`, `anon_inode`, or the path of a file. */
function descriptorsOf(pid: number): Record<string, number> {
  const folder = `/proc/${pid}/fd`;
  const kinds = namesIn(folder).map((name) => {
    try {
      const target = readlinkSync(join(folder, name)).replace(/:\[\d+\]$/, '');
      return target.includes('/tutti-pipes-') ? stock : target;
    } catch {
      return 'closed meanwhile';
    }
  });
  return Object.fromEntries([...Map.groupBy(kinds, (kind) => kind)].map(([kind, all]) => [kind, all.length]));
}

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function countFiles(folder: string): number {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile())
    .length;
}

/** Bytes of the pages of a database that are in use. */
function usedBy(path: string): number {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const pragma = (name: string) => Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
    return (pragma('page_count') - pragma('freelist_count')) * pragma('page_size');
  } finally {
    database.close();
  }
}
