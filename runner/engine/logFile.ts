import { createReadStream } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { LogEntry, LogLevel } from '../execution/types.ts';
import type { WorkerHost } from '../worker/types.ts';
import { isKept, logEntries } from './logs.ts';
import type { Runtime } from './runtime.ts';

/** The log of one attempt or evaluation that says `logToFile`: written aside, and stored when that is over. */
export interface LogFile {
  /** As `WorkerHost.log`. */
  log(level: LogLevel, messages: readonly string[]): Promise<void>;
  /** Stores it under this name; gives its URI. Nothing where nothing was logged, or it cannot be stored, which is logged. */
  store(name: string): Promise<string | undefined>;
  /** Takes it back: writes its entries to the log as if there were no file. Nothing where it was stored. */
  takeBack(): Promise<void>;
}

/** One entry of such a file. */
export type LogLine = Pick<LogEntry, 'timestamp' | 'level' | 'message'>;

/** Whose log it is says the file's place, not its lines. */
const nobody = { executionId: '', namespace: '', flowId: '' };

/** A log file for what `host` serves, with entries of `least` and above; secrets are masked (flow-language §1.3 `logToFile`). */
export function openLogFile(runtime: Runtime, host: WorkerHost, least: LogLevel): LogFile {
  let file: { path: string; handle: FileHandle } | undefined;
  let waiting = '';
  let writing: Promise<void> | undefined;
  let failure: unknown;

  /** What came while one write was under way goes with the next. */
  const write = async (): Promise<void> => {
    try {
      if (!file) {
        const path = join(await runtime.scratch(), `${crypto.randomUUID()}.log`);
        file = { path, handle: await open(path, 'w') };
      }
      while (waiting !== '') {
        const text = waiting;
        waiting = '';
        await file.handle.appendFile(text);
      }
    } catch (error) {
      failure ??= error;
    } finally {
      writing = undefined;
    }
  };

  /** Hands the written file over, then removes it. */
  const finish = async <T>(use: (path: string) => Promise<T>): Promise<T | undefined> => {
    await writing;
    if (!file) return undefined;
    const { path, handle } = file;
    file = undefined;
    try {
      await handle.close();
      if (failure !== undefined) throw failure;
      return await use(path);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      await host.log('WARN', [`The log file cannot be kept: ${reason}`]);
      return undefined;
    } finally {
      await rm(path, { force: true });
    }
  };

  return {
    async log(level, messages) {
      if (!isKept(level, least)) return;
      waiting += logEntries(nobody, level, messages, runtime.masker, runtime.clock.now())
        .map(lineOf)
        .join('');
      writing ??= write();
      await writing;
    },
    store: (name) => finish(async (path) => (await host.storePutFile(name, path)).uri),
    async takeBack() {
      await finish(async (path) => {
        for await (const { level, message } of logLinesOf(createReadStream(path)))
          await host.log(level, [message]);
      });
    },
  };
}

/** `timestamp LEVEL message`; further lines of a message are indented, so that none passes for an entry. */
function lineOf({ timestamp, level, message }: LogLine): string {
  return `${timestamp} ${level} ${message.replaceAll('\n', '\n\t')}\n`;
}

/** The entries of a log file. */
export async function* logLinesOf(content: NodeJS.ReadableStream): AsyncGenerator<LogLine> {
  let entry: LogLine | undefined;
  for await (const line of createInterface({ input: content, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (entry && line.startsWith('\t')) {
      entry.message += `\n${line.slice(1)}`;
      continue;
    }
    if (entry) yield entry;
    const [timestamp = '', level = ''] = line.split(' ', 2);
    const message = line.slice(timestamp.length + level.length + 2);
    entry = { timestamp, level: level as LogLevel, message };
  }
  if (entry) yield entry;
}
