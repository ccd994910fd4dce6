import { posix } from 'node:path';

/** Bytes that are written at once, so that a line is no write of its own. */
const batchSize = 64 * 1024;

/**
 * Lines of UTF-8 text without their ends, which are `\n`, `\r\n` or `\r`. A last line needs no end (flow-language §6.6).
 */
export async function* linesOf(content: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let unfinished = '';
  // A carriage return at the end of a piece: it may be the first half of an end of line.
  let pending = '';
  for await (const piece of content) {
    let text = pending + decoder.decode(piece, { stream: true });
    pending = text.endsWith('\r') ? '\r' : '';
    if (pending) text = text.slice(0, -1);
    const lines = text.split(/\r\n|\n|\r/);
    lines[0] = unfinished + lines[0]!;
    unfinished = lines.pop()!;
    yield* lines;
  }
  const last = (unfinished + pending + decoder.decode()).split('\r');
  if (last.at(-1) === '') last.pop();
  yield* last;
}

/** Joins texts and bytes to pieces of a size that is good to write. */
export async function* inBatches(pieces: AsyncIterable<string | Uint8Array>): AsyncGenerator<Uint8Array> {
  let batch: Uint8Array[] = [];
  let size = 0;
  for await (const piece of pieces) {
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
    batch.push(bytes);
    size += bytes.length;
    if (size < batchSize) continue;
    yield Buffer.concat(batch);
    batch = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(batch);
}

/** Extension of a file's name with its dot; `.tmp` where it has none. */
export function extensionOf(uri: string): string {
  return posix.extname(uri) || '.tmp';
}
