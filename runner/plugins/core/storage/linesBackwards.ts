import { open } from 'node:fs/promises';

const blockSize = 64 * 1024;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * Lines of a local file from the last to the first, as bytes without their ends, which are `\n`, `\r\n` or `\r`. The file is
 * read in blocks from its end, so that no more than a block and a line are in memory.
 */
export async function* linesBackwards(path: string): AsyncGenerator<Uint8Array> {
  await using file = await open(path);
  const { size } = await file.stat();
  if (size === 0) return;

  // Pieces of the line whose beginning is not found yet, the last one first.
  let tail: Uint8Array[] = [];
  // A line feed was the first byte of the block read before: a carriage return before it belongs to it.
  let afterLineFeed = false;
  let position = size;
  while (position > 0) {
    const length = Math.min(blockSize, position);
    position -= length;
    const block = Buffer.alloc(length);
    await file.read(block, 0, length, position);

    let end = length;
    if (afterLineFeed && block[end - 1] === carriageReturn) end--;
    afterLineFeed = false;
    for (let index = end - 1; index >= 0; index--) {
      if (block[index] !== lineFeed && block[index] !== carriageReturn) continue;
      const isEndOfFile = position + index + 1 === size;
      if (!isEndOfFile) yield joined(block.subarray(index + 1, end), tail);
      tail = [];
      if (block[index] === lineFeed && block[index - 1] === carriageReturn) index--;
      else if (block[index] === lineFeed && index === 0) afterLineFeed = true;
      end = index;
    }
    tail.push(block.subarray(0, Math.max(end, 0)));
  }
  yield joined(new Uint8Array(), tail);
}

function joined(first: Uint8Array, tail: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat([first, ...tail.toReversed()]);
}
