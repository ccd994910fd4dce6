import { execFile } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';

/** One end for the child to write to, one for us to read from. */
export interface Pipe {
  /** For `stdio` of `spawn`. */
  writer: number | 'pipe';
  /** Takes over after `spawn`; `stream` is what the child process offers, if it does. */
  reader(stream: Readable | null): Readable;
  /** Closes it where `spawn` failed. */
  discard(): void;
}

/**
 * A pipe for a child's output. Node connects children by socket pairs, and on Linux a socket cannot be opened by name: in a
 * script, `echo problem > /dev/stderr` would fail. A named pipe that is unlinked once both its ends are open is a real one.
 * Where there is none to be had, it is Node's own kind.
 */
export async function openPipe(): Promise<Pipe> {
  const ends = process.platform === 'linux' ? await takeEnds() : undefined;
  if (!ends) return { writer: 'pipe', reader: (stream) => stream!, discard: () => undefined };
  return {
    writer: ends.write,
    reader() {
      closeSync(ends.write);
      return new Socket({ fd: ends.read, readable: true, writable: false });
    },
    discard() {
      closeSync(ends.write);
      closeSync(ends.read);
    },
  };
}

/** File descriptors of both ends of a pipe. */
interface Ends {
  read: number;
  write: number;
}

/** Pipes are made in batches, for each batch costs a process. */
const batch = 8;
const unused: Ends[] = [];
let making: Promise<void> | undefined;
let available = true;

async function takeEnds(): Promise<Ends | undefined> {
  while (unused.length === 0 && available) {
    making ??= makePipes().finally(() => {
      making = undefined;
    });
    await making;
  }
  return unused.pop();
}

async function makePipes(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'tutti-pipes-'));
  const paths = Array.from({ length: batch }, (_, index) => join(directory, String(index)));
  try {
    await promisify(execFile)('mkfifo', ['-m', '600', ...paths]);
    for (const path of paths) {
      // The reading end first, without waiting: a writer would wait for it.
      const read = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
      unused.push({ read, write: openSync(path, constants.O_WRONLY) });
    }
  } catch {
    available = false;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
