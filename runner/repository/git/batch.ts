import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { ended, GitError, type GitOptions, killGroup, startGit } from './command.ts';

/** Largest blob that is read, bytes. */
const largest = 100 * 1024 * 1024;
/** Milliseconds without a question after which the process is let go. */
const idleTime = 10_000;

/** Reads blobs through one process, which is started when it is needed. */
export interface Batch {
  /** Rejects where there is no such blob, or it is too large. */
  read(oid: string): Promise<Uint8Array>;
  close(): void;
}

interface Question {
  oid: string;
  resolve(content: Uint8Array): void;
  reject(error: Error): void;
}

/** Questions are answered in the order they are asked. */
export function openBatch(options: GitOptions): Batch {
  let running: ReturnType<typeof startBatch> | undefined;
  return {
    read(oid) {
      if (!/^[0-9a-f]{40,64}$/.test(oid)) return Promise.reject(new GitError(`${oid} names no object`));
      running ??= startBatch(options, () => {
        running = undefined;
      });
      return running.ask(oid);
    },
    close: () => running?.stop(),
  };
}

function startBatch(options: GitOptions, stopped: () => void) {
  const child = startGit(options, ['cat-file', '--batch']);
  const questions: Question[] = [];
  let idle: NodeJS.Timeout | undefined;

  const stop = (): void => {
    clearTimeout(idle);
    stopped();
    killGroup(child);
  };
  readAnswers(child, questions, () => {
    if (questions.length > 0) return;
    // A process that nobody asks keeps memory, and that of Tutti from ending.
    setReferenced(child, false);
    idle = setTimeout(stop, idleTime).unref();
  });
  ended(child, false).then(
    () => fail(new GitError('git ended before it answered')),
    (error: Error) => fail(error),
  );
  const fail = (error: Error): void => {
    stopped();
    for (const { reject } of questions.splice(0)) reject(error);
  };

  return {
    stop,
    ask(oid: string): Promise<Uint8Array> {
      clearTimeout(idle);
      setReferenced(child, true);
      return new Promise((resolve, reject) => {
        questions.push({ oid, resolve, reject });
        child.stdin.write(`${oid}\n`);
      });
    },
  };
}

/** `<oid> blob <size>\n<content>\n`, or `<oid> missing\n`. */
function readAnswers(
  child: ChildProcessWithoutNullStreams,
  questions: Question[],
  answered: () => void,
): void {
  let chunks: Buffer[] = [];
  let length = 0;
  let head: { type: string; size: number } | undefined;
  child.stdout.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.length;
    // Large contents come in many chunks, which are put together once.
    if (head && length < head.size + 1) return;
    let data = Buffer.concat(chunks);
    for (;;) {
      if (!head) {
        const end = data.indexOf(10);
        if (end === -1) break;
        const [, type = '', size] = data.subarray(0, end).toString().split(' ');
        data = data.subarray(end + 1);
        head = { type, size: size === undefined ? -1 : Number(size) };
        if (head.size > largest) {
          questions.shift()?.reject(new GitError(`A file of ${head.size} bytes is too large to be read`));
          killGroup(child);
          return;
        }
      }
      if (data.length < head.size + 1) break;
      const question = questions.shift();
      if (head.type === 'blob') question?.resolve(Uint8Array.from(data.subarray(0, head.size)));
      else question?.reject(new GitError(`There is no file with the content ${question.oid}`));
      data = data.subarray(head.size + 1);
      head = undefined;
      answered();
    }
    chunks = [data];
    length = data.length;
  });
}

/** Whether it keeps the process of Tutti from ending. */
function setReferenced(child: ChildProcessWithoutNullStreams, isReferenced: boolean): void {
  const parts = [child, child.stdin, child.stdout, child.stderr] as unknown as {
    ref?(): void;
    unref?(): void;
  }[];
  for (const part of parts)
    if (isReferenced) part.ref?.();
    else part.unref?.();
}
