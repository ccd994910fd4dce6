import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import { guardGroup } from './guard.ts';
import { killTree, marker } from './kill.ts';
import { readLines } from './lines.ts';
import { openPipe } from './pipes.ts';

/** A program to run. */
export interface ProcessOptions {
  /** The program and its arguments. */
  command: readonly string[];
  directory: string;
  /** The whole environment of the process. */
  environment: Readonly<Record<string, string | undefined>>;
  /** Ends the process and everything it started. */
  signal: AbortSignal;
  /** Milliseconds between the request to end and the end by force. Default 5,000. */
  killGrace?: number;
  /** Takes the lines of one stream, in order and in batches; reading waits for the promise it gives. */
  onLines: (stream: 'stdout' | 'stderr', lines: string[]) => void | Promise<void>;
}

/**
 * Runs a program to its end and gives its exit code; 128 + the signal's number when a signal ended it.
 *
 * It has its own process group and no standard input. When `signal` aborts, the whole process tree is ended before this
 * rejects with the signal's reason. Rejects also when the program cannot be started. A process left in the background by a
 * program that ended is left running, as any shell would, and its output is no longer read.
 */
export async function runProcess(options: ProcessOptions): Promise<number> {
  options.signal.throwIfAborted();
  const id = randomUUID();
  const [stdout, stderr] = await Promise.all([openPipe(), openPipe()]);
  let child: ChildProcess;
  try {
    child = spawn(options.command[0]!, options.command.slice(1), {
      cwd: options.directory,
      env: { ...options.environment, [marker]: id },
      detached: process.platform !== 'win32',
      stdio: ['ignore', stdout.writer, stderr.writer],
    });
  } catch (error) {
    stdout.discard();
    stderr.discard();
    throw await startError(error, options);
  }
  const streams = [stdout.reader(child.stdout), stderr.reader(child.stderr)] as const;
  const output = Promise.all([
    readLines(streams[0], (lines) => options.onLines('stdout', lines)),
    readLines(streams[1], (lines) => options.onLines('stderr', lines)),
  ]);
  // Awaited below; until then a failure of the sink must not count as unhandled.
  output.catch(() => undefined);
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  ended.catch(() => undefined);
  if (child.pid === undefined) {
    destroy(streams);
    throw await startError(await ended.catch((error: unknown) => error), options);
  }

  const release = endWithUs(child.pid);
  const stop = stopper(child.pid, id, options);
  try {
    const [code, signal] = await Promise.race([ended, stop.stopped, failed(output)]);
    if (options.signal.aborted) return await stop.stopped;
    await Promise.race([output, stop.stopped, silence(streams)]);
    return code ?? 128 + constants.signals[signal!];
  } catch (error) {
    // A sink that failed: nobody reads any more, so nothing may go on writing.
    if (!options.signal.aborted) await killTree(child.pid, id, options.killGrace);
    throw error;
  } finally {
    stop.disarm();
    release();
    destroy(streams);
  }
}

/** Rejects with the abort's reason, after the process tree is gone. */
function stopper(pid: number, id: string, { signal, killGrace }: ProcessOptions) {
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  stopped.catch(() => undefined);
  const stop = () => void killTree(pid, id, killGrace).finally(() => reject(signal.reason));
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  return { stopped, disarm: () => signal.removeEventListener('abort', stop) };
}

/** Settles only when the sink of the output failed. */
function failed(output: Promise<unknown>): Promise<never> {
  return new Promise((_, reject) => output.catch(reject));
}

/**
 * Resolves when an ended program's output stays open without anything coming: a background process inherited it. What the
 * program itself wrote is in the pipe by then, and is read without such a gap.
 */
function silence(streams: readonly Readable[]): Promise<void> {
  return new Promise((resolve) => {
    let heard = true;
    const started = Date.now();
    const hear = () => {
      heard = true;
    };
    for (const stream of streams) stream.on('data', hear);
    const timer = setInterval(() => {
      const open = streams.some((stream) => !stream.closed);
      const paused = streams.some((stream) => stream.isPaused());
      if (open && (heard || paused) && Date.now() - started < 10_000) {
        heard = false;
        return;
      }
      clearInterval(timer);
      resolve();
    }, 500);
  });
}

function destroy(streams: readonly Readable[]): void {
  for (const stream of streams) stream.destroy();
}

/** Why a program did not start, in words that say what to do. */
async function startError(error: unknown, { command, directory }: ProcessOptions): Promise<Error> {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    const directoryExists = await stat(directory).then(
      (found) => found.isDirectory(),
      () => false,
    );
    return directoryExists
      ? new Error(`Cannot run '${command[0]}': no such program. Install it, or check its name and the PATH.`)
      : new Error(`Cannot run '${command[0]}': the working directory does not exist.`);
  }
  if (code === 'EACCES') return new Error(`Cannot run '${command[0]}': it is not executable.`);
  if (code === 'E2BIG') {
    return new Error(
      `Cannot run '${command[0]}': its arguments or environment are too long. Pass large values through inputFiles.`,
    );
  }
  return new Error(`Cannot run '${command[0]}': ${(error as Error).message}`, { cause: error });
}

const running = new Set<number>();

/** Process groups that still run when Tutti exits would go on unseen: end them. */
function endWithUs(pid: number): () => void {
  if (running.size === 0) process.on('exit', endAll);
  running.add(pid);
  const unguard = guardGroup(pid);
  return () => {
    unguard();
    running.delete(pid);
    if (running.size === 0) process.off('exit', endAll);
  };
}

function endAll(): void {
  for (const pid of running) {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // It ended already.
    }
  }
}
