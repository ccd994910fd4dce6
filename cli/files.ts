import { createReadStream, mkdirSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { messageOf, Refusal } from './errors.ts';

/** Bytes of a file that is read as text; flows are refused long before. */
const longest = 8 * 1024 * 1024;

/** What a path names; `undefined` where there is nothing. Throws `Refusal` where that cannot be found out. */
export function statOf(path: string, name: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw unreadable(name, error);
  }
}

/** Text of a file, which may be a pipe. Throws `Refusal` where it cannot be read or is too long. */
export async function readText(path: string, name: string): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > longest)
        throw new Refusal(`Cannot read ${name}: it is longer than ${longest / 1024 / 1024} MB.`);
    }
  } catch (error) {
    throw unreadable(name, error);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * Makes a folder and those above it. `mkdir` with `recursive` never ends where the file system takes no folders, such as
 * below `/proc`. Throws the file system's error.
 */
export function makeFolder(path: string): void {
  const above = dirname(path);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  if (above !== path) makeFolder(above);
  try {
    mkdirSync(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw new Error('no folder can be made there', { cause: error });
    // Another process may have made it meanwhile.
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}

/** A file system's error about a path, in words. */
function unreadable(name: string, error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  return new Refusal(`Cannot read ${name}: ${reasonOf(error)}.`, { cause: error });
}

/** Why the file system refused, in words. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error);
  return Object.hasOwn(reasons, code) ? reasons[code]! : messageOf(error);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is no folder',
  EEXIST: 'there is a file of that name',
  ELOOP: 'its symbolic links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
};
