import type { TaskContext } from '../../../plugin/types.ts';
import { extensionOf, inBatches, linesOf } from './lines.ts';
import { deal } from './partitions.ts';

/** How to split a file: `bytes` wins over `partitions`, and that over `rows` (flow-language §6.6 Split). */
export interface Splitting {
  bytes?: string | undefined;
  partitions?: number | undefined;
  rows?: number | undefined;
  /** Written after each line. */
  separator: string;
}

/** Small files that are stored at once: waiting for the disk for each of them is what takes long. */
const together = 16;

type Place = Pick<TaskContext<unknown>, 'storage' | 'workingDirectory'>;

/**
 * Splits a stored file between its lines, and gives the URIs of the new files in order; they keep the extension.
 *
 * @throws Error where nothing says how, or a size or number is none.
 */
export async function splitFile(place: Place, from: string, how: Splitting): Promise<string[]> {
  const { bytes, partitions, rows, separator } = how;
  if (bytes !== undefined) {
    const limit = bytesOf(bytes);
    return splitWhere(place, from, separator, (size) => size >= limit);
  }
  if (partitions !== undefined) return dealt(place, from, separator, partitions);
  if (rows !== undefined) return splitWhere(place, from, separator, (_, count) => count >= rows);
  throw new Error('Invalid configuration with no size, count, nor rows');
}

/** Starts a new file before a line that finds the last one full, given its bytes and lines. */
async function splitWhere(
  { storage }: Place,
  from: string,
  separator: string,
  isFull: (size: number, count: number) => boolean,
): Promise<string[]> {
  const extension = extensionOf(from);
  const lines = linesOf(storage.stream(from));
  let line = await lines.next();

  async function* nextFile(): AsyncGenerator<string> {
    let size = 0;
    let count = 0;
    while (!line.done && (count === 0 || !isFull(size, count))) {
      const text = line.value + separator;
      size += Buffer.byteLength(text);
      count++;
      yield text;
      line = await lines.next();
    }
  }

  const uris: string[] = [];
  let small: Uint8Array[] = [];
  const storeSmall = async () => {
    const stored = await Promise.all(small.map((content) => storage.put(content, { extension })));
    small = [];
    uris.push(...stored.map(({ uri }) => uri));
  };
  while (!line.done) {
    const pieces = inBatches(nextFile());
    const { value: first = new Uint8Array() } = await pieces.next();
    const second = await pieces.next();
    if (second.done) small.push(first);
    if (small.length >= together || !second.done) await storeSmall();
    if (!second.done)
      uris.push((await storage.put(following([first, second.value], pieces), { extension })).uri);
  }
  await storeSmall();
  return uris;
}

async function* following<T>(first: readonly T[], rest: AsyncIterable<T>): AsyncGenerator<T> {
  yield* first;
  yield* rest;
}

async function dealt(
  { storage, workingDirectory }: Place,
  from: string,
  separator: string,
  partitions: number,
): Promise<string[]> {
  if (partitions < 1) throw new Error(`Invalid number of partitions '${partitions}': expected at least 1`);
  const texts = terminated(linesOf(storage.stream(from)), separator);
  const uris: string[] = [];
  for await (const path of deal(texts, partitions, await workingDirectory(), extensionOf(from))) {
    uris.push((await storage.putFile(path)).uri);
  }
  return uris;
}

async function* terminated(lines: AsyncIterable<string>, separator: string): AsyncGenerator<string> {
  for await (const line of lines) yield line + separator;
}

/** `10MB` in bytes; a kilobyte has 1024. */
function bytesOf(text: string): number {
  const match = /^(\d+)\s*([KMG]?)B?$/i.exec(text.trim());
  if (!match) throw new Error(`Invalid size with value '${text}'`);
  return Number(match[1]) * 1024 ** ' KMG'.indexOf(match[2]!.toUpperCase() || ' ');
}
