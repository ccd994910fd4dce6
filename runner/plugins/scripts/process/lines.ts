import type { Readable } from 'node:stream';

/** Takes lines in order; reading waits for the promise it gives. */
export type LineSink = (lines: string[]) => void | Promise<void>;

/** Characters of a line that are kept: as much as the outputs of a task may hold (flow-language §3.1). */
export const longestLine = 1_048_576;

const note = ` … [line cut after ${longestLine} characters]`;

/**
 * Splits a stream of UTF-8 text into lines (`\n`, `\r\n` or `\r`) and hands them over in batches, one per chunk read. Resolves
 * when the stream ended or was destroyed and every line was taken; rejects when `sink` fails. Memory stays bounded: a line
 * longer than `longestLine` is cut, and nothing is read while the sink is busy.
 */
export function readLines(stream: Readable, sink: LineSink): Promise<void> {
  const split = lineSplitter();
  stream.setEncoding('utf8');
  return new Promise((resolve, reject) => {
    let taken: void | Promise<void>;
    const take = (lines: string[]) => {
      if (lines.length === 0) return;
      try {
        taken = sink(lines);
      } catch (error) {
        fail(error);
        return;
      }
      if (taken === undefined) return;
      stream.pause();
      taken.then(() => stream.resume(), fail);
    };
    const fail = (error: unknown) => {
      reject(error);
      stream.destroy();
    };
    stream.on('data', (text: string) => take(split.push(text)));
    stream.on('error', () => undefined);
    stream.on('close', () => {
      Promise.resolve(taken)
        .then(() => {
          take(split.end());
          return taken;
        })
        .then(() => resolve(), reject);
    });
  });
}

/** Cuts text that comes in pieces into lines; keeps the unfinished last one. */
export function lineSplitter(): { push(text: string): string[]; end(): string[] } {
  let rest = '';
  // The line under way is too long: its remainder is dropped.
  let cut = false;
  // The last piece ended with a carriage return, which may be the first half of a line's end.
  let returned = false;

  return {
    push(text) {
      let piece = text;
      if (returned) piece = `\r${piece}`;
      returned = piece.endsWith('\r');
      if (returned) piece = piece.slice(0, -1);
      const lines = piece.includes('\r') ? piece.split(/\r\n|[\r\n]/) : piece.split('\n');
      const last = lines.pop()!;
      if (lines.length === 0) {
        extend(last);
        return lines;
      }
      extend(lines[0]!);
      lines[0] = finish();
      rest = last;
      for (let index = 1; index < lines.length; index++) {
        if (lines[index]!.length > longestLine) lines[index] = lines[index]!.slice(0, longestLine) + note;
      }
      return lines;
    },
    end() {
      const unfinished = rest !== '' || cut || returned;
      returned = false;
      return unfinished ? [finish()] : [];
    },
  };

  function extend(text: string): void {
    if (cut) return;
    rest += text;
    if (rest.length > longestLine) {
      rest = rest.slice(0, longestLine);
      cut = true;
    }
  }

  function finish(): string {
    const line = cut ? rest + note : rest;
    rest = '';
    cut = false;
    return line;
  }
}
